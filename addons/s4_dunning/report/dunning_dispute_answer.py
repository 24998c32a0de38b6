from odoo import api, models


class DunningDisputeAnswer(models.AbstractModel):
    """Answer to a dispute as a letter: what the template prints."""

    _name = "report.s4_dunning.dunning_dispute_answer"
    _inherit = "report.s4_dunning.dunning_single_letter"
    _description = "Answer to a Dispute"

    @api.model
    def _get_report_values(self, docids, data=None):
        disputes = self.env["dunning.dispute"].browse(docids)
        disputes.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": disputes._name,
            # sudo: the name and the letterhead of a company that is not active
            "docs": disputes.sudo(),
            "letter": self,
        }
