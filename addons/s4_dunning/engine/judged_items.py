"""The items by which one can judge how a customer pays, with how late each was paid."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from . import credit_stops, money, open_items

MODELS = (
    *money.MODELS,
    *credit_stops.MODELS,
    "account.partial.reconcile",
    "dunning.debtor",
)


def first_day(group):
    """:return: date, the first day of the window in which payments are looked at"""
    today = fields.Date.context_today(group)
    return today - relativedelta(months=group.behaviour_months)


def collect_contacts(group):
    """Collect into the temporary table dunning_debtor_contact whose items are whose.

    Debtors may have been made a moment ago, and PostgreSQL know nothing of how many
    they are; of this table it does. The companies of the database are left out.

    :param group: one dunning.group
    """
    cr = group.env.cr
    for model in ("dunning.debtor", "res.company", "res.partner"):
        group.env[model].flush_model()
    cr.execute("DROP TABLE IF EXISTS dunning_debtor_contact")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_debtor_contact ON COMMIT DROP AS
            SELECT contact.id, debtor.id AS debtor_id
              FROM dunning_debtor debtor
              JOIN res_partner contact
                ON contact.commercial_partner_id = debtor.partner_id
             WHERE debtor.group_id = %s
               AND debtor.partner_id NOT IN (SELECT partner_id FROM res_company)
            """,
            group.id,
        )
    )
    cr.execute("ANALYZE dunning_debtor_contact")


def collect(group):
    """Collect into the temporary table dunning_judged_item what a group can judge by.

    Invoices that were paid within the window, on the day of the last money that was
    matched, as Odoo dates it; and invoices that are open and late, with the days so
    far. Each instalment counts by itself. What credit notes or write-offs settled
    alone, what is disputed, and what is paid by an agreed plan tells nothing; neither
    do the companies of the database among each other.

    Columns: id, debtor_id, company_id, date_invoice, date_due, date_paid (NULL: open),
    days, amount (open, in the currency of the company).

    :param group: one dunning.group
    """
    cr = group.env.cr
    for model in MODELS:
        group.env[model].flush_model()
    collect_contacts(group)
    cr.execute("DROP TABLE IF EXISTS dunning_judged_item")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_judged_item ON COMMIT DROP AS
            SELECT item.id, contact.debtor_id, item.company_id,
                   item.date AS date_invoice, due.date AS date_due,
                   paid.date AS date_paid, paid.date - due.date AS days,
                   0 AS amount
              FROM (%(paid)s) paid
              JOIN account_move_line item ON item.id = paid.id
              %(joins)s
             WHERE %(condition)s AND item.reconciled AND paid.date <= %(today)s
             UNION ALL
            SELECT item.id, contact.debtor_id, item.company_id, item.date, due.date,
                   NULL, %(today)s - due.date, item.amount_residual
              FROM account_move_line item
              %(joins)s
             WHERE %(condition)s AND item.reconciled IS NOT TRUE
               AND item.parent_state = 'posted'
               AND %(today)s - due.date > %(tolerance)s
            """,
            paid=_paid(first_day(group)),
            joins=_joins(group),
            condition=SQL(
                "%s AND %s AND item.balance > 0",
                open_items.is_receivable(group.env),
                money.IS_INVOICE,
            ),
            today=fields.Date.context_today(group),
            tolerance=group.behaviour_tolerance_days,
        )
    )
    _drop_agreed(group)
    cr.execute("ANALYZE dunning_judged_item")


def _paid(start):
    return SQL(
        """
        SELECT partial.debit_move_id AS id, MAX(partial.max_date) AS date
          FROM account_partial_reconcile partial
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_move entry ON entry.id = credit.move_id
          JOIN account_journal journal ON journal.id = entry.journal_id
         WHERE partial.max_date >= %s AND %s
         GROUP BY partial.debit_move_id
        """,
        start,
        money.IS_MONEY,
    )


def _joins(group):
    return SQL(
        """
        JOIN account_move claim ON claim.id = item.move_id
        JOIN res_company company ON company.id = item.company_id
                                AND company.dunning_group_id = %(group)s
        JOIN dunning_debtor_contact contact ON contact.id = item.partner_id
        CROSS JOIN LATERAL (
            SELECT COALESCE(item.date_maturity, item.date) AS date) due
        """,
        group=group.id,
    )


def _drop_agreed(group):
    """Drop the open items that rest by agreement; only few are worth a closer look."""
    group.env.cr.execute(
        SQL(
            """
            DELETE FROM dunning_judged_item judged
             USING account_move_line item,
                   (SELECT move_line_id AS id FROM dunning_arrangement_item_rel
                     UNION
                    SELECT line.id
                      FROM dunning_dispute dispute
                      JOIN account_move_line line ON line.move_id = dispute.move_id
                     WHERE dispute.is_resting) perhaps
             WHERE judged.id = perhaps.id
               AND judged.date_paid IS NULL
               AND item.id = perhaps.id
               AND %s
            """,
            credit_stops.IS_AGREED,
        )
    )
