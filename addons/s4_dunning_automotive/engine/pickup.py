"""Which customers owe something overdue, per company: one statement for all."""

from odoo import fields
from odoo.tools import SQL

from odoo.addons.s4_dunning.engine import open_items


def overdue(group, partners):
    """Find who owes what is overdue, after credits, per company.

    Left out is what is not dunned either: items with the flag no follow-up, blocked
    ones, payments on their way, and what a hold pauses that is no promise. Credits
    cover first what is not promised.

    :param group: one dunning.group
    :param partners: commercial partners (res.partner)
    :return: list of dicts, one for each partner and company to which it owes something,
        with partner_id, company_id, amount_overdue and amount_promised in the currency
        of the company, and date_promised (the first; None: no day was named)
    """
    for model in ("dunning.debtor", "dunning.hold", "dunning.hold.reason"):
        group.env[model].flush_model()
    today = fields.Date.context_today(group)
    group.env.cr.execute(
        SQL(
            """
            WITH hold AS (
                SELECT hold.move_line_id, hold.debtor_id, hold.company_id,
                       hold.date_end, reason.is_promise,
                       NULLIF(hold.amount, 0) AS amount
                  FROM dunning_hold hold
                  JOIN dunning_hold_reason reason ON reason.id = hold.reason_id
                 WHERE %(is_current)s AND hold.group_id = %(group)s
            ),
            open_item AS (
                SELECT contact.commercial_partner_id AS partner_id,
                       item.company_id,
                       item.amount_residual - CASE
                           WHEN item.amount_residual > 0 THEN LEAST(
                               item.amount_residual,
                               COALESCE(pause.part, 0) * item.amount_residual
                                   / NULLIF(item.amount_residual_currency, 0))
                           ELSE 0 END AS amount,
                       pause.is_promise, pause.date_end
                  FROM %(tables)s
                  JOIN account_move move ON move.id = item.move_id
                  LEFT JOIN dunning_debtor debtor
                    ON debtor.partner_id = contact.commercial_partner_id
                   AND debtor.group_id = company.dunning_group_id
                  LEFT JOIN LATERAL (
                       SELECT BOOL_AND(COALESCE(hold.is_promise, FALSE))
                                  FILTER (WHERE hold.amount IS NULL) AS is_promise,
                              MIN(hold.date_end)
                                  FILTER (WHERE hold.amount IS NULL) AS date_end,
                              SUM(hold.amount) AS part
                         FROM hold
                        WHERE hold.move_line_id = item.id
                           OR hold.debtor_id = debtor.id
                           OR hold.company_id = item.company_id
                       ) pause ON TRUE
                 WHERE %(condition)s
                   AND contact.commercial_partner_id = ANY(%(partners)s)
                   AND item.no_followup IS NOT TRUE
                   AND COALESCE(move.payment_state, '')
                       NOT IN ('blocked', 'in_payment', 'paid')
                   AND (item.amount_residual < 0
                        OR COALESCE(item.date_maturity, item.date) < %(today)s)
            ),
            owed AS (
                SELECT partner_id, company_id,
                       COALESCE(SUM(amount) FILTER (
                           WHERE amount > 0 AND is_promise IS NULL
                       ), 0) AS overdue,
                       COALESCE(SUM(amount) FILTER (
                           WHERE amount > 0 AND is_promise
                       ), 0) AS promised,
                       COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0) AS credit,
                       MIN(date_end) FILTER (WHERE amount > 0 AND is_promise)
                           AS date_promised
                  FROM open_item
                 GROUP BY partner_id, company_id
            )
            SELECT partner_id, company_id, date_promised,
                   GREATEST(overdue - credit, 0) AS amount_overdue,
                   GREATEST(promised - GREATEST(credit - overdue, 0), 0)
                       AS amount_promised
              FROM owed
             WHERE overdue + promised > credit
             ORDER BY company_id
            """,
            is_current=group.env["dunning.hold"]._current_sql(SQL("hold"), today),
            group=group.id,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
            partners=partners.ids,
            today=today,
        )
    )
    return group.env.cr.dictfetchall()
