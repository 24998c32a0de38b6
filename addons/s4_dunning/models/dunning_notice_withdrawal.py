from odoo import models
from odoo.fields import Domain


class DunningNotice(models.Model):
    """Withdrawal: what is void stays here, if its e-mail has not left yet."""

    _inherit = "dunning.notice"

    def _withdraw_if_paid(self):
        """Take a notice back that asks for nothing any more and of which nothing left.

        Where its letter was posted already, only the e-mail stays here.

        :return: bool, whether the e-mail was withdrawn
        """
        self.ensure_one()
        if self._is_open() or not self._stop_emails():
            return False
        if self.date_posted:
            self._message_log(
                body=self.env._(
                    "Its letter was posted, but nothing was left to pay before the "
                    "e-mail left: the e-mail was withdrawn."
                )
            )
            return True
        self.write(
            {
                "state": "cancelled",
                "closing_reason": self.env._("Nothing was left to pay before it left."),
            }
        )
        self._message_log(body=self.closing_reason)
        return True

    def _is_open(self):
        """:return: bool, whether something that the notice dunned is still unpaid"""
        # one by one: a filtered recordset would not read those of other notices along
        dunned = [line.move_line_id for line in self.line_ids if line.kind == "overdue"]
        return not dunned or any(
            item.parent_state == "posted"
            and not item.reconciled
            # a payment is on its way, which the bank has not confirmed
            and item.move_id.payment_state != "in_payment"
            for item in dunned
        )

    def _stop_emails(self):
        """Take the e-mails with the letters out of the mail queue.

        :return: the dunning.notice records of which no e-mail left, nor may have; the
            others are as they were.
        """
        stopped = self.browse()
        for notice in self:
            to_addressees = notice._email_notifications(
                Domain("mail_message_id.attachment_ids", "in", notice.pdf_id.ids)
            ).filtered(
                lambda one: one.res_partner_id in one.mail_message_id.partner_ids
            )
            mails = to_addressees.mail_mail_id
            if (
                mails
                and set(to_addressees.mapped("notification_status")) == {"ready"}
                # whoever has them locked is sending them
                and mails.try_lock_for_update() == mails
                and to_addressees.try_lock_for_update() == to_addressees
            ):
                mails.cancel()
                to_addressees.notification_status = "canceled"
                stopped += notice
        return stopped
