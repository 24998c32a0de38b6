from odoo import api, fields, models

APPROVAL_MISSING = ("approval_missing", "Approval number missing")


class DunningRunExclusion(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.run.exclusion"

    reason = fields.Selection(
        selection_add=[APPROVAL_MISSING], ondelete={"approval_missing": "cascade"}
    )

    @api.model
    def _sentences(self):
        return {
            **super()._sentences(),
            "approval_missing": self.env._(
                "The customer pays with an approval number only: add it to the invoice."
            ),
        }
