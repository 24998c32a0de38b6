from odoo import api, models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    """Delivery of text messages: by Odoo's queue and its notifications."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    def _deliver(self):
        # EXTENDS s4_dunning
        result = super()._deliver()
        for notice in self.filtered(lambda notice: notice.channel == "sms"):
            notice._deliver_sms()
        return result

    def _deliver_sms(self):
        """Queue the text message; it leaves after the transaction, or not at all."""
        contact = self._sms_contact()
        self._message_sms(
            self._sms_text(),
            subtype_id=self.env.ref("mail.mt_comment").id,
            partner_ids=contact.ids,
            sms_pid_to_number={contact.id: contact._dunning_number()},
            put_in_queue=True,
            author_id=(self.approved_by_id or self.company_id).partner_id.id,
            email_from=self._email_sender(),
        )

    @api.model
    def _delivery_types(self):
        # EXTENDS s4_dunning
        return [*super()._delivery_types(), "sms"]

    def _delivery_error(self, state, notification):
        # EXTENDS s4_dunning
        if notification.notification_type != "sms" or state != "failed":
            return super()._delivery_error(state, notification)
        return self.env._(
            "The text message to %(number)s did not arrive: %(reason)s",
            number=notification.sms_number,
            reason=notification.format_failure_reason(),
        )

    def _sms_messages(self):
        """:return: the sms.sms records of the notices that Odoo still keeps"""
        # sudo: who may read the notice may know what became of it
        return (
            self.env["sms.sms"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "in", self.ids),
                    ("to_delete", "!=", True),
                ]
            )
        )

    def _stop_emails(self):
        # EXTENDS s4_dunning
        by_sms = self.filtered(lambda notice: notice.channel == "sms")
        stopped = super(DunningNotice, self - by_sms)._stop_emails()
        for notice in by_sms:
            messages = notice._sms_messages()
            if (
                messages
                and set(messages.mapped("state")) == {"outgoing"}
                # whoever has them locked is sending them
                and messages.try_lock_for_update() == messages
            ):
                messages.action_set_canceled()
                stopped += notice
        return stopped

    def action_send_again(self):
        # EXTENDS s4_dunning
        by_sms = self.filtered(lambda notice: notice.channel == "sms")
        for notice in by_sms:
            notice.check_access("write")
            notice._send_sms_again()
        if others := self - by_sms:
            return super(DunningNotice, others).action_send_again()
        return True

    def _send_sms_again(self):
        failed = self._sms_messages().filtered(lambda sms: sms.state == "error")
        contact = self._sms_contact()
        if not failed or not contact:
            raise UserError(
                self.env._(
                    "The text message cannot be sent again: correct the phone number "
                    "of the customer, cancel this notice and propose again."
                )
            )
        number = contact._dunning_number()
        failed.number = number
        failed.action_set_outgoing()
        # sudo: see _sms_messages
        notifications = failed.mail_message_id.notification_ids.sudo()
        notifications.filtered(
            lambda one: one.notification_type == "sms"
        ).sms_number = number
        # sudo: the queue need not wait for its hour, whoever sends
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
