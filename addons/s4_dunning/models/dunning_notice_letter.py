from odoo import models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    """Letter: the notices as PDF."""

    _inherit = "dunning.notice"

    def _render_letters(self):
        """Print the letters of notices.

        :return: dict of dunning.notice to bytes of a PDF, or to the UserError that
            tells why it cannot be printed
        """
        letters = {}
        for notice in self:
            try:
                letters[notice] = notice._render_pdf()
            except UserError as error:
                letters[notice] = error
        return letters

    def _render_pdf(self):
        """:return: the letter, bytes of a PDF

        :raise UserError: no wkhtmltopdf on the server.
        """
        report = self.env["ir.actions.report"]
        if report.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "The letter cannot be printed: install wkhtmltopdf on the server, "
                    "then send again."
                )
            )
        pdf, _format = report.with_context(
            lang=self.lang, force_report_rendering=True
        )._render_qweb_pdf("s4_dunning.dunning_letter_report", res_ids=self.ids)
        return pdf
