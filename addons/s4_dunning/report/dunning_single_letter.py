from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import find_in_path

from .wkhtmltopdf import PrintError, print_documents


class DunningSingleLetter(models.AbstractModel):
    """A letter about something else than a notice, printed one by one.

    It looks like the notice's, and is laid out and printed like it.
    """

    _name = "report.s4_dunning.dunning_single_letter"
    _inherit = "report.s4_dunning.dunning_letter"
    _description = "Single Letter"

    @api.model
    def _print(self, record):
        """Print a letter as those of notices are printed, which needs no web server.

        :param record: one record of the model of the report, with company_id and lang
        :return: bytes of a PDF
        :raise UserError: it cannot be printed.
        """
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "The letter cannot be printed: install wkhtmltopdf on the server, "
                    "then print again."
                )
            )
        program = find_in_path("wkhtmltopdf")
        [result] = print_documents(self._documents(record, {}), program)
        if isinstance(result, PrintError):
            raise UserError(
                self.env._(
                    "wkhtmltopdf failed to print the letter (code %(code)s): look for "
                    "what is unusual in the letterhead of the company.",
                    code=result.code,
                )
            )
        return result

    def _as_sent(self, record):
        """:return: bytes of the PDF that was sent, False if none is kept"""
        return False

    @api.model
    def _documents(self, notice, repeated):
        # EXTENDS the letter: the record takes the place of the notice
        report = (
            self.env["ir.actions.report"]
            .with_company(notice.company_id)
            .with_context(lang=notice.lang, debug=False, webp_as_jpg=True)
        )
        report_sudo = report._get_report(self._name.removeprefix("report."))
        values = report._get_rendering_context(
            report_sudo, notice.ids, {"report_type": "pdf"}
        )
        return self._laid_out(report_sudo, values, repeated)
