"""What was paid of the instalments of arrangements, as the ledger says."""

from odoo import fields
from odoo.tools import SQL


def update_payments(group):
    """Bring what was paid of each instalment up to date, set-based.

    Paid is what is not open any more of the items of a company, whatever it was paid
    with; it is taken for its first instalment, then for the next ones. A payment that
    was undone counts no more. An invoice that is back in draft is still to be paid.

    :param group: one dunning.group
    """
    env = group.env
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH owed AS (
                SELECT relation.arrangement_id, item.company_id,
                       SUM(item.amount_residual_currency) AS amount
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_item_rel relation
                    ON relation.arrangement_id = arrangement.id
                  JOIN account_move_line item ON item.id = relation.move_line_id
                 WHERE %(running)s AND item.parent_state != 'cancel'
                 GROUP BY relation.arrangement_id, item.company_id
            ),
            plan AS (
                SELECT instalment.id, instalment.arrangement_id, instalment.company_id,
                       instalment.amount, instalment.date_due,
                       SUM(instalment.amount) OVER of_company AS total,
                       SUM(instalment.amount) OVER (of_company ORDER BY number)
                           - instalment.amount AS amount_before
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_instalment instalment
                    ON instalment.arrangement_id = arrangement.id
                 WHERE %(running)s
                WINDOW of_company AS (
                    PARTITION BY instalment.arrangement_id, instalment.company_id
                )
            ),
            found AS (
                SELECT plan.id, plan.amount, plan.date_due,
                       LEAST(plan.amount, GREATEST(0,
                           plan.total - COALESCE(owed.amount, 0) - plan.amount_before
                       )) AS amount_paid
                  FROM plan
                  LEFT JOIN owed USING (arrangement_id, company_id)
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
        `amount_missing` (of what should have been paid, in the arrangement's currency)
    """
    today = fields.Date.context_today(group)
    rows = group.env.execute_query_dict(
        SQL(
            """
            WITH standing AS (
                SELECT arrangement.id, arrangement.state, arrangement.date_valid,
                       BOOL_AND(instalment.state = 'paid') AS is_paid,
                       BOOL_AND(instalment.state = 'paid' OR instalment.number > 1)
                           AS is_begun,
                       MAX(instalment.date_due) < %(due)s AS is_over,
                       COALESCE(SUM(instalment.amount - instalment.amount_paid) FILTER (
                           WHERE instalment.date_due < %(due)s
                       ), 0) AS amount_missing
                  FROM dunning_arrangement arrangement
                  JOIN dunning_arrangement_instalment instalment
                    ON instalment.arrangement_id = arrangement.id
                 WHERE %(running)s
                 GROUP BY arrangement.id
            )
            SELECT id, is_paid, is_begun, is_over, amount_missing
              FROM standing
             WHERE is_paid OR is_over
                OR state = 'offered' AND (is_begun OR date_valid < %(today)s)
                OR state = 'active' AND amount_missing > 0
             ORDER BY id
            """,
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
