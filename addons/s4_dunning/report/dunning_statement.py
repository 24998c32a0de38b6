from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import find_in_path

from .wkhtmltopdf import PrintError, print_documents

STATEMENT = "s4_dunning.dunning_statement"


class DunningStatement(models.AbstractModel):
    """Statement of account: what the template prints, and its PDF."""

    _name = "report.s4_dunning.dunning_statement"
    _inherit = "report.s4_dunning.dunning_letter"
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

    @api.model
    def _render_statement(self, statement):
        """Print a statement as letters are printed, which needs no web server.

        :param statement: one dunning.statement
        :return: bytes of a PDF
        :raise UserError: it cannot be printed.
        """
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "The statement cannot be printed: install wkhtmltopdf on the "
                    "server, then print again."
                )
            )
        program = find_in_path("wkhtmltopdf")
        [result] = print_documents(self._documents(statement, {}), program)
        if isinstance(result, PrintError):
            raise UserError(
                self.env._(
                    "wkhtmltopdf failed to print the statement (code %(code)s): look "
                    "for what is unusual in the letterhead of the company.",
                    code=result.code,
                )
            )
        return result

    @api.model
    def _documents(self, notice, repeated):
        # EXTENDS the letter: a statement takes the place of the notice
        report = (
            self.env["ir.actions.report"]
            .with_company(notice.company_id)
            .with_context(lang=notice.lang, debug=False, webp_as_jpg=True)
        )
        report_sudo = report._get_report(STATEMENT)
        values = report._get_rendering_context(
            report_sudo, notice.ids, {"report_type": "pdf"}
        )
        return self._laid_out(report_sudo, values, repeated)
