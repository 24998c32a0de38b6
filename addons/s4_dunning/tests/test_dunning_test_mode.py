from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .outbox_common import OutboxCommon

TEST_EMAIL = "trial@example.com"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTestMode(OutboxCommon):
    """Everything goes to one address of our own, and nothing has happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.test_email = TEST_EMAIL

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("email_to", "=", TEST_EMAIL)])

    def _all_mails(self):
        return self.env["mail.mail"].sudo().search_count([])

    def test_notices_come_to_the_test_address_and_back_to_review(self):
        item = self._invoice(100)
        before = self._all_mails()
        notice = self._propose().notice_ids
        notice.action_approve()

        with self.without_pdf():
            action = notice.action_send()

        mail = self._mails()
        self.assertEqual(self._all_mails(), before + 1)
        self.assertFalse(mail.recipient_ids)
        self.assertIn(f"Test: {notice.printed_subject}", mail.subject)
        self.assertEqual(mail.attachment_ids.raw, b"%PDF-1.4 letter")
        self.assertIn(TEST_EMAIL, action["params"]["message"])
        self.assertEqual(notice.state, "proposed")
        self.assertFalse(notice.name or notice.date_sent or notice.pdf_id)
        self.assertFalse(notice.approved_by_id)
        self.assertFalse(item.dunning_level_id)
        self.assertEqual(notice.run_id.state, "proposed")
        self.assertIn(self.customer.email, notice.message_ids[0].body)

    def test_letters_come_by_email(self):
        self.reminder.channel = "letter"
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()

        with self.without_pdf():
            self.env["dunning.notice"]._send_next(10)

        self.assertEqual(self._mails().attachment_ids.raw, b"%PDF-1.4 letter")
        self.assertEqual(notice.state, "proposed")
        with self.without_pdf():
            self.env["dunning.notice"]._send_next(10)
        self.assertEqual(len(self._mails()), 1, "once")

    def test_afterwards_they_are_sent_for_good(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)
        self.group.test_email = False

        self._send(notice)

        self.assertEqual(notice.state, "sent")
        self.assertEqual(item.dunning_level_id, self.reminder)
        self.assertEqual(notice.message_ids.partner_ids, self.customer)

    def test_no_apology_goes_to_a_customer(self):
        self.group.test_email = False
        self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)
        notice._email_notifications().notification_status = "sent"
        self.group.test_email = TEST_EMAIL
        before = self._all_mails()

        notice.action_cancel("Our mistake", apology=True)

        self.assertEqual(self._all_mails(), before)
        self.assertIn("Test mode", "".join(notice.message_ids.mapped("body")))

    def test_only_a_real_address_switches_it_on(self):
        with self.assertRaisesRegex(ValidationError, "is not an e-mail address"):
            self.group.test_email = "nobody"
