from odoo import models


class SmsSms(models.Model):
    """A last look at the ledger before a text message leaves."""

    # EXTENDS sms
    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # EXTENDS sms
        left = self - self._withdraw_void()
        if not left:
            return None
        return super(SmsSms, left)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _withdraw_void(self):
        """:return: the messages of notices that ask for nothing any more, taken back"""
        void = self.browse()
        for sms in self.filtered(
            lambda sms: sms.mail_message_id.model == "dunning.notice"
        ):
            # sudo: who sends messages need not have access to the notice
            notices = self.env["dunning.notice"].sudo()
            notice = notices.browse(sms.mail_message_id.res_id)
            if notice.channel == "sms" and notice._withdraw_if_paid():
                void += sms
        return void
