"""When each customer of a simulation is looked at again.

What was due for a notice and got none, as on hold, covered by a credit or too little,
waits until something happens to its customer: that day, and not every day, tells anew.

dunning_simulation_event: the days on which what a customer owes changes, or a pause
dunning_simulation_agenda: days of each customer
dunning_simulation_due: the customers of a day
"""

from odoo.tools import SQL

from . import simulation_day, steps


def collect(simulation):
    """Read from the ledger of a batch what happens to each customer, and when.

    Other items than credits count as long as they wait themselves: see `close_day`.
    But a level may ask for a share of all that is open.

    :param simulation: one dunning.simulation
    """
    cr = simulation.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_simulation_event")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_event ON COMMIT DROP AS
            WITH item AS (
                SELECT * FROM dunning_simulation_ledger WHERE %(counts)s
            ),
            pause AS (
                SELECT hold.move_line_id, hold.debtor_id, hold.company_id, day.date
                  FROM dunning_simulation_hold hold
                 CROSS JOIN LATERAL (
                       VALUES (hold.date_start), (hold.date_end + 1)) day (date)
                 WHERE isfinite(day.date)
            )
            SELECT debtor_id, date_open AS date FROM item
             UNION
            SELECT item.debtor_id, payment.date
              FROM dunning_simulation_payment payment JOIN item USING (move_line_id)
             UNION
            SELECT item.debtor_id, pause.date
              FROM pause JOIN dunning_simulation_ledger item USING (move_line_id)
             UNION
            SELECT item.debtor_id, pause.date
              FROM pause JOIN dunning_simulation_ledger item
                ON pause.debtor_id IN (item.debtor_id, item.ordering_id)
             UNION
            SELECT item.debtor_id, pause.date
              FROM (SELECT DISTINCT company_id, date FROM pause) pause
              JOIN (SELECT DISTINCT debtor_id, company_id
                      FROM dunning_simulation_ledger) item USING (company_id)
            """,
            counts=simulation_day.counts_open_items(simulation),
        )
    )
    cr.execute("CREATE INDEX ON dunning_simulation_event (debtor_id, date)")
    cr.execute("ANALYZE dunning_simulation_event")


def start(simulation):
    """Look at each customer when one of its items may have its next level.

    :param simulation: one dunning.simulation whose items are put in place
    """
    cr = simulation.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_simulation_agenda")
    cr.execute(
        """
        CREATE TEMPORARY TABLE dunning_simulation_agenda ON COMMIT DROP AS
        SELECT DISTINCT debtor_id, GREATEST(date_next, date_open) AS date
          FROM dunning_simulation_item
         WHERE date_next IS NOT NULL
        """
    )
    cr.execute("CREATE INDEX ON dunning_simulation_agenda (date)")


def open_day(simulation, day, day_before):
    """Note who is to be looked at on a day.

    Nothing is taken off the agenda, which would make it slow: the days before are past.

    :param simulation: one dunning.simulation
    :param day: date
    :param day_before: date, the last day that was opened, or None
    :return: bool, whether there is anybody
    """
    cr = simulation.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_simulation_due")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_due ON COMMIT DROP AS
            SELECT DISTINCT debtor_id
              FROM dunning_simulation_agenda
             WHERE date > COALESCE(%s::date, '-infinity') AND date <= %s
            """,
            day_before,
            day,
        )
    )
    if not cr.rowcount:
        return False
    cr.execute("ANALYZE dunning_simulation_due")
    return True


def close_day(simulation, day):
    """Tell when those who got nothing on a day, or not for all, are looked at again.

    What did rise may leave too little, or more of a credit, for what did not: then it
    is the next day. Else it is the day on which something happens to the customer, to
    an item that waits, or on which such an item may have another level.

    :param simulation: one dunning.simulation
    :param day: date, whose candidates are judged
    """
    simulation.env.cr.execute(
        SQL(
            """
            WITH waiting AS MATERIALIZED (
                SELECT situation.debtor_id, (%(next)s) AS date
                  FROM dunning_candidate situation
                 WHERE situation.reason IS NOT NULL
                   AND situation.date_next <= %(day)s
            ),
            risen AS (
                SELECT DISTINCT debtor_id FROM dunning_candidate WHERE reason IS NULL
            )
            INSERT INTO dunning_simulation_agenda (debtor_id, date)
            SELECT debtor_id, date
              FROM (
                   SELECT waiting.debtor_id,
                          CASE WHEN %(is_daily)s OR waiting.debtor_id IN (
                                    SELECT debtor_id FROM risen)
                               THEN %(day)s + 1
                               ELSE LEAST(waiting.date, (
                                    SELECT MIN(event.date)
                                      FROM dunning_simulation_event event
                                     WHERE event.debtor_id = waiting.debtor_id
                                       AND event.date > %(day)s)) END AS date
                     FROM (SELECT debtor_id, MIN(date) AS date
                             FROM waiting GROUP BY debtor_id) waiting
                   ) next
             WHERE date IS NOT NULL
            """,
            next=_next_day_of_item(day),
            day=day,
            is_daily=_depends_on_rates(simulation),
        )
    )


def _next_day_of_item(day):
    """SELECT the day on which an item `situation` is paid, or its level may change."""
    return SQL(
        """
        SELECT MIN(day.date)
          FROM (
               SELECT payment.date
                 FROM dunning_simulation_payment payment
                WHERE payment.move_line_id = situation.move_line_id
                UNION ALL
               SELECT moment.date
                 FROM dunning_workflow workflow
                 JOIN dunning_simulation_step step
                   ON step.workflow_id = workflow.id
                  AND step.number_before = situation.number_before
                CROSS JOIN LATERAL (
                      VALUES (%(date_of_step)s),
                             (situation.dunning_date + workflow.repeat_days),
                             (situation.date_due + 1)
                      ) moment (date)
                WHERE workflow.id = situation.workflow_id
               ) day
         WHERE day.date > %(day)s
        """,
        day=day,
        date_of_step=steps.DATE_OF_WORKFLOW,
    )


def _depends_on_rates(simulation):
    """A minimum in another currency is worth something else every day."""
    levels = simulation.env["dunning.level"].search([("minimum_amount", ">", 0)])
    return bool(levels.currency_id - simulation.currency_id)
