"""A policy replayed on the ledger of a past period, day by day, without sending.

The items stand in a temporary table with the day on which each may have its next level.
A day looks at the customers for whom that day has come, decides with the rules of a run
(notice_rules, notices), notes the notices, and raises the items. The ledger, its levels
and the real notices stay as they are.

What history cannot tell is taken as it is today: who follows which workflow, filters on
items, flags, addresses.
"""

from datetime import timedelta

from odoo.tools import SQL

from . import (
    exclusion_reasons,
    notice_rules,
    notices,
    simulation_batches,
    simulation_calendar,
    simulation_day,
    simulation_ledger,
    simulation_past,
)

VARIANTS = ("today", "tried")
WEEKS_BEFORE = 26
NUMBER = SQL("ROW_NUMBER() OVER ()::integer")


def clear(simulations):
    """Delete the rows of simulations, whatever their number.

    :param simulations: dunning.simulation
    """
    rows = simulations.env["dunning.simulation.notice"]
    rows.flush_model()
    simulations.env.cr.execute(
        SQL(
            "DELETE FROM dunning_simulation_notice WHERE simulation_id = ANY(%s)",
            simulations.ids,
        )
    )
    rows.invalidate_model()


def replay(simulation, after=None, until=None):
    """Work out the notices of both variants for some customers, or for all.

    They stand in a temporary table until `keep` writes them: so nobody waits meanwhile.

    :param simulation: one dunning.simulation
    :param after: number of the customer before the first, None: from the first
    :param until: number of the last customer, None: to the last
    """
    cr = simulation.env.cr
    cr.execute("SET LOCAL work_mem = '64MB'")
    cr.execute("SET LOCAL jit = off")
    cr.execute("SET LOCAL random_page_cost = 1.1")  # it is all in memory
    simulation_batches.choose(simulation, after, until)
    simulation_ledger.collect(simulation, _run(simulation, simulation.date_to))
    simulation_calendar.collect(simulation)
    cr.execute("DROP TABLE IF EXISTS dunning_simulation_result")
    cr.execute(
        """
        CREATE TEMPORARY TABLE dunning_simulation_result ON COMMIT DROP AS
        SELECT * FROM dunning_simulation_notice LIMIT 0
        """
    )
    days_before = _days_before(simulation)
    for variant in VARIANTS:
        _start(simulation, variant)
        day_before = None
        for day in [*days_before, *simulation._days()]:
            _note_broken(simulation, day)
            if simulation_calendar.open_day(simulation, day, day_before):
                _live(simulation, variant, day)
            day_before = day
    for setting in ("work_mem", "jit", "random_page_cost"):
        cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL.identifier(setting)))


def keep(simulation):
    """Write what `replay` worked out, unless the simulation was touched meanwhile.

    :param simulation: one dunning.simulation
    :raise psycopg2.errors.SerializationFailure: it was changed or deleted since this
        transaction began.
    """
    cr = simulation.env.cr
    cr.execute(
        SQL(
            "SELECT FROM dunning_simulation WHERE id = %s FOR NO KEY UPDATE",
            simulation.id,
        ),
        log_exceptions=False,
    )
    columns = simulation_day.result_columns(simulation)
    cr.execute(
        SQL(
            "INSERT INTO dunning_simulation_notice (%(columns)s)"
            " SELECT %(columns)s FROM dunning_simulation_result",
            columns=SQL(", ").join(map(SQL.identifier, columns)),
        )
    )
    simulation.env["dunning.simulation.notice"].invalidate_model()


def _run(simulation, day):
    return simulation.env["dunning.run"].new(
        {"group_id": simulation.group_id.id, "date": day}
    )


def _days_before(simulation):
    """The days that bring old items as far as the policy would have brought them.

    Otherwise everything that is long overdue would get its first notice on the first
    day. Where notices were really sent before the period they tell how far items were.
    """
    is_known = simulation_past.is_known(simulation)
    weeks = range(0 if is_known else WEEKS_BEFORE, 0, -1)
    return [simulation.date_from - timedelta(weeks=week) for week in weeks]


def _start(simulation, variant):
    """Put the items where they were when the period began."""
    cr = simulation.env.cr
    run = _run(simulation, simulation.date_from)
    cr.execute(
        "DROP TABLE IF EXISTS dunning_simulation_item, dunning_simulation_contact"
    )
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_item ON COMMIT DROP AS
            WITH closed AS (
                SELECT move_line_id, MAX(date) AS date
                  FROM dunning_simulation_payment GROUP BY move_line_id
            ),
            situation AS (
                SELECT item.*,
                       %(segment_grouping)s AS segment_grouping,
                       CASE WHEN item.is_reconciled THEN closed.date
                            ELSE 'infinity' END AS date_closed,
                       COALESCE(position.number, 0) AS number_before,
                       cap.number AS number_cap,
                       past.dunning_date,
                       past.dunning_date_deadline,
                       COALESCE(past.dunning_count, 0) AS dunning_count,
                       NULL::date AS date_broken
                  FROM (SELECT *, %(workflow)s AS workflow_id
                          FROM dunning_simulation_ledger) item
                  LEFT JOIN closed USING (move_line_id)
                  LEFT JOIN dunning_simulation_past past USING (move_line_id)
                  LEFT JOIN dunning_simulation_position position
                    ON position.workflow_id = item.workflow_id
                   AND position.level_id = past.level_id
                  LEFT JOIN dunning_simulation_position cap
                    ON cap.workflow_id = item.workflow_id
                   AND cap.level_id = item.dunning_level_cap_id
            )
            SELECT situation.*,
                   CASE WHEN situation.amount > 0 AND situation.factor IS NOT NULL
                         AND NOT situation.is_left_out AND NOT (%(is_outside)s)
                        THEN (%(date_next)s) END AS date_next
              FROM situation
             ORDER BY debtor_id
            """,
            segment_grouping=_segment_grouping(simulation, variant),
            workflow=SQL.identifier(f"workflow_{variant}_id"),
            is_outside=_is_outside(run),
            date_next=simulation_day.DATE_NEXT,
        )
    )
    cr.execute("CREATE INDEX ON dunning_simulation_item (move_line_id)")
    cr.execute("CREATE INDEX ON dunning_simulation_item (debtor_id, date_next)")
    cr.execute("CREATE INDEX ON dunning_simulation_item (debtor_id) WHERE amount < 0")
    cr.execute("ANALYZE dunning_simulation_item")
    simulation_calendar.start(simulation)
    cr.execute(
        """
        CREATE TEMPORARY TABLE dunning_simulation_contact (
            debtor_id integer, level_id integer, PRIMARY KEY (debtor_id, level_id)
        ) ON COMMIT DROP
        """
    )


def _segment_grouping(simulation, variant):
    if variant == "tried" and simulation.segment_tried_id:
        return SQL("%s::varchar", simulation.segment_tried_id.grouping or None)
    return SQL("item.segment_grouping_today")


def _is_outside(run):
    """:return: SQL condition on `situation`: the filter of its workflow says no"""
    conditions = [
        condition for condition, _code in exclusion_reasons.outside_workflow(run)
    ]
    if not conditions:
        return SQL("FALSE")
    return SQL(
        "EXISTS (SELECT FROM (SELECT situation.move_line_id) item,"
        " (SELECT situation.workflow_id AS id) workflow WHERE %s)",
        SQL(" OR ").join(conditions),
    )


def _live(simulation, variant, day):
    run = _run(simulation, day)
    simulation_day.judge(run)
    while notice_rules.net_and_lower(run):
        pass
    notices.collect(run, NUMBER, NUMBER)
    if day >= simulation.date_from:
        simulation_day.note(simulation, variant, run)
    simulation_day.rise(run)
    simulation_calendar.close_day(simulation, day)


def _note_broken(simulation, day):
    """After a broken agreement the next level may come at once."""
    simulation.env.cr.execute(
        SQL(
            """
            WITH item AS (
                UPDATE dunning_simulation_item item
                   SET date_broken = broken.date_broken,
                       date_next = LEAST(item.date_next, %(day)s)
                  FROM dunning_simulation_broken broken
                 WHERE broken.move_line_id = item.move_line_id
                   AND broken.date_broken <= %(day)s
                   AND broken.date_broken
                       > GREATEST(item.date_broken, item.dunning_date, '-infinity')
                   AND item.date_next IS NOT NULL
                RETURNING item.debtor_id
            )
            INSERT INTO dunning_simulation_agenda (debtor_id, date)
            SELECT DISTINCT debtor_id, %(day)s FROM item
            """,
            day=day,
        )
    )
