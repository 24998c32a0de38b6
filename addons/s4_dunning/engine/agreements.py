"""Agreements that customers did not keep: their next level may come at once."""

from odoo.tools import SQL

MODELS = ("dunning.promise", "dunning.arrangement")

# The items of broken agreements, and the day of each.
ALL_BROKEN = SQL(
    """
    SELECT item.move_line_id, promise.date_ended AS date_broken
      FROM dunning_promise promise
      JOIN dunning_promise_item_rel item ON item.promise_id = promise.id
     WHERE promise.state IN ('broken', 'partly')
     UNION ALL
    SELECT item.move_line_id, arrangement.date_ended
      FROM dunning_arrangement arrangement
      JOIN dunning_arrangement_item_rel item ON item.arrangement_id = arrangement.id
     WHERE arrangement.state = 'breached'
    """
)

# The items of broken agreements, and the day on which the last one was broken.
BROKEN = SQL(
    """
    SELECT agreement.move_line_id, MAX(agreement.date_broken) AS date_broken
      FROM (%s) agreement
     GROUP BY agreement.move_line_id
    """,
    ALL_BROKEN,
)
