from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import find_in_path

from .wkhtmltopdf import PrintError, print_documents

ARRANGEMENT = "s4_dunning.dunning_arrangement"


class DunningArrangementLetter(models.AbstractModel):
    """Confirmation of an arrangement: what the template prints, and its PDF."""

    _name = "report.s4_dunning.dunning_arrangement"
    _inherit = "report.s4_dunning.dunning_letter"
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

    def _contact(self, notice):
        # EXTENDS the letter: who follows the arrangement up is asked
        owner, company = notice.user_id, notice.company_id
        return {
            "name": owner.name,
            "phone": owner.phone or company.phone,
            "email": owner.email or company.email,
        }

    @api.model
    def _render_arrangement(self, arrangement):
        """Print an arrangement as letters are printed, which needs no web server.

        :param arrangement: one dunning.arrangement
        :return: bytes of a PDF
        :raise UserError: it cannot be printed.
        """
        program = find_in_path("wkhtmltopdf")
        [result] = print_documents(self._documents(arrangement, {}), program)
        if isinstance(result, PrintError):
            raise UserError(
                self.env._(
                    "wkhtmltopdf failed to print the arrangement (code %(code)s): look "
                    "for what is unusual in the letterhead of the company.",
                    code=result.code,
                )
            )
        return result

    @api.model
    def _documents(self, notice, repeated):
        # EXTENDS the letter: an arrangement takes the place of the notice
        report = (
            self.env["ir.actions.report"]
            .with_company(notice.company_id)
            .with_context(lang=notice.lang, debug=False, webp_as_jpg=True)
        )
        report_sudo = report._get_report(ARRANGEMENT)
        values = report._get_rendering_context(
            report_sudo, notice.ids, {"report_type": "pdf"}
        )
        return self._laid_out(report_sudo, values, repeated)
