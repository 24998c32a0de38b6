"""Lines follow the state of their notice, set-based."""

from odoo.tools import SQL


def write(notices, state):
    """Write a state on all lines of notices, in one statement.

    The levels of the items are not computed again: only for changes that leave them as
    they are.

    :param notices: dunning.notice
    :param state: str, a value of notice_state
    """
    if not notices:
        return
    lines = notices.env["dunning.notice.line"]
    lines.flush_model(["notice_id", "notice_state"])
    notices.env.cr.execute(
        SQL(
            """
            UPDATE dunning_notice_line
               SET notice_state = %s
             WHERE notice_id = ANY(%s)
            """,
            state,
            notices.ids,
        )
    )
    lines.invalidate_model(["notice_state"], flush=False)
