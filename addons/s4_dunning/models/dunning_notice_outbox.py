import logging

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import recheck

_logger = logging.getLogger(__name__)


class DunningNotice(models.Model):
    """Outbox: test once more, freeze, deliver, and only then raise the levels."""

    _inherit = "dunning.notice"

    def action_send(self):
        """Send these approved notices now, each in a transaction of its own.

        What fails stays approved and tells why.

        :return: client action with a message
        """
        self.check_access("write")
        self._check_state("approved")
        # sudo: sending reads creditors that are not active and writes lines and claims,
        # which nobody may edit. Who may write the notice may access all its companies.
        self.sudo()._send_each()
        failed = self.filtered("send_error")
        message = self.env._(
            "%(sent)s sent, %(skipped)s had nothing left to dun, %(failed)s failed.",
            sent=len(self.filtered(lambda notice: notice.state == "sent")),
            skipped=len(self.filtered(lambda notice: notice.state == "skipped")),
            failed=len(failed),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if failed else "success",
                "message": " ".join([message, *failed[:1].mapped("send_error")]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_send(self, batch_size=50):
        """Send what has waited long enough in the outbox."""
        domain = [
            ("state", "=", "approved"),
            ("send_after", "<=", fields.Datetime.now()),
            ("send_error", "=", False),
        ]
        notices = self.search(domain, limit=batch_size, order="send_after, id")
        notices._send_each()
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))

    def _send_each(self):
        """Send one after the other; an error concerns its own notice only."""
        for notice in self:
            try:
                if not notice.try_lock_for_update():
                    continue  # another worker has it
                notice.invalidate_recordset()
                with self.env.cr.savepoint():
                    notice._send()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                continue  # another worker was faster; what is left waits for the next
            except UserError as error:
                notice.send_error = str(error)
            except Exception as error:
                _logger.exception("Notice %s could not be sent", notice.id)
                notice.send_error = self.env._(
                    "It could not be sent because of an unexpected error "
                    "(%(error)s): the log of the server tells more.",
                    error=error,
                )
            if not modules.module.current_test:
                self.env["ir.cron"]._commit_progress(1)
        self._wake_mail_queue()

    def _send(self):
        """Send one notice: re-check, number, freeze, deliver.

        :raise UserError: it cannot be sent as it is; the notice stays approved.
        """
        self.ensure_one()
        if self.state != "approved":
            return
        for problem in self._problems():
            raise UserError(problem)
        if not self._update_lines():
            return
        today = fields.Date.context_today(self)
        self.write(
            {
                "name": self.name
                or self.env["ir.sequence"].next_by_code("dunning.notice"),
                "date_sent": today,
                "date_deadline": fields.Date.add(
                    today, days=self.level_id.payment_days
                ),
                "send_error": False,
            }
        )
        self._freeze()
        self._deliver()
        self.state = "sent"

    def _update_lines(self):
        """Take out what must not be sent, take in new credits, refresh the amounts.

        :return: False if nothing is left to ask for; the notice is then skipped
        """
        amount_before = self.amount_total
        rows = recheck.current(self)
        dropped = recheck.dropped(self, rows)
        notes = [f"{line.name}: {sentence}" for line, sentence in dropped.items()]
        lines = self.env["dunning.notice.line"]
        lines.concat(*dropped).unlink()
        for line in self.line_ids:
            line.amount_residual = rows[line.move_line_id.id]["amount_residual"]
        lines.create(
            [
                self._prepare_credit_line(claim, row)
                for claim, row in recheck.new_credits(self, rows)
            ]
        )
        self.claim_ids.filtered(
            lambda claim: claim.currency_id.compare_amounts(claim.amount_total, 0) <= 0
        ).unlink()
        if len(self.claim_ids.currency_id) == 1:
            self.currency_id = self.claim_ids.currency_id
        if self.claim_ids and self.company_id not in self.claim_ids.company_id:
            self.company_id = self.claim_ids.sorted(self._value)[-1:].company_id
        self.days_overdue = max(
            self.line_ids.filtered(lambda line: line.kind == "overdue").mapped(
                "days_overdue"
            ),
            default=0,
        )
        if self.claim_ids and (dropped or self.amount_total != amount_before):
            self._check_still_right()
        return self._note_left_out(notes)

    def _prepare_credit_line(self, claim, row):
        return {
            "notice_id": self.id,
            "claim_id": claim.id,
            "company_id": claim.company_id.id,
            "currency_id": claim.currency_id.id,
            "move_line_id": row["move_line_id"],
            "kind": "credit",
            "date_due": row["date_due"],
            "amount_residual": row["amount_residual"],
            **{column: row[column] for column in self.run_id._candidate_columns()},
        }

    def _note_left_out(self, notes):
        """Log what changed; skip the notice if nothing is left of it."""
        if self.claim_ids:
            if notes:
                self._message_log(
                    body=self.env._(
                        "Left out at the moment of sending: %s", " ".join(notes)
                    )
                )
            return True
        self.write(
            {
                "state": "skipped",
                "closing_reason": self.env._(
                    "Nothing left to dun at the moment of sending. %s", " ".join(notes)
                ),
            }
        )
        return False

    def _check_still_right(self):
        """Refuse a notice that lost the items on which its level rests.

        :raise UserError: it stays approved, for a person to recall and decide.
        """
        level = self.level_id
        overdue = self.line_ids.filtered(lambda line: line.kind == "overdue")
        highest = overdue.level_id.sorted("sequence")[-1:]
        amount = self.currency_id._convert(
            self.amount_total, level.currency_id, self.company_id, self.run_id.date
        )
        if highest.sequence < level.sequence or (
            level.currency_id.compare_amounts(amount, level.minimum_amount) < 0
        ):
            raise UserError(
                self.env._(
                    "What is left does not justify %(level)s any more: recall the "
                    "notice, then choose another level or skip it.",
                    level=level.name,
                )
            )

    def _freeze(self):
        """Keep what is said: names of the documents, the text, the letter as PDF."""
        for line in self.line_ids:
            frozen = line.with_context(lang=self.lang)
            line.write({"frozen_details": frozen._details(), "frozen_name": line.name})
        if self.channel == "phone":
            return
        self._freeze_text()
        pdf = self._render_pdf()
        self.pdf_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}.pdf",
                "raw": pdf,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

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
