from odoo import models
from odoo.exceptions import UserError


class DunningRun(models.Model):
    """A limited user reads no run, but reviews the notices of the own locations."""

    # EXTENDS s4_dunning
    _inherit = "dunning.run"

    def _check_control_totals(self):
        try:
            # sudo: tells whether the run ties to the ledger
            return super(DunningRun, self.sudo())._check_control_totals()
        except UserError:
            if not self.env["res.users"]._location_limit():
                raise
            raise UserError(
                self.env._(
                    "The proposal does not tie to the ledger: ask the credit "
                    "department to propose again."
                )
            ) from None

    def _close_reviewed(self):
        # sudo: a limited user does not see the notices that wait for others
        return super(DunningRun, self.sudo())._close_reviewed()


class DunningNotice(models.Model):
    """What the buttons of a notice need beyond what a limited user reads."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    def _problems(self):
        # sudo: tells of nothing but this notice, from settings of its debtor
        return super(DunningNotice, self.sudo())._problems()

    def _autonomy(self):
        # sudo: a setting of the debtor
        return super(DunningNotice, self.sudo())._autonomy()

    def action_send(self):
        self.check_access("write")
        # sudo: a credit without location that is taken in while sending takes the
        # notice out of the reach of a limited user; the outcome is told nevertheless
        return super(DunningNotice, self.sudo()).action_send()

    def action_hold(self, reason_id, date_end=None, note=None):
        debtors = self.debtor_id._filtered_access("read")
        mine = self.filtered(lambda notice: notice.debtor_id in debtors)
        for notice in self - mine:
            notice._hold_items(reason_id, date_end=date_end, note=note)
        return super(DunningNotice, mine).action_hold(
            reason_id, date_end=date_end, note=note
        )

    def _hold_items(self, reason_id, date_end=None, note=None):
        """Put the items of the notice on hold: the debtor is others' business too.

        :param reason_id: id of a dunning.hold.reason
        :param date_end: last day of the holds; None: as the reason says
        :param note: str
        """
        self.check_access("write")
        self._check_state("proposed")
        values = {"reason_id": reason_id, "scope": "item", "note": note}
        if date_end:
            values["date_end"] = date_end
        items = self.line_ids.filtered(lambda line: line.kind == "overdue").move_line_id
        holds = self.env["dunning.hold"].create(
            [{**values, "move_line_id": item.id} for item in items]
        )
        self.action_skip(", ".join(holds.mapped("display_name")))

    def action_explain(self):
        self.check_access("read")
        if self.debtor_id.has_access("read"):
            return super().action_explain()
        # sudo: the items of a notice that the user reads
        items = self.sudo().line_ids.move_line_id
        return self.env["dunning.explanation"]._action_open(items)
