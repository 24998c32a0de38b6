"""Debtors exist and their figures are current: the ledger is read once for a group."""

from odoo import fields
from odoo.tools import SQL

from . import consumers, currencies, open_items

MANY = 1000  # debtors made at once, as when a group begins


def refresh(group):
    """Make debtors for new customers and bring the figures of all debtors up to date.

    :param group: one dunning.group
    """
    create_missing(group)
    _update_figures(group)
    group.date_refreshed = fields.Datetime.now()
    group.env["dunning.debtor"].invalidate_model()


def create_missing(group):
    """Make a debtor for every customer with an open item, and for its payer.

    :param group: one dunning.group
    """
    group.env["dunning.debtor"].flush_model()
    _sum_open_items(group)
    _insert_missing(group)
    consumers.refresh(group)
    group.env["dunning.debtor"].invalidate_model()


def _sum_open_items(group):
    """Sum the open items of every customer of the group, in the group's currency.

    Items count with their balance in company currency, converted at the rate of the day
    where the group's currency is another one: amounts of different currencies are never
    added up.
    """
    cr = group.env.cr
    today = fields.Date.context_today(group)
    cr.execute("DROP TABLE IF EXISTS dunning_figure")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_figure ON COMMIT DROP AS
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s),
            balance AS (
                SELECT contact.commercial_partner_id AS partner_id,
                       item.amount_residual * rate.factor AS amount,
                       %(today)s - COALESCE(item.date_maturity, item.date) AS days,
                       level.sequence AS level_sequence,
                       level.id AS level_id
                  FROM %(tables)s
                  JOIN rate ON rate.company_id = item.company_id
                           AND rate.currency_id = company.currency_id
                  LEFT JOIN dunning_level level ON level.id = item.dunning_level_id
                 WHERE %(condition)s
            )
            SELECT partner_id,
                   SUM(amount) AS open,
                   SUM(amount) FILTER (WHERE amount > 0 AND days > 0) AS overdue,
                   -SUM(amount) FILTER (WHERE amount < 0) AS credit,
                   MAX(days) FILTER (WHERE amount > 0 AND days > 0) AS days,
                   (MAX(ARRAY[level_sequence, level_id])
                    FILTER (WHERE level_id IS NOT NULL))[2] AS level_id
              FROM balance
             WHERE partner_id IS NOT NULL
             GROUP BY partner_id
            """,
            factors=currencies.factors(group, today),
            today=today,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
        )
    )
    cr.execute("ANALYZE dunning_figure")


def _insert_missing(group):
    """The companies of the database are left out: they are not dunned."""
    group.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_debtor
                   (group_id, partner_id, addressee,
                    amount_open, amount_overdue, amount_credit, days_overdue, level_id,
                    create_uid, write_uid, create_date, write_date)
            SELECT %(group)s, missing.partner_id, 'customer',
                   COALESCE(figure.open, 0), COALESCE(figure.overdue, 0),
                   COALESCE(figure.credit, 0), COALESCE(figure.days, 0),
                   figure.level_id, %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (SELECT partner_id
                      FROM dunning_figure
                     WHERE partner_id NOT IN (SELECT partner_id FROM res_company)
                     UNION
                    SELECT payer_id
                      FROM dunning_debtor
                     WHERE group_id = %(group)s AND payer_id IS NOT NULL) missing
              LEFT JOIN dunning_figure figure USING (partner_id)
              LEFT JOIN dunning_debtor known
                ON known.partner_id = missing.partner_id
               AND known.group_id = %(group)s
             WHERE known.id IS NULL
                ON CONFLICT (partner_id, group_id) DO NOTHING
            """,
            group=group.id,
            user=group.env.uid,
        )
    )
    if group.env.cr.rowcount > MANY:
        # PostgreSQL takes a table of which it knows nothing for an empty one, and what
        # follows in this transaction would look through all debtors for each of them
        group.env.cr.execute("ANALYZE dunning_debtor")


def _update_figures(group):
    """Write the figures of the debtors whose figures changed."""
    group.env.cr.execute(
        SQL(
            """
            UPDATE dunning_debtor debtor
               SET amount_open = current.open,
                   amount_overdue = current.overdue,
                   amount_credit = current.credit,
                   days_overdue = current.days,
                   level_id = current.level_id
              FROM (SELECT known.id,
                           COALESCE(figure.open, 0) AS open,
                           COALESCE(figure.overdue, 0) AS overdue,
                           COALESCE(figure.credit, 0) AS credit,
                           COALESCE(figure.days, 0) AS days,
                           figure.level_id
                      FROM dunning_debtor known
                      LEFT JOIN dunning_figure figure
                        ON figure.partner_id = known.partner_id
                     WHERE known.group_id = %s) current
             WHERE debtor.id = current.id
               AND (debtor.amount_open, debtor.amount_overdue, debtor.amount_credit,
                    debtor.days_overdue, debtor.level_id)
                   IS DISTINCT FROM
                   (current.open, current.overdue, current.credit,
                    current.days, current.level_id)
            """,
            group.id,
        )
    )
