"""One day of a simulation: what a run would propose, and send at once."""

from datetime import timedelta

from odoo.tools import SQL

from . import notice_key, steps

RESULT_COLUMNS = (
    *("simulation_id", "variant", "date", "debtor_id", "partner_id", "company_id"),
    *("segment_id", "workflow_id", "level_id", "level_number", "item_count", "amount"),
    *("amount_on_the_way", "payment_on_the_way", "is_first_contact"),
)

# The day from which an item in a situation has a next level, unless it is closed by
# then. A level before the due date has passed when the item falls due.
DATE_NEXT = SQL(
    """
    SELECT NULLIF(
               LEAST(MIN(CASE WHEN step.is_overdue
                              THEN GREATEST(%(date)s, situation.date_due + 1)
                              ELSE %(date)s END),
                     situation.date_closed),
               situation.date_closed)
      FROM dunning_simulation_step step
      JOIN dunning_workflow workflow ON workflow.id = step.workflow_id
     WHERE step.workflow_id = situation.workflow_id
       AND step.number_before = situation.number_before
       AND (situation.number_cap IS NULL OR step.number <= situation.number_cap)
       AND (step.is_overdue OR %(date)s <= situation.date_due)
       AND (workflow.maximum_notices = 0
            OR situation.dunning_count < workflow.maximum_notices)
    """,
    date=steps.DATE_OF_WORKFLOW,
)


def judge(run):
    """Collect the items whose day has come with their level, and what they go with.

    Credits of the same customers are taken off; the other items count where a level
    asks for a share of all that is open. They stand in the table in which a run keeps
    its candidates, for the rules of engine/notice_rules.py.

    :param run: a dunning.run that is not saved, of the day
    """
    cr = run.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_candidate")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_candidate ON COMMIT DROP AS
            WITH step AS (SELECT * FROM dunning_simulation_step),
            hold AS (
                SELECT * FROM dunning_simulation_hold
                 WHERE date_start <= %(date)s AND date_end >= %(date)s
            ),
            ready AS (
                SELECT item.*
                  FROM dunning_simulation_due due
                  JOIN dunning_simulation_item item USING (debtor_id)
                 WHERE item.date_next <= %(date)s
                   AND item.date_open <= %(date)s AND item.date_closed > %(date)s
            ),
            item AS (%(items)s),
            decided AS (
                SELECT item.*,
                       (item.amount_residual - item.amount_held) * item.factor
                           AS amount_group,
                       reached.level_id,
                       reached.number AS level_number,
                       CASE WHEN item.is_left_out THEN 'left_out'
                            WHEN item.amount_residual <= 0 AND NOT item.is_item_held
                            THEN 'credit'
                            WHEN item.is_held
                              OR item.amount_held >= item.amount_residual THEN 'hold'
                            WHEN reached.level_id IS NULL THEN 'waiting'
                            END AS reason
                  FROM item
                  LEFT JOIN (%(levels)s) reached USING (move_line_id)
            )
            SELECT item.*, %(grouping_key)s AS grouping_key, FALSE AS is_lowered
              FROM (SELECT item.*, %(grouping)s
                      FROM decided item
                      LEFT JOIN dunning_workflow workflow
                        ON workflow.id = item.workflow_id
                      LEFT JOIN dunning_level ON dunning_level.id = item.level_id
                   ) item
            """,
            items=_open_items(run),
            levels=_levels(run.date),
            grouping=notice_key.GROUPING,
            grouping_key=notice_key.value(run),
            date=run.date,
        )
    )
    cr.execute("ANALYZE dunning_candidate")


def _open_items(run):
    """SELECT what is open on the day of the customers who may get a notice."""
    return SQL(
        """
        SELECT item.*,
               item.amount - COALESCE(payment.amount, 0) AS amount_residual,
               CASE WHEN item.amount > 0
                    THEN LEAST(COALESCE(item_hold.amount, 0),
                               item.amount - COALESCE(payment.amount, 0))
                    ELSE 0 END AS amount_held,
               COALESCE(item_hold.is_whole, FALSE) AS is_item_held,
               COALESCE(item_hold.is_whole, FALSE)
                   OR item.debtor_id IN (SELECT debtor_id FROM hold
                                          WHERE debtor_id IS NOT NULL)
                   OR item.ordering_id IN (SELECT debtor_id FROM hold
                                            WHERE debtor_id IS NOT NULL)
                   OR item.company_id IN (SELECT company_id FROM hold
                                           WHERE company_id IS NOT NULL) AS is_held
          FROM (
               SELECT * FROM ready
                UNION ALL
               SELECT item.*
                 FROM dunning_simulation_item item
                WHERE item.debtor_id IN (SELECT debtor_id FROM ready)
                  AND %(counts)s
                  AND item.date_next <= %(date)s IS NOT TRUE
               ) item
          LEFT JOIN LATERAL (
               SELECT SUM(amount) AS amount
                 FROM dunning_simulation_payment payment
                WHERE payment.move_line_id = item.move_line_id
                  AND payment.date <= %(date)s
               ) payment ON TRUE
          LEFT JOIN (
               SELECT move_line_id, SUM(amount) AS amount,
                      BOOL_OR(amount IS NULL) AS is_whole
                 FROM hold
                WHERE move_line_id IS NOT NULL
                GROUP BY move_line_id
               ) item_hold ON item_hold.move_line_id = item.move_line_id
         WHERE item.date_open <= %(date)s AND item.date_closed > %(date)s
        """,
        date=run.date,
        counts=counts_open_items(run),
    )


def counts_open_items(record):
    """Condition on an item without a level: it counts for others, as a credit does.

    :param record: any record; a level may ask for a share of all that is open
    """
    has_share = record.env["dunning.level"].search_count(
        [("minimum_percentage", ">", 0)], limit=1
    )
    return SQL("TRUE") if has_share else SQL("amount < 0")


def _levels(date):
    """SELECT the level that the items have whose day has come."""
    return SQL(
        """
        SELECT situation.move_line_id, reached.level_id, reached.number
          FROM (SELECT ready.*,
                       ready.date_broken > COALESCE(ready.dunning_date, '-infinity')
                           IS TRUE AS is_broken
                  FROM ready) situation
          JOIN dunning_workflow workflow ON workflow.id = situation.workflow_id
         CROSS JOIN LATERAL (SELECT situation.number_before AS number) position
         CROSS JOIN LATERAL (SELECT situation.number_cap AS number) cap
         CROSS JOIN LATERAL (%(reached)s) reached
         WHERE reached.date_next <= %(date)s
        """,
        date=date,
        reached=steps.reached(date),
    )


def result_columns(simulation):
    """:return: list of the columns of dunning.simulation.notice that `note` fills"""
    return [*RESULT_COLUMNS, *simulation._notice_columns()]


def note(simulation, variant, run):
    """Note the notices of a day, and what was paid too late to stop them.

    :param simulation: the dunning.simulation
    :param variant: str, a value of dunning.simulation.notice.variant
    :param run: as `judge` had it
    """
    columns = simulation._notice_columns()
    simulation.env.cr.execute(
        SQL(
            """
            WITH item AS (
                SELECT %(item_key)s,
                       COUNT(*) AS item_count,
                       MIN(item.segment_id) AS segment_id,
                       SUM(way.amount * item.factor) AS amount_on_the_way
                       %(aggregates)s
                  FROM dunning_candidate item
                  LEFT JOIN LATERAL (
                       SELECT SUM(amount) AS amount
                         FROM dunning_simulation_payment payment
                        WHERE payment.move_line_id = item.move_line_id
                          AND payment.is_money
                          AND payment.date > %(date)s
                          AND payment.date <= %(until)s
                       ) way ON TRUE
                 WHERE item.reason IS NULL
                 GROUP BY %(item_key)s
            ),
            contact AS (
                INSERT INTO dunning_simulation_contact
                SELECT DISTINCT debtor_id, level_id FROM dunning_candidate_notice
                    ON CONFLICT DO NOTHING
                RETURNING debtor_id, level_id
            )
            INSERT INTO dunning_simulation_result (%(names)s)
            SELECT %(simulation)s, %(variant)s, %(date)s,
                   CASE WHEN notice.debtor_id > 0 THEN notice.debtor_id END,
                   notice.partner_id, notice.company_id, item.segment_id,
                   notice.workflow_id, notice.level_id, notice.level_number,
                   item.item_count,
                   ROUND(notice.amount_total_group, %(digits)s),
                   ROUND(COALESCE(item.amount_on_the_way, 0), %(digits)s),
                   COALESCE(item.amount_on_the_way, 0) > 0,
                   (notice.debtor_id, notice.level_id) IN (
                       SELECT debtor_id, level_id FROM contact
                   ) AND ROW_NUMBER() OVER (
                       PARTITION BY notice.debtor_id, notice.level_id
                       ORDER BY notice.id
                   ) = 1
                   %(values)s
              FROM dunning_candidate_notice notice
              JOIN item ON %(same_item)s
            """,
            item_key=notice_key.columns_of("item"),
            same_item=notice_key.same("item", "notice"),
            aggregates=SQL("").join(
                SQL(", %s AS %s", value, SQL.identifier(name))
                for name, value in columns.items()
            ),
            names=SQL(", ").join(map(SQL.identifier, result_columns(simulation))),
            values=SQL("").join(
                SQL(", item.%s", SQL.identifier(name)) for name in columns
            ),
            simulation=simulation.id,
            variant=variant,
            date=run.date,
            until=run.date + timedelta(days=simulation.days_on_the_way),
            digits=simulation.currency_id.decimal_places,
        )
    )


def rise(run):
    """Raise the items of the notices of a day, and tell when their next level may come.

    No item rises above what its notice says, and none falls.

    :param run: as `judge` had it
    """
    run.env.cr.execute(
        SQL(
            """
            WITH risen AS (
                UPDATE dunning_simulation_item item
                   SET number_before = situation.number_before,
                       dunning_date = situation.dunning_date,
                       dunning_date_deadline = situation.dunning_date_deadline,
                       dunning_count = situation.dunning_count,
                       date_next = (%(date_next)s)
                  FROM (SELECT item.move_line_id, item.workflow_id, item.date_due,
                               item.number_cap, item.date_closed,
                               GREATEST(item.number_before,
                                        LEAST(item.level_number, notice.level_number))
                                   AS number_before,
                               %(date)s::date AS dunning_date,
                               %(date)s::date + level.payment_days
                                   AS dunning_date_deadline,
                               item.dunning_count + 1 AS dunning_count
                          FROM dunning_candidate item
                          JOIN dunning_candidate_notice notice ON %(same_key)s
                          JOIN dunning_level level ON level.id = notice.level_id
                         WHERE item.reason IS NULL) situation
                 WHERE item.move_line_id = situation.move_line_id
                RETURNING item.debtor_id, item.date_next
            )
            INSERT INTO dunning_simulation_agenda (debtor_id, date)
            SELECT DISTINCT debtor_id, GREATEST(date_next, %(date)s + 1)
              FROM risen
             WHERE date_next IS NOT NULL
            """,
            date_next=DATE_NEXT,
            date=run.date,
            same_key=notice_key.same("item", "notice"),
        )
    )
