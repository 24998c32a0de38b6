"""The notices that were really sent before the period of a simulation, by item."""

from odoo.tools import SQL


def collect(simulation):
    """Read how far the items of the ledger were when the period began.

    :param simulation: one dunning.simulation
    """
    simulation.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_past ON COMMIT DROP AS
            SELECT line.move_line_id,
                   (MAX(ARRAY[level.sequence, level.id]))[2] AS level_id,
                   MAX(notice.date_sent) AS dunning_date,
                   (ARRAY_AGG(notice.date_deadline
                              ORDER BY notice.date_sent DESC, notice.id DESC))[1]
                       AS dunning_date_deadline,
                   COUNT(*) AS dunning_count
              FROM dunning_simulation_ledger item
              JOIN dunning_notice_line line ON line.move_line_id = item.move_line_id
              JOIN dunning_notice notice ON notice.id = line.notice_id
              JOIN dunning_level level ON level.id = line.level_id
             WHERE %s
             GROUP BY line.move_line_id
            """,
            _sent_before(simulation),
        )
    )


def is_known(simulation):
    """:return: bool, whether the group sent notices before the period

    :param simulation: one dunning.simulation
    """
    [[is_known]] = simulation.env.execute_query(
        SQL(
            """
            SELECT EXISTS (
                SELECT FROM dunning_notice notice
                  JOIN dunning_notice_line line ON line.notice_id = notice.id
                 WHERE %s)
            """,
            _sent_before(simulation),
        )
    )
    return is_known


def _sent_before(simulation):
    return SQL(
        """
        notice.group_id = %s
        AND notice.date_sent < %s
        AND line.kind = 'overdue'
        AND line.notice_state IN ('sent', 'closed')
        """,
        simulation.group_id.id,
        simulation.date_from,
    )
