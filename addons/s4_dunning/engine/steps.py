"""The levels as small tables: how far an item is, and which level may come next."""

from odoo.tools import SQL

# level: the active levels of each workflow, numbered from 1.
# position: how far an item is in a workflow, given the level of its last notice. That
#   level may be archived, or belong to the workflow that the debtor had before: its
#   sequence tells.
# step: the levels that may come next, from each number. Levels before the due date are
#   for items that are not overdue yet; beyond the last level it may repeat.
COMMON_TABLES = SQL(
    """
    level AS (
        SELECT level.id, level.workflow_id, level.sequence, level.trigger_base,
               level.days,
               ROW_NUMBER() OVER (
                   PARTITION BY level.workflow_id ORDER BY level.sequence, level.id
               ) AS number
          FROM dunning_level level
         WHERE level.active
    ),
    position AS (
        SELECT workflow.id AS workflow_id,
               reached.id AS level_id,
               COUNT(level.id) AS number
          FROM dunning_workflow workflow
         CROSS JOIN dunning_level reached
          LEFT JOIN level
            ON level.workflow_id = workflow.id
           AND (level.sequence < reached.sequence
                OR level.sequence = reached.sequence
               AND (level.id <= reached.id OR reached.workflow_id != workflow.id))
         GROUP BY workflow.id, reached.id
    ),
    later_level AS (
        SELECT workflow.id AS workflow_id, workflow.progression,
               before.number AS number_before, is_overdue,
               level.id AS level_id, level.number, level.trigger_base, level.days,
               RANK() OVER (
                   PARTITION BY workflow.id, before.number, is_overdue
                   ORDER BY level.number
               ) AS distance
          FROM dunning_workflow workflow
          JOIN level ON level.workflow_id = workflow.id
          JOIN (SELECT 0 AS number UNION SELECT number FROM level) before
            ON before.number < level.number
         CROSS JOIN (VALUES (TRUE), (FALSE)) AS time (is_overdue)
         WHERE level.days >= 0 OR NOT is_overdue
    ),
    step AS MATERIALIZED (
        SELECT workflow_id, number_before, is_overdue, level_id, number, trigger_base,
               days, distance = 1 AS is_first
          FROM later_level
         WHERE distance = 1
            OR progression = 'catch_up' AND trigger_base IN ('due_date', 'end_of_month')
         UNION ALL
        SELECT level.workflow_id, level.number, TRUE, level.id, level.number,
               'previous_notice', workflow.repeat_days, TRUE
          FROM level
          JOIN dunning_workflow workflow ON workflow.id = level.workflow_id
         WHERE workflow.repeat_days > 0 AND level.days >= 0
           AND level.number = (
               SELECT MAX(last.number) FROM level last
                WHERE last.workflow_id = level.workflow_id
           )
    )
    """
)

# The day from which a step may be taken, for the items in a situation. An item that was
# never dunned, because the levels before are for items not due yet, counts from its due
# date.
DATE_OF_WORKFLOW = SQL(
    """
    GREATEST(
        CASE step.trigger_base
            WHEN 'due_date' THEN situation.date_due + step.days
                + CASE WHEN step.days >= 0 THEN workflow.grace_days ELSE 0 END
            WHEN 'end_of_month' THEN (
                DATE_TRUNC('month', situation.date_due) + INTERVAL '1 month - 1 day'
            )::date + step.days + workflow.grace_days
            WHEN 'previous_notice' THEN COALESCE(
                situation.dunning_date, situation.date_due + workflow.grace_days
            ) + step.days
            WHEN 'previous_deadline' THEN COALESCE(
                situation.dunning_date_deadline,
                situation.dunning_date,
                situation.date_due + workflow.grace_days
            ) + step.days
        END,
        situation.dunning_date + workflow.interval_days
    )
    """
)


def date_next(date):
    """The day from which a step may be taken: at once after a broken agreement.

    :param date: the day of the run
    :return: SQL on `step`, `situation` and `workflow`
    """
    return SQL(
        """
        CASE WHEN situation.is_broken AND step.is_first AND step.is_overdue
             THEN LEAST(%(date_next)s, %(date)s)
             ELSE %(date_next)s END
        """,
        date_next=DATE_OF_WORKFLOW,
        date=date,
    )


def reached(date):
    """SELECT the level that an item in a situation has next, and the day for it.

    Of the levels that it may have by now the highest, else the one that comes first.

    :param date: the day of the run
    :return: SQL on `situation`, `workflow`, and its `position` and `cap`
    """
    return SQL(
        """
        SELECT step.level_id, step.number, %(date_next)s AS date_next
          FROM step
         WHERE step.workflow_id = situation.workflow_id
           AND step.number_before = COALESCE(position.number, 0)
           AND step.is_overdue = (situation.date_due < %(date)s)
           AND (cap.number IS NULL OR step.number <= cap.number)
         ORDER BY %(date_next)s <= %(date)s DESC,
                  CASE WHEN %(date_next)s <= %(date)s
                       THEN -step.number ELSE step.number END
         LIMIT 1
        """,
        date_next=date_next(date),
        date=date,
    )
