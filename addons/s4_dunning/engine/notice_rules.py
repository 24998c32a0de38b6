"""Rules that look at all items of a notice together: credits and minimum amounts."""

from odoo.tools import SQL

from . import notice_key


def leave_out_covered_by_credit(run):
    """No notice asks for what credits of the same company and currency cover.

    Credits count once: for the notice in which most is overdue.
    """
    run.env.cr.execute(
        SQL(
            """
            WITH overdue AS (
                SELECT %(key)s, item.company_id,
                       SUM(item.amount_residual) AS amount,
                       ROW_NUMBER() OVER (
                           PARTITION BY
                               item.debtor_id, item.company_id, item.currency_id
                           ORDER BY SUM(item.amount_residual) DESC
                       ) AS place
                  FROM dunning_candidate item
                 WHERE item.reason IS NULL
                 GROUP BY %(key_and_parts)s
            ),
            credit AS (
                SELECT debtor_id, company_id, currency_id,
                       -SUM(amount_residual) AS amount
                  FROM dunning_candidate
                 WHERE reason = 'credit'
                 GROUP BY debtor_id, company_id, currency_id
            )
            UPDATE dunning_candidate item
               SET reason = 'covered_by_credit'
              FROM overdue
              JOIN credit USING (debtor_id, company_id, currency_id)
             WHERE overdue.place = 1
               AND credit.amount >= overdue.amount
               AND item.reason IS NULL
               AND item.company_id = overdue.company_id
               AND %(same_key)s
            """,
            key=notice_key.columns_of(run, "item"),
            key_and_parts=SQL(
                "%s, item.company_id, item.debtor_id, item.currency_id",
                notice_key.columns_of(run, "item"),
            ),
            same_key=notice_key.same(run, "item", "overdue"),
        )
    )


def lower_below_minimum(run):
    """Items of a notice that stay below a level's minimum go to the next lower level.

    From the highest level down, so that an item can fall several levels. A lower level
    that the item had already is only used where the workflow repeats; else the item is
    left out.
    """
    minimums = run.env["dunning.level"].search(
        ["|", ("minimum_amount", ">", 0), ("minimum_percentage", ">", 0)]
    )
    for level in reversed(minimums):
        _lower_level(run, level)


def _lower_level(run, level):
    workflow = level.workflow_id
    minimum = level.currency_id._convert(
        level.minimum_amount,
        run.group_id.currency_id,
        run.group_id.company_ids[:1],
        run.date,
        round=False,
    )
    levels = workflow.level_ids
    place = levels.ids.index(level.id)
    lower = levels[place - 1 : place]
    usable = lower if lower.days >= 0 else lower.browse()
    run.env.cr.execute(
        SQL(
            """
            WITH notice AS (
                SELECT %(key)s,
                       SUM(item.amount_group) FILTER (
                           WHERE item.reason IS NULL
                             AND item.level_number >= %(number)s
                              OR item.reason = 'credit'
                       ) AS reached,
                       SUM(item.amount_group) FILTER (WHERE item.amount_group > 0)
                           AS open
                  FROM dunning_candidate item
                 WHERE item.workflow_id = %(workflow)s
                 GROUP BY %(key)s
            )
            UPDATE dunning_candidate item
               SET level_id = %(lower)s,
                   level_number = item.level_number - 1,
                   is_lowered = TRUE,
                   reason = CASE WHEN %(lower)s::integer IS NULL OR (
                       item.level_number - 1 <= item.number_before
                       AND (%(repeat_days)s = 0
                            OR item.dunning_date + %(repeat_days)s > %(date)s)
                   ) THEN 'below_minimum' END
              FROM notice
             WHERE item.level_id = %(level)s
               AND item.reason IS NULL
               AND %(same_key)s
               AND (notice.reached < %(minimum)s
                    OR notice.reached * 100 < notice.open * %(percentage)s)
            """,
            key=notice_key.columns_of(run, "item"),
            same_key=notice_key.same(run, "item", "notice"),
            workflow=workflow.id,
            level=level.id,
            number=place + 1,
            lower=usable.id or None,
            repeat_days=workflow.repeat_days,
            date=run.date,
            minimum=minimum,
            percentage=level.minimum_percentage,
        )
    )
