"""Rules that look at all items of a notice together: credits and minimum amounts."""

from odoo.tools import SQL

from . import candidates, notice_key

CREDITS = SQL(
    """
    SELECT debtor_id, company_id, currency_id, -SUM(amount_residual) AS amount
      FROM dunning_candidate
     WHERE reason = 'credit'
     GROUP BY debtor_id, company_id, currency_id
    """
)


def _claims(items):
    """SELECT what one company asks for in one notice.

    Credits count once: they are taken off the largest of these claims of a debtor,
    company and currency. Debtors without credits, and without items that follow their
    level, have nothing to share out.

    :param items: SQL condition on the rows that count
    """
    return SQL(
        """
        SELECT %(key)s, item.company_id, item.currency_id,
               SUM(item.amount_residual) AS amount,
               SUM(SUM(item.amount_residual)) OVER largest_first AS amount_so_far,
               ROW_NUMBER() OVER largest_first AS place
          FROM dunning_candidate item
         WHERE (%(items)s)
           AND item.debtor_id IN (
               SELECT debtor_id FROM dunning_candidate
                WHERE reason = 'credit' OR grouping = 'level')
         GROUP BY %(key)s, item.company_id, item.currency_id
        WINDOW largest_first AS (
               PARTITION BY item.debtor_id, item.company_id, item.currency_id
               ORDER BY SUM(item.amount_residual) DESC, %(key)s
               ROWS UNBOUNDED PRECEDING)
        """,
        key=notice_key.columns_of("item"),
        items=items,
    )


def leave_out_covered_by_credit(run):
    """No notice asks for what credits of the same company and currency cover.

    A credit cannot be cut in two: where it covers one notice and reaches into the next,
    both wait until it is allocated. What was covered before keeps its credit.
    """
    run.env.cr.execute(
        SQL(
            """
            WITH claim AS (%(claims)s), credit AS (%(credits)s)
            UPDATE dunning_candidate item
               SET reason = 'covered_by_credit'
              FROM claim
              JOIN credit USING (debtor_id, company_id, currency_id)
             WHERE (credit.amount >= claim.amount
                    OR claim.place > 1)
               AND credit.amount > claim.amount_so_far - claim.amount
               AND item.reason IS NULL
               AND item.company_id = claim.company_id
               AND item.currency_id = claim.currency_id
               AND %(same_key)s
            """,
            claims=_claims(
                SQL("item.reason IS NULL OR item.reason = 'covered_by_credit'")
            ),
            credits=CREDITS,
            same_key=notice_key.same("item", "claim"),
        )
    )


def assign_credits(run):
    """Tell in which notice the credits are taken off; those used up stand in none.

    Items that are only mentioned go the same way where the level tells notices apart.
    """
    run.env.cr.execute(
        SQL(
            """
            WITH claim AS (%(claims)s)
            UPDATE dunning_candidate item
               SET workflow_id = claim.workflow_id,
                   grouping = claim.grouping,
                   grouping_key = CASE
                       WHEN item.reason = 'credit' AND EXISTS (
                           SELECT FROM dunning_candidate covered
                            WHERE covered.reason = 'covered_by_credit'
                              AND covered.debtor_id = item.debtor_id
                              AND covered.company_id = item.company_id
                              AND covered.currency_id = item.currency_id
                       ) THEN NULL
                       ELSE claim.grouping_key END
              FROM claim
             WHERE claim.place = 1
               AND item.debtor_id = claim.debtor_id
               AND item.company_id = claim.company_id
               AND item.currency_id = claim.currency_id
               AND (item.reason = 'credit'
                    OR item.reason IN %(information)s
                   AND item.grouping = 'level'
                   AND item.workflow_id = claim.workflow_id)
            """,
            claims=_claims(SQL("item.reason IS NULL")),
            information=candidates.INFORMATION,
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
                       ) AS reached
                  FROM dunning_candidate item
                 WHERE item.workflow_id = %(workflow)s
                 GROUP BY %(key)s
            ),
            debtor AS (
                SELECT debtor_id, SUM(amount_group) AS open
                  FROM dunning_candidate
                 WHERE amount_group > 0
                 GROUP BY debtor_id
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
              JOIN debtor USING (debtor_id)
             WHERE item.level_id = %(level)s
               AND item.reason IS NULL
               AND %(same_key)s
               AND (notice.reached < %(minimum)s
                    OR notice.reached * 100 < debtor.open * %(percentage)s)
            """,
            key=notice_key.columns_of("item"),
            same_key=notice_key.same("item", "notice"),
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
    _join_notices_of_the_lower_level(run, level)


def _join_notices_of_the_lower_level(run, level):
    """Where the level tells notices apart, a lowered item changes to another one."""
    run.env.cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item SET grouping_key = %s
             WHERE item.is_lowered AND item.grouping = 'level'
               AND item.reason IS NULL AND item.workflow_id = %s
            """,
            notice_key.value(run),
            level.workflow_id.id,
        )
    )
    assign_credits(run)
