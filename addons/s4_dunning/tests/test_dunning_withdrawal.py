from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .outbox_common import OutboxCommon
from .smtp_common import SmtpCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningWithdrawal(SmtpCase, OutboxCommon):
    """What is void does not leave, while its e-mail waits for the mail server."""

    def _queued(self, *amounts, **values):
        """:return: a sent notice whose e-mail is in the mail queue"""
        for amount in amounts:
            self._invoice(amount, **values)
        notice = self._propose().notice_ids
        self._send(notice)
        self.assertEqual(notice.delivery_state, "waiting")
        return notice

    def _work_off_queue(self, **script):
        """:return: number of e-mails that the mail server took"""
        mails, server = self.line(**script)
        with server, mute_logger("odoo.addons.s4_dunning.models.mail_mail"):
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()
        return len(mails)

    def _pay(self, items, **values):
        self._register_payment(items.move_id, **values)

    def test_paid_before_it_leaves(self):
        notice = self._queued(100)
        item = notice.line_ids.move_line_id
        self.assertTrue(item.dunning_level_id)
        self._pay(item)

        self.assertEqual(self._work_off_queue(), 0)

        self.assertEqual(notice.state, "cancelled")
        self.assertIn("Nothing was left to pay", notice.closing_reason)
        self.assertEqual(notice.delivery_state, "withdrawn")
        self.assertFalse(item.dunning_level_id, "nobody was dunned")
        self.assertEqual(item.dunning_count, 0)
        self.assertEqual(self._work_off_queue(), 0)

    def test_paid_and_closed_by_the_refresh_before_it_leaves(self):
        notice = self._queued(100)
        self._pay(notice.line_ids.move_line_id)
        self.group.action_refresh()

        self.assertEqual(self._work_off_queue(), 0)

        self.assertEqual(notice.state, "cancelled")

    def test_paid_in_part_it_leaves(self):
        notice = self._queued(100, 50)
        self._pay(notice.line_ids.move_line_id[:1])

        self.assertEqual(self._work_off_queue(), 1)

        self.assertEqual(notice.state, "sent")

    def test_paid_after_it_left(self):
        notice = self._queued(100)
        self.assertEqual(self._work_off_queue(), 1)
        self._pay(notice.line_ids.move_line_id)
        self.group.action_refresh()

        self.assertEqual(self._work_off_queue(), 0)

        self.assertIn(notice.state, ("sent", "closed"))
        self.assertEqual(notice.delivery_state, "sent")

    def test_invoice_taken_back_before_it_leaves(self):
        notice = self._queued(100)
        notice.line_ids.move_id.button_draft()

        self.assertEqual(self._work_off_queue(), 0)

        self.assertEqual(notice.state, "cancelled")

    def test_customer_and_payer_are_treated_alike(self):
        self.customer.parent_id = self._create_customer("Payer")
        self._invoice(100)
        self.group.action_refresh()
        self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        ).addressee = "both"
        for is_paid_between in (False, True):
            with self.subTest(is_paid_between=is_paid_between):
                notice = self._queued(100)
                mails = notice._email_notifications().mail_mail_id
                self.assertEqual(len(mails), 2)
                taken, server = self.line()
                with server:
                    if is_paid_between:
                        mails[0].send()
                    self._pay(notice.line_ids.move_line_id)
                    mails.exists().send()
                self.env.invalidate_all()

                self.assertEqual(len(taken), 2 if is_paid_between else 0)
                self.assertEqual(
                    notice.state, "sent" if is_paid_between else "cancelled"
                )

    def test_cancelled_before_it_leaves(self):
        notice = self._queued(100)

        notice.action_cancel("Our mistake", apology=True)

        self.env.invalidate_all()
        self.assertEqual(notice.delivery_state, "withdrawn")
        self.assertEqual(self._work_off_queue(), 0, "neither the letter nor an apology")
        self.assertIn("had not left yet", "".join(notice.message_ids.mapped("body")))

    def test_cancelled_when_it_may_have_left(self):
        notice = self._queued(100)
        self._work_off_queue(breaks_at="answer")

        notice.action_cancel("Our mistake", apology=True)

        self.env.invalidate_all()
        self.assertEqual(notice.delivery_state, "unclear")
        self.assertEqual(self._work_off_queue(), 1, "the apology")

    def test_what_people_write_on_the_notice_leaves(self):
        notice = self._queued(100)
        self._work_off_queue()
        self._pay(notice.line_ids.move_line_id)
        notice.message_post(
            body="Thank you!",
            partner_ids=self.customer.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=self.env["ir.attachment"]
            .create({"name": "Receipt", "raw": b"Received with thanks"})
            .ids,
            force_send=False,
        )

        self.assertEqual(self._work_off_queue(), 1)
