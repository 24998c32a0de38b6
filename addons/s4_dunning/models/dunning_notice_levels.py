from odoo import fields, models

from ..engine import line_states

SENT = ("sent", "closed")


class DunningNotice(models.Model):
    """Lines: they follow the level and the state of their notice."""

    _inherit = "dunning.notice"

    def _set_line_states(self, states_before):
        """Let the lines follow the state of their notice, as far as they tell it.

        The levels of the items depend on what was sent alone: to compute them again for
        what was not sent would cost minutes in a large run.

        :param states_before: dict of these notices to their line state before
        """
        for state, notices in self.grouped(lambda notice: notice._line_state()).items():
            changed = notices.filtered(
                lambda notice, state=state: states_before[notice] != state
            )
            raised = changed.filtered(
                lambda notice, state=state: (
                    (states_before[notice] in SENT) != (state in SENT)
                )
            )
            # sudo: follows from the notices; nobody edits lines
            raised.sudo().line_ids.notice_state = state
            line_states.write(changed - raised, state)

    def _line_state(self):
        """:return: what the lines say of the state: not whether it is approved, as an
        approval would else rewrite every line of a run
        """
        self.ensure_one()
        return "proposed" if self.state == "approved" else self.state

    def _set_line_levels(self, level_before):
        """Let the items follow when a person changes the level of the notice.

        Raised: the items of the former highest level go along. Lowered: no item stays
        above the notice.
        """
        self.ensure_one()
        # sudo: collectors change the level of a notice, never a line by itself
        notice = self.sudo()
        notice.date_deadline = fields.Date.add(
            notice.run_id.date, days=notice.level_id.payment_days
        )
        for line in notice.line_ids.filtered(lambda line: line.kind == "overdue"):
            if line.level_id == level_before or (
                line.level_id.sequence > notice.level_id.sequence
            ):
                line.level_id = notice.level_id
