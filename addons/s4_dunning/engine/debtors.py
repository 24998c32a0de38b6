"""Debtors exist and their figures are current: one statement each, for one group."""

from odoo import fields
from odoo.tools import SQL

from . import currencies, open_items


def create_missing(group):
    """Insert a debtor for every commercial partner with an open item, and its payer.

    The companies of the database are left out: they are not dunned.
    """
    group.env["dunning.debtor"].flush_model()
    group.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_debtor
                   (group_id, partner_id, addressee,
                    create_uid, write_uid, create_date, write_date)
            SELECT DISTINCT %(group)s, contact.commercial_partner_id, 'customer',
                   %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM %(tables)s
             WHERE %(condition)s
               AND contact.commercial_partner_id IS NOT NULL
               AND contact.commercial_partner_id NOT IN (
                   SELECT partner_id FROM res_company
               )
             UNION
            SELECT %(group)s, payer_id, 'customer', %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM dunning_debtor
             WHERE group_id = %(group)s AND payer_id IS NOT NULL
                ON CONFLICT (partner_id, group_id) DO NOTHING
            """,
            group=group.id,
            user=group.env.uid,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
        )
    )
    group.env["dunning.debtor"].invalidate_model()


def update_figures(group):
    """Sum the open items of every debtor of the group, in the group's currency.

    Items count with their balance in company currency, converted at the rate of the day
    where the group's currency is another one: amounts of different currencies are never
    added up.
    """
    debtors = group.env["dunning.debtor"]
    today = fields.Date.context_today(debtors)
    group.env.cr.execute(
        SQL(
            """
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s),
            balance AS (
                SELECT contact.commercial_partner_id AS partner_id,
                       item.amount_residual * rate.factor AS amount,
                       %(today)s - COALESCE(item.date_maturity, item.date) AS days,
                       item.dunning_level_id AS level_id
                  FROM %(tables)s
                  JOIN rate ON rate.company_id = item.company_id
                           AND rate.currency_id = company.currency_id
                 WHERE %(condition)s
            ),
            figure AS (
                SELECT balance.partner_id,
                       SUM(balance.amount) AS open,
                       SUM(balance.amount) FILTER (
                           WHERE balance.amount > 0 AND balance.days > 0
                       ) AS overdue,
                       -SUM(balance.amount) FILTER (WHERE balance.amount < 0)
                           AS credit,
                       MAX(balance.days) FILTER (
                           WHERE balance.amount > 0 AND balance.days > 0
                       ) AS days,
                       (ARRAY_AGG(level.id ORDER BY level.sequence DESC, level.id DESC)
                        FILTER (WHERE level.id IS NOT NULL))[1] AS level_id
                  FROM balance
                  LEFT JOIN dunning_level level ON level.id = balance.level_id
                 GROUP BY balance.partner_id
            )
            UPDATE dunning_debtor debtor
               SET amount_open = COALESCE(figure.open, 0),
                   amount_overdue = COALESCE(figure.overdue, 0),
                   amount_credit = COALESCE(figure.credit, 0),
                   days_overdue = COALESCE(figure.days, 0),
                   level_id = figure.level_id,
                   date_refreshed = now() AT TIME ZONE 'UTC'
              FROM dunning_debtor known
              LEFT JOIN figure ON figure.partner_id = known.partner_id
             WHERE debtor.id = known.id AND known.group_id = %(group)s
            """,
            factors=currencies.factors(group, today),
            today=today,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
            group=group.id,
        )
    )
    debtors.invalidate_model()
