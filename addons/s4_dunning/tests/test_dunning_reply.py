from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .reply_common import GATEWAY, ReplyCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningReply(ReplyCommon):
    """An answer comes to the notice, rests the dunning, and waits for one click."""

    def test_answers_come_to_the_address_of_the_group(self):
        self.assertIn("dunning@dealer.example.com", self.message.reply_to)

    def test_answer_lands_on_the_notice_and_on_the_chart(self):
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertEqual(reply.debtor_id, self.debtor)
        self.assertIn(reply.message_id, self.notice.message_ids)
        self.assertIn(reply, self.debtor.correspondence_ids.reply_id)
        self.assertEqual(self.debtor.open_reply_count, 1)

    def test_answer_is_sorted_and_says_by_which_words(self):
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.kind, "payment")
        self.assertIn("already paid", reply.words)
        self.assertEqual(reply.state, "to_confirm")

    def test_answer_rests_the_debtor_for_the_days_of_the_group(self):
        self.group.reply_days = 5
        reply = self._receive(self._mail("Hello"))
        self.assertEqual(reply.hold_id.date_end, date(2026, 4, 5))
        item = self._invoice(50, partner=self.customer)
        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_group_without_rest_goes_on(self):
        self.group.reply_days = 0
        self.assertFalse(self._receive(self._mail("Hello")).hold_id)

    def test_answer_is_a_task_of_the_collector(self):
        self.debtor.collector_id = self.collector
        self._receive(self._mail("Hello"))
        self.assertEqual(self.debtor.activity_ids.user_id, self.collector)

    def test_answer_without_reference_is_found_by_the_number_of_the_notice(self):
        reply = self._receive(
            self._mail(
                "Hello",
                reference=False,
                From="clerk@elsewhere.example.com",
                Subject=f"Your letter {self.notice.name}.",
            )
        )
        self.assertEqual(reply.notice_id, self.notice)
        self.assertTrue(reply.is_unknown_sender)
        self.assertFalse(reply.hold_id, "anybody could write that")

    def test_answer_without_reference_is_found_by_its_sender(self):
        reply = self._receive(self._mail("Hello", reference=False, Subject="Invoice"))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertTrue(reply.hold_id)

    def test_answer_to_the_catchall_address_is_not_bounced(self):
        mail = self._mail("Hello", reference=False, Subject="x", To=self.catchall)
        self.assertEqual(self._receive(mail).notice_id, self.notice)

    def test_catchall_is_for_who_is_dunned_now(self):
        self.notice.sudo().state = "closed"
        mail = self._mail("Hello", reference=False, Subject="x", To=self.catchall)
        self.assertFalse(self._receive(mail))
        mail = self._mail("Hello, too", reference=False, Subject="x")
        self.assertEqual(self._receive(mail).notice_id, self.notice)

    def test_unknown_sender_waits_to_be_assigned(self):
        reply = self._receive(
            self._mail(
                "We will pay on 15 April.",
                reference=False,
                From="Ann <ann@unknown.example.com>",
                Subject="Payment",
            )
        )
        self.assertEqual(reply.state, "to_assign")
        self.assertFalse(reply.debtor_id)
        self.assertEqual(reply.activity_ids.user_id, self.collector)

        reply = reply.with_user(self.collector)
        reply.notice_id = self.notice
        reply.action_assign()

        self.assertEqual(reply.state, "to_confirm")
        self.assertEqual(reply.debtor_id, self.debtor)
        self.assertIn(reply.message_id, self.notice.message_ids)
        self.assertEqual(reply.date_promised, date(2026, 4, 15))
        self.assertFalse(reply.activity_ids)

    def test_nothing_is_assigned_to_nobody(self):
        reply = self._receive(
            self._mail("x", reference=False, From="a@u.example.com", Subject="x")
        )
        with self.assertRaisesRegex(UserError, "Choose the notice"):
            reply.action_assign()

    def test_out_of_office_neither_rests_nor_counts(self):
        reply = self._receive(
            self._mail("I am away until 15 April.", Auto_Submitted="auto-replied")
        )
        self.assertEqual(reply.kind, "out_of_office")
        self.assertEqual(reply.state, "done")
        self.assertFalse(reply.hold_id)
        self.assertFalse(self.debtor.activity_ids)

    def test_forged_sender_rests_nothing_and_is_named(self):
        reply = self._receive(
            self._mail(
                "We have already paid.",
                Authentication_Results="mx.dealer.example.com; spf=fail; dmarc=fail",
            )
        )
        self.assertFalse(reply.hold_id)
        self.assertIn("doubts", reply.warning)

    def test_forged_colleague_is_not_taken_for_one(self):
        reply = self._receive(
            self._mail(
                "Stop dunning them.",
                From=self.collector.email,
                Authentication_Results="mx.dealer.example.com; dmarc=fail",
            )
        )
        self.assertTrue(reply.is_forged)

    def test_colleague_who_writes_to_the_thread_is_no_customer(self):
        self.assertFalse(self._receive(self._mail("FYI", From=self.collector.email)))
        self.assertFalse(self.debtor.hold_ids)

    def test_answer_to_a_cancelled_notice_is_filed_and_rests_nothing(self):
        self.notice.action_cancel("Wrong customer")
        reply = self._receive(self._mail("We have already paid."))
        self.assertEqual(reply.notice_id, self.notice)
        self.assertFalse(reply.hold_id)
        self.assertIn("taken back", reply.warning)

    def test_the_same_mail_twice_is_one_answer(self):
        mail = self._mail("Hello")
        self.assertTrue(self._receive(mail))
        self.assertFalse(self._receive(mail))

    def test_answer_that_is_answered_by_a_machine_ends_after_twenty(self):
        with mute_logger(GATEWAY, "odoo.addons.mail.models.mail_mail"):
            for number in range(25):
                self._receive(self._mail(f"Answer {number}"))
        replies = self.env["dunning.reply"].search([("notice_id", "=", self.notice.id)])
        self.assertEqual(len(replies), 20)

    def test_script_in_an_answer_is_taken_out(self):
        mail = EmailMessage(policy=SMTP)
        for name, value in (
            ("From", self.customer.email),
            ("To", "dunning@dealer.example.com"),
            ("Subject", "x"),
            ("Message-Id", "<script@jansen.example.com>"),
            ("In-Reply-To", self.message.message_id),
        ):
            mail[name] = value
        mail.set_content(
            "<p onclick='x()'>Hello</p><script>alert(1)</script>"
            "<a href='javascript:alert(1)'>link</a>",
            subtype="html",
        )
        body = self._receive(mail.as_bytes()).body
        self.assertIn("Hello", body)
        for evil in ("script", "onclick", "alert"):
            self.assertNotIn(evil, body)

    def test_mail_of_25_megabytes_lands(self):
        mail = EmailMessage(policy=SMTP)
        for name, value in (
            ("From", self.customer.email),
            ("To", "dunning@dealer.example.com"),
            ("Subject", "Proof"),
            ("Message-Id", "<large@jansen.example.com>"),
            ("In-Reply-To", self.message.message_id),
        ):
            mail[name] = value
        mail.set_content("We have already paid, see the scan.")
        content = b"\x00\x01\x02\x03" * (25 * 256 * 1024)
        mail.add_attachment(content, "image", "tiff", filename="scan.tiff")
        reply = self._receive(mail.as_bytes())
        self.assertEqual(reply.kind, "payment")
        self.assertEqual(reply.attachment_ids.raw, content)

    def test_number_of_a_credit_note_is_not_that_of_the_invoice(self):
        number = self.notice.line_ids.move_line_id.move_id.name
        for text, is_named in (
            (f"Look at R{number}", False),
            (f"Look at {number}1", False),
            (f"({number.lower()}) is wrong", True),
        ):
            with self.subTest(text=text):
                reply = self._receive(self._mail(text))
                self.assertEqual(bool(reply.line_ids), is_named)

    def test_sender_without_address_is_unknown(self):
        self._create_customer(
            "No mail", parent_id=self.customer.id, email=False, is_company=False
        )
        reply = self._receive(
            self._mail(
                "Hello.", reference=False, From="nobody", Subject=self.notice.name
            )
        )

        self.assertEqual(reply.notice_id, self.notice)
        self.assertTrue(reply.is_unknown_sender)
        self.assertFalse(reply.hold_id)
