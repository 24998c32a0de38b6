from odoo import api, models


class DunningStatement(models.AbstractModel):
    """Statement of account: what the template prints."""

    _name = "report.s4_dunning.dunning_statement"
    _inherit = "report.s4_dunning.dunning_single_letter"
    _description = "Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["dunning.statement"].browse(docids)
        statements.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": statements._name,
            "docs": statements,
            "letter": self,
        }
