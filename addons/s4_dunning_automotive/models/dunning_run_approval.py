from odoo import models

from ..engine import approvals


class DunningRun(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.run"

    def _extra_stop_reasons(self):
        return [
            *super()._extra_stop_reasons(),
            (approvals.is_missing(self), "approval_missing"),
        ]

    def _complete_proposal(self):
        result = super()._complete_proposal()
        excluded = self.env["dunning.run.exclusion"].search(
            [("run_id", "=", self.id), ("reason", "=", "approval_missing")]
        )
        collectors = {
            exclusion.move_line_id.move_id: exclusion.debtor_id.collector_id
            for exclusion in excluded
        }
        excluded.move_line_id.move_id._ask_for_approval_number(collectors)
        self.env["account.move"]._withdraw_settled_tasks(self.group_id.company_ids)
        return result
