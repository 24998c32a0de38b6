from odoo import models


class IrActionsReport(models.Model):
    # EXTENDS base
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print each letter on the paper of its sender, whatever company is active."""
        report = self._get_report(report_ref)
        if report.report_name != "s4_dunning.dunning_letter" or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for notice in self.env["dunning.notice"].browse(res_ids):
            sender = super(IrActionsReport, self.with_company(notice.company_id))
            streams |= sender._render_qweb_pdf_prepare_streams(
                report_ref, data, notice.ids
            )
        return streams
