from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import find_in_path

from .wkhtmltopdf import PrintError, print_documents

ANSWER = "s4_dunning.dunning_dispute_answer"


class DunningDisputeAnswer(models.AbstractModel):
    """Answer to a dispute as a letter: what the template prints, and its PDF."""

    _name = "report.s4_dunning.dunning_dispute_answer"
    _inherit = "report.s4_dunning.dunning_letter"
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

    @api.model
    def _render_answer(self, dispute):
        """Print an answer as letters are printed, which needs no web server.

        :param dispute: one dunning.dispute
        :return: bytes of a PDF
        :raise UserError: it cannot be printed.
        """
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "The letter cannot be printed: install wkhtmltopdf on the server, "
                    "or answer by yourself."
                )
            )
        program = find_in_path("wkhtmltopdf")
        [result] = print_documents(self._documents(dispute, {}), program)
        if isinstance(result, PrintError):
            raise UserError(
                self.env._(
                    "wkhtmltopdf failed to print the answer (code %(code)s): look for "
                    "what is unusual in the letterhead of the company.",
                    code=result.code,
                )
            )
        return result

    @api.model
    def _documents(self, notice, repeated):
        # EXTENDS the letter: a dispute takes the place of the notice
        report = (
            self.env["ir.actions.report"]
            .with_company(notice.company_id)
            .with_context(lang=notice.lang, debug=False, webp_as_jpg=True)
        )
        report_sudo = report._get_report(ANSWER)
        values = report._get_rendering_context(
            report_sudo, notice.ids, {"report_type": "pdf"}
        )
        return self._laid_out(report_sudo, values, repeated)
