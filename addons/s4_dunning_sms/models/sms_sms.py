from odoo import models


class SmsSms(models.Model):
    """A last look at the ledger before a text message leaves."""

    # EXTENDS sms
    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # EXTENDS sms
        left = self - self._withdraw_void()
        batches = [left] if left else []
        if not self.env.context.get("sms_api"):
            # the queue takes the messages of all senders, and Odoo sends those of one
            batches = left.grouped(lambda sms: sms._get_sms_company()).values()
        return [
            super(SmsSms, batch)._send(
                unlink_failed=unlink_failed,
                unlink_sent=unlink_sent,
                raise_exception=raise_exception,
            )
            for batch in batches
        ]

    def _withdraw_void(self):
        """:return: the messages of notices that ask for nothing any more, taken back"""
        void = self.browse()
        of_notices = self.filtered(
            lambda sms: sms.mail_message_id.model == "dunning.notice"
        )
        # sudo: who sends messages need not have access to the notice
        notices = self.env["dunning.notice"].sudo()
        notices = notices.browse([sms.mail_message_id.res_id for sms in of_notices])
        for sms, notice in zip(of_notices, notices, strict=True):
            if notice.channel == "sms" and notice._withdraw_if_paid():
                void += sms
        return void
