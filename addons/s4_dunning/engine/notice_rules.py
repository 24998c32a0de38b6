"""Rules that look at all items of a notice together: credits and minimum amounts."""

from odoo.tools import SQL

from . import addresses, exclusion_reasons, notice_key

# The credits of a debtor, company and currency that cover nothing yet: they count once.
CREDITS = SQL(
    """
    SELECT debtor_id, company_id, currency_id,
           -SUM(amount_residual) FILTER (WHERE reason = 'credit') AS amount
      FROM dunning_candidate
     WHERE reason IN ('credit', 'covered_by_credit')
     GROUP BY debtor_id, company_id, currency_id
    HAVING NOT BOOL_OR(reason = 'covered_by_credit')
    """
)

# What one company asks for in one notice, the largest claim of a debtor, company and
# currency first. Debtors without credits, and without items that follow their level,
# have nothing to share out.
CLAIMS = SQL(
    """
    SELECT %(key)s, item.company_id, item.currency_id,
           SUM(item.amount_residual - item.amount_held) AS amount,
           SUM(SUM(item.amount_residual - item.amount_held)) OVER largest_first
               AS amount_so_far,
           ROW_NUMBER() OVER largest_first AS place
      FROM dunning_candidate item
     WHERE item.reason IS NULL
       AND item.debtor_id IN (
           SELECT debtor_id FROM dunning_candidate
            WHERE reason = 'credit' OR grouping = 'level')
     GROUP BY %(key)s, item.company_id, item.currency_id
    WINDOW largest_first AS (
           PARTITION BY item.debtor_id, item.company_id, item.currency_id
           ORDER BY SUM(item.amount_residual - item.amount_held) DESC, %(key)s
           ROWS UNBOUNDED PRECEDING)
    """,
    key=notice_key.columns_of("item"),
)


def apply(run):
    """Leave out, and lower, until no rule changes anything any more.

    What one rule leaves out changes what the others look at: credits may cover the
    rest, and the rest may be too little.
    """
    addresses.collect(run)
    is_lowered = net_and_lower(run)
    is_changed = addresses.leave_out_without(run) or is_lowered
    while is_changed:
        is_changed = net_and_lower(run)
        if is_changed:  # a lower level may need another address
            addresses.leave_out_without(run)


def net_and_lower(run):
    """Leave out what credits cover, then lower what stays below a minimum.

    :param run: a dunning.run whose candidates are collected
    :return: whether items were lowered: then credits may cover the rest
    """
    _leave_out_covered_by_credit(run)
    _assign_credits(run)
    return _lower_below_minimum(run)


def _leave_out_covered_by_credit(run):
    """No notice asks for what credits of the same company and currency cover.

    A credit cannot be cut in two: where it covers one notice and reaches into the next,
    both wait until it is allocated.
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
            claims=CLAIMS,
            credits=CREDITS,
            same_key=notice_key.same("item", "claim"),
        )
    )


def _assign_credits(run):
    """Tell in which notice the credits are taken off: in that of the largest claim.

    Those that are used up, and those of companies that ask for nothing, stand in none.
    Items that are only mentioned go the same way where the level tells notices apart.
    """
    cr = run.env.cr
    cr.execute(
        """
        UPDATE dunning_candidate SET grouping_key = NULL
         WHERE reason = 'credit' AND grouping_key IS NOT NULL
        """
    )
    cr.execute(
        SQL(
            """
            WITH claim AS (%(claims)s)
            UPDATE dunning_candidate item
               SET workflow_id = claim.workflow_id,
                   grouping = claim.grouping,
                   grouping_key = claim.grouping_key
              FROM claim
             WHERE claim.place = 1
               AND item.debtor_id = claim.debtor_id
               AND item.company_id = claim.company_id
               AND item.currency_id = claim.currency_id
               AND (item.reason = 'credit'
                    AND (item.debtor_id, item.company_id, item.currency_id) NOT IN (
                        SELECT debtor_id, company_id, currency_id
                          FROM dunning_candidate
                         WHERE reason = 'covered_by_credit')
                    OR item.reason IN %(information)s
                   AND item.grouping = 'level'
                   AND item.workflow_id = claim.workflow_id)
            """,
            claims=CLAIMS,
            information=exclusion_reasons.INFORMATION,
        )
    )


def _lower_below_minimum(run):
    """Items of a notice that stay below a level's minimum go to the next lower level.

    From the highest level down, so that an item can fall several levels. A lower level
    that the item had already is only used where the workflow repeats; else the item is
    left out.

    :return: whether there were any
    """
    minimums = run.env["dunning.level"].search(
        ["|", ("minimum_amount", ">", 0), ("minimum_percentage", ">", 0)]
    )
    is_lowered = False
    for level in reversed(minimums):
        is_lowered |= _lower_level(run, level)
    return is_lowered


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
    is_lowered = run.env.cr.rowcount > 0
    if is_lowered:
        _join_notices_of_the_lower_level(run, workflow)
    return is_lowered


def _join_notices_of_the_lower_level(run, workflow):
    """Items that were lowered stand in the notice in which their level belongs.

    The level may tell notices apart, and tells whether a consumer gets one of every
    company.
    """
    cr = run.env.cr
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET (grouping, grouping_rule, is_per_creditor) = (
                   SELECT %(grouping)s
                     FROM dunning_workflow workflow, dunning_level
                    WHERE workflow.id = item.workflow_id
                      AND dunning_level.id = item.level_id)
             WHERE item.is_lowered AND item.reason IS NULL
               AND item.workflow_id = %(workflow)s
            """,
            grouping=notice_key.GROUPING,
            workflow=workflow.id,
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item SET grouping_key = %s
             WHERE item.is_lowered AND item.reason IS NULL AND item.workflow_id = %s
            """,
            notice_key.value(run),
            workflow.id,
        )
    )
    _assign_credits(run)
