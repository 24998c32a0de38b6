from io import BytesIO

from odoo import models
from odoo.exceptions import UserError

from .dunning_arrangement import ARRANGEMENT
from .dunning_letter_document import LETTER
from .dunning_statement import STATEMENT


class IrActionsReport(models.Model):
    # EXTENDS base
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print letters as the outbox does; what was sent is printed as it was sent."""
        report = self._get_report(report_ref)
        if report.report_name == STATEMENT and res_ids:
            return self._statement_streams(res_ids)
        if report.report_name == ARRANGEMENT and res_ids:
            return self._arrangement_streams(res_ids)
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

    def _statement_streams(self, statement_ids):
        template = self.env["report.s4_dunning.dunning_statement"]
        return {
            statement.id: {
                "stream": BytesIO(template._print(statement)),
                "attachment": None,
            }
            for statement in self.env["dunning.statement"].browse(statement_ids)
        }

    def _arrangement_streams(self, arrangement_ids):
        """Print arrangements as they were sent; those that were not, as they are."""
        template = self.env["report.s4_dunning.dunning_arrangement"]
        arrangements = self.env["dunning.arrangement"].browse(arrangement_ids)
        arrangements.check_access("read")
        return {
            arrangement.id: {
                "stream": BytesIO(
                    # sudo: who reads the arrangement reads its letter
                    arrangement.sudo().pdf_id.raw or template._print(arrangement)
                ),
                "attachment": None,
            }
            for arrangement in arrangements
        }
