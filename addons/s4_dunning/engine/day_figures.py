"""The key figures of a dunning group on one day, in the currency of the group."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import currencies, money, open_items, write_offs

# What falls due, and what came in, within so many days, today included.
DAYS = 7
MODELS = (
    "account.journal",
    "account.partial.reconcile",
    "dunning.debtor",
    "dunning.promise",
)


def refresh(group):
    """Write the row of today.

    What is overdue is summed from the debtors, which were refreshed just before; the
    ledger is read only for what falls due and for what came in, within some days.

    :param group: one dunning.group
    """
    env = group.env
    figures = env["dunning.figure"]
    for model in (*MODELS, figures._name):
        env[model].flush_model()
    today = fields.Date.context_today(group)
    factors = currencies.factors(group, today)
    env.cr.execute(
        SQL(
            """
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s)
            INSERT INTO dunning_day_figure
                   (group_id, currency_id, date, amount_overdue, amount_due,
                    amount_promised, amount_collected,
                    create_uid, write_uid, create_date, write_date)
            SELECT %(group)s, %(currency)s, %(today)s, (%(overdue)s), (%(due)s),
                   (%(promised)s), (%(collected)s), %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                ON CONFLICT (group_id, date) DO UPDATE
               SET currency_id = EXCLUDED.currency_id,
                   amount_overdue = EXCLUDED.amount_overdue,
                   amount_due = EXCLUDED.amount_due,
                   amount_promised = EXCLUDED.amount_promised,
                   amount_collected = EXCLUDED.amount_collected,
                   write_date = EXCLUDED.write_date
            """,
            factors=factors,
            group=group.id,
            currency=group.currency_id.id,
            today=today,
            overdue=_overdue(group),
            due=_due(group, today),
            promised=_promised(group, today),
            collected=_collected(group, today),
            user=env.uid,
        )
    )
    figures.invalidate_model()


def _overdue(group):
    return SQL(
        "SELECT COALESCE(SUM(amount_overdue), 0) FROM dunning_debtor"
        " WHERE group_id = %s AND amount_overdue > 0",
        group.id,
    )


def _due(group, today):
    return SQL(
        """
        SELECT COALESCE(SUM(item.amount_residual * rate.factor), 0)
          FROM %(tables)s
          JOIN rate ON rate.company_id = item.company_id
                   AND rate.currency_id = company.currency_id
         WHERE %(condition)s
           AND item.date_maturity BETWEEN %(today)s AND %(end)s
           AND item.amount_residual > 0
           AND contact.commercial_partner_id NOT IN (SELECT partner_id FROM res_company)
        """,
        tables=open_items.TABLES,
        condition=open_items.condition(group),
        today=today,
        end=today + timedelta(days=DAYS - 1),
    )


def _promised(group, today):
    return SQL(
        """
        SELECT COALESCE(SUM((promise.amount - COALESCE(promise.amount_paid, 0))
                            * rate.factor), 0)
          FROM dunning_promise promise
          JOIN (SELECT currency_id, MIN(factor) AS factor FROM rate GROUP BY 1) rate
            ON rate.currency_id = promise.currency_id
         WHERE promise.group_id = %s
           AND promise.state = 'open'
           AND promise.date >= %s
        """,
        group.id,
        today,
    )


def _collected(group, today):
    """SUM of the money of customers that was matched with receivables.

    What a payment wrote off is no money. Money counts on the day when it was there and
    the invoice too, as Odoo dates it.
    """
    return SQL(
        """
        SELECT COALESCE(SUM(%(amount)s * rate.factor), 0)
          FROM %(tables)s %(shares)s
          JOIN res_company company ON company.id = item.company_id
          JOIN rate ON rate.company_id = item.company_id
                   AND rate.currency_id = company.currency_id
          JOIN res_partner contact ON contact.id = item.partner_id
         WHERE partial.max_date BETWEEN %(start)s AND %(today)s
           AND company.dunning_group_id = %(group)s
           AND %(is_receivable)s
           AND contact.commercial_partner_id NOT IN (SELECT partner_id FROM res_company)
           AND %(is_collected)s
        """,
        amount=money.AMOUNT,
        tables=money.MATCHES,
        shares=write_offs.of_entry(group.env),
        start=today - timedelta(days=DAYS - 1),
        today=today,
        group=group.id,
        is_receivable=open_items.is_receivable(group.env),
        is_collected=money.IS_COLLECTED,
    )
