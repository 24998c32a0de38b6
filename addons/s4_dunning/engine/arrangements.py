"""What was paid of the instalments of arrangements, as the ledger says."""

from odoo import fields
from odoo.tools import SQL

# What an item of an arrangement was about when it was offered.
AGREED = SQL(
    """
    (item.amount_currency
     - COALESCE((arrangement.amounts_before ->> item.id::text)::numeric, 0))
    """
)


def update_payments(group):
    """Bring what was paid of each instalment up to date, set-based.

    Paid is what was matched with the items of a company since the offer, whatever it
    was paid with; it is taken for its first instalment, then for the next ones. A
    payment that was undone counts no more. An invoice that is not posted any more, or
    that was deleted, is not paid.

    :param group: one dunning.group
    """
    env = group.env
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH paid AS (
                SELECT relation.arrangement_id, item.company_id,
                       SUM(%(agreed)s - item.amount_residual_currency) AS amount
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_item_rel relation
                    ON relation.arrangement_id = arrangement.id
                  JOIN account_move_line item ON item.id = relation.move_line_id
                 WHERE %(running)s AND item.parent_state = 'posted'
                 GROUP BY relation.arrangement_id, item.company_id
            ),
            plan AS (
                SELECT instalment.id, instalment.arrangement_id, instalment.company_id,
                       instalment.amount, instalment.date_due,
                       SUM(instalment.amount) OVER (
                           PARTITION BY instalment.arrangement_id, instalment.company_id
                           ORDER BY number
                       ) - instalment.amount AS amount_before
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_instalment instalment
                    ON instalment.arrangement_id = arrangement.id
                 WHERE %(running)s
            ),
            found AS (
                SELECT plan.id, plan.amount, plan.date_due,
                       LEAST(plan.amount, GREATEST(0,
                           COALESCE(paid.amount, 0) - plan.amount_before
                       )) AS amount_paid
                  FROM plan
                  LEFT JOIN paid USING (arrangement_id, company_id)
            ),
            outcome AS (
                SELECT id, amount_paid,
                       CASE WHEN amount_paid >= amount THEN 'paid'
                            WHEN date_due < %(today)s THEN 'late'
                            ELSE 'open' END AS state
                  FROM found
            )
            UPDATE dunning_arrangement_instalment instalment
               SET amount_paid = outcome.amount_paid, state = outcome.state
              FROM outcome
             WHERE outcome.id = instalment.id
               AND (instalment.amount_paid, instalment.state)
                   IS DISTINCT FROM (outcome.amount_paid, outcome.state)
            """,
            agreed=AGREED,
            running=_running(group),
            today=fields.Date.context_today(group),
        )
    )
    # with what is computed from it
    env.invalidate_all(flush=False)


def standing(group):
    """Tell how the arrangements of a group stand of which something has to be decided.

    :param group: one dunning.group
    :return: dict of id to a dict: `is_paid`, `is_begun` (all first instalments are
        paid), `is_over` (the last day and the days of tolerance have passed),
        `amount_lost` (of items that are not owed any more) and `amount_missing` (of
        what should have been paid and is owed), in the arrangement's currency
    """
    today = fields.Date.context_today(group)
    rows = group.env.execute_query_dict(
        SQL(
            """
            WITH agreed AS (
                SELECT relation.arrangement_id, SUM(%(agreed)s) AS amount
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_item_rel relation
                    ON relation.arrangement_id = arrangement.id
                  JOIN account_move_line item ON item.id = relation.move_line_id
                 WHERE %(running)s AND item.parent_state = 'posted'
                 GROUP BY relation.arrangement_id
            ),
            plan AS (
                SELECT arrangement.id, arrangement.state, arrangement.date_valid,
                       arrangement.amount_lost AS amount_lost_before,
                       GREATEST(0, SUM(instalment.amount)
                           - COALESCE(MAX(agreed.amount), 0)) AS amount_lost,
                       BOOL_AND(instalment.state = 'paid') AS is_paid,
                       BOOL_AND(instalment.state = 'paid' OR instalment.number > 1)
                           AS is_begun,
                       MAX(instalment.date_due) < %(due)s AS is_over,
                       COALESCE(SUM(instalment.amount - instalment.amount_paid) FILTER (
                           WHERE instalment.date_due < %(due)s
                       ), 0) AS amount_late
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_instalment instalment
                    ON instalment.arrangement_id = arrangement.id
                  LEFT JOIN agreed ON agreed.arrangement_id = arrangement.id
                 WHERE %(running)s
                 GROUP BY arrangement.id
            ),
            standing AS (
                SELECT *, GREATEST(0, amount_late - amount_lost) AS amount_missing
                  FROM plan
            )
            SELECT id, is_paid, is_begun, is_over, amount_lost, amount_missing
              FROM standing
             WHERE is_paid OR is_over
                OR amount_lost != COALESCE(amount_lost_before, 0)
                OR state = 'offered' AND (is_begun OR date_valid < %(today)s)
                OR state = 'active' AND amount_missing > 0
             ORDER BY id
            """,
            agreed=AGREED,
            running=_running(group),
            today=today,
            due=fields.Date.subtract(today, days=group.arrangement_tolerance_days),
        )
    )
    return {row.pop("id"): row for row in rows}


def _running(group):
    """:return: SQL condition of the arrangements that are followed"""
    return SQL(
        "arrangement.group_id = %s AND arrangement.state IN ('offered', 'active')",
        group.id,
    )
