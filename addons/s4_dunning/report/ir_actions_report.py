from io import BytesIO

from odoo import models
from odoo.exceptions import UserError

from .dunning_letter_document import LETTER

SINGLE_LETTERS = (
    "s4_dunning.dunning_arrangement",
    "s4_dunning.dunning_dispute_answer",
    "s4_dunning.dunning_statement",
)


class IrActionsReport(models.Model):
    # EXTENDS base
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print letters as the outbox does; what was sent is printed as it was sent."""
        report = self._get_report(report_ref)
        if report.report_name in SINGLE_LETTERS and res_ids:
            return self._single_letter_streams(report, res_ids)
        if report.report_name != LETTER or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        notices = self.env["dunning.notice"].browse(res_ids)
        sent = notices.filtered("pdf_id")
        streams = {}
        if sent:
            streams = super()._render_qweb_pdf_prepare_streams(
                report_ref, data, sent.ids
            )
        for notice, letter in (notices - sent)._render_letters().items():
            if isinstance(letter, UserError):
                raise letter
            streams[notice.id] = {"stream": BytesIO(letter), "attachment": None}
        return {notice.id: streams[notice.id] for notice in notices}

    def _single_letter_streams(self, report, record_ids):
        """Print what was sent as it was sent; what was not, as it is."""
        template = self.env[f"report.{report.report_name}"]
        records = self.env[report.model].browse(record_ids)
        records.check_access("read")
        return {
            record.id: {
                "stream": BytesIO(template._as_sent(record) or template._print(record)),
                "attachment": None,
            }
            for record in records
        }
