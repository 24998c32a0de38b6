from odoo import api, models


class DunningArrangementLetter(models.AbstractModel):
    """Confirmation of an arrangement: what the template prints."""

    _name = "report.s4_dunning.dunning_arrangement"
    _inherit = "report.s4_dunning.dunning_single_letter"
    _description = "Confirmation of an Arrangement"

    @api.model
    def _get_report_values(self, docids, data=None):
        arrangements = self.env["dunning.arrangement"].browse(docids)
        arrangements.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": arrangements._name,
            # sudo: companies that are not active, and their bank accounts. Who may read
            # the arrangement may access all companies of its group.
            "docs": arrangements.sudo(),
            "letter": self,
        }

    def _as_sent(self, record):
        # sudo: who reads the arrangement reads its letter
        return record.sudo().pdf_id.raw

    def _contact(self, notice):
        # EXTENDS the letter: who follows the arrangement up is asked
        owner, company = notice.user_id, notice.company_id
        return {
            "name": owner.name,
            "phone": owner.phone or company.phone,
            "email": owner.email or company.email,
        }
