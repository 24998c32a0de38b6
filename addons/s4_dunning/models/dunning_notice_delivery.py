from odoo import models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class DunningNotice(models.Model):
    """Delivery: the channels, and taking back what was sent."""

    _inherit = "dunning.notice"

    def _wake_mail_queue(self):
        # sudo: the queue need not wait for its hour, whoever sends
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _deliver(self):
        """Hand the notices to their channels."""
        if emails := self.filtered(lambda notice: notice.channel == "email"):
            emails._deliver_emails()
        if letters := self.filtered("is_letter"):
            letters._log_letters()
        for notice in self:
            notice._schedule_tasks()

    def _log_letters(self):
        sentence = self.env._("Letter printed to the queue.")
        messages = self._message_log_batch(dict.fromkeys(self.ids, sentence))
        for notice, message in zip(self, messages, strict=True):
            message.attachment_ids = notice.pdf_id

    def _schedule_tasks(self):
        """Make what a person has to do about the notice."""
        if self.is_call:
            summary = _lt("Call about %s", self.name)
            self._schedule_task(summary, self.date_sent, kind="call")
        if self.channel != "phone" and self.level_action == "hand_over":
            summary = _lt("Hand over %s, unless it is paid", self.name)
            self._schedule_task(summary, self.date_deadline)

    def _schedule_task(self, summary, date, kind="todo"):
        owner = self.collector_id or self.approved_by_id or self.partner_id.user_id
        self.debtor_id._task_for(
            summary, date=date, kind=kind, user=owner or self.env.user
        )

    def action_cancel(self, reason, apology=False):
        """Take back sent notices: their items return to the level they had before.

        An e-mail that has not left yet does not leave.

        :param reason: str, why; shown on the notice
        :param apology: True: write to the debtors that the notice is void, except to
            those who never got it
        """
        self.check_access("write")
        self._check_cancel_right()
        self._check_state("sent")
        # sudo: the right and the state were checked above
        stopped = self.sudo()._stop_emails()
        self.sudo().write({"state": "cancelled", "closing_reason": reason})
        for notice in self:
            notice._message_log(body=self.env._("Cancelled: %s", reason))
            if notice in stopped:
                notice._message_log(body=self.env._("It had not left yet."))
            if apology and (notice not in stopped or notice.date_posted):
                # sudo: a sender that is not active; see action_send
                notice.sudo().with_context(lang=notice.lang)._send_apology()
        return True

    def _check_cancel_right(self):
        if not self.env.user.has_group("s4_dunning.s4_dunning_group_manager"):
            raise AccessError(
                self.env._("Only a dunning manager takes back a notice that was sent.")
            )

    def _send_apology(self):
        self.ensure_one()
        self.message_post_with_source(
            "s4_dunning.dunning_apology_email",
            render_values={"notice": self},
            subject=self.env._("Withdrawn: %s", self.name),
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._email_recipients().ids,
            email_from=self._email_sender(),
            reply_to=self._reply_to(),
        )
