import smtplib
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon
from .smtp_common import SmtpCase

MAIL = "odoo.addons.s4_dunning.models.mail_mail"
ODOO = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningMailOnce(SmtpCase, DunningCommon):
    """The e-mail of a notice leaves at most once, and never without its letter."""

    def _sent(self, **values):
        self._invoice(100, **values)
        notice = self._propose().notice_ids
        self._send(notice)
        return notice

    def _mails(self, notices):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "in", notices.message_ids.ids)])
        )

    def _work_off_queue(self, **script):
        """Run the mail queue over a scripted line.

        :return: number of mails that the server took
        """
        mails, server = self.line(**script)
        with server, mute_logger(MAIL, ODOO, "odoo.addons.base.models.ir_mail_server"):
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()
        return len(mails)

    def test_answer_of_the_mail_server_ends_it(self):
        notice = self._sent()
        self.assertEqual(notice.delivery_state, "waiting")

        self.assertEqual(self._work_off_queue(), 1)

        self.assertEqual(notice.delivery_state, "sent")
        self.assertFalse(notice.delivery_error)
        self.assertFalse(self._mails(notice), "the queue forgets what was sent")
        self.assertEqual(self._work_off_queue(), 0)

    def test_line_that_breaks_after_the_content_is_never_tried_by_itself(self):
        for step in ("data", "content", "answer"):
            with self.subTest(step=step):
                notice = self._sent(partner=self._create_customer(f"Debtor {step}"))

                self._work_off_queue(breaks_at=step)

                self.assertEqual(notice.delivery_state, "unclear")
                self.assertIn("may have been sent", notice.delivery_error)
                self.assertEqual(self._mails(notice).state, "exception")
                with freeze_time("2026-05-31"):
                    self.assertEqual(self._work_off_queue(), 0)

    def test_line_that_breaks_before_the_content_is_tried_again(self):
        for step in ("mail", "rcpt"):
            with self.subTest(step=step):
                notice = self._sent(partner=self._create_customer(f"Debtor {step}"))

                self.assertEqual(self._work_off_queue(breaks_at=step), 0)

                self.assertEqual(notice.delivery_state, "waiting")
                self.assertIn("It is tried again", notice.delivery_delay)
                self.assertEqual(self._work_off_queue(), 0, "not at once")
                with freeze_time("2026-03-31 00:06:00"):
                    self.assertEqual(self._work_off_queue(), 1)
                self.assertEqual(notice.delivery_state, "sent")
                self.assertFalse(notice.delivery_delay)

    def test_what_follows_a_broken_line_waits(self):
        first = self._sent()
        second = self._sent(partner=self._create_customer("Smit"))

        self.assertEqual(self._work_off_queue(breaks_at="answer"), 1)

        self.assertEqual(first.delivery_state, "unclear")
        self.assertEqual(second.delivery_state, "waiting")
        with freeze_time("2026-03-31 00:06:00"):
            self.assertEqual(self._work_off_queue(), 1)
        self.assertEqual(second.delivery_state, "sent")

    def test_mail_server_that_is_away_is_tried_for_two_days(self):
        notice = self._sent()

        def refuse(*_args, **_options):
            raise ConnectionRefusedError("Connection refused")

        days = ("2026-03-31 12:00", *(f"2026-04-{day:02} 12:00" for day in range(1, 9)))
        states = []
        for moment in days:
            with freeze_time(moment), self.server(refuse), mute_logger(MAIL, ODOO):
                self.env["mail.mail"].sudo().process_email_queue()
            self.env.invalidate_all()
            states.append(notice.delivery_state)

        self.assertEqual(states, ["waiting"] * 8 + ["failed"])
        self.assertIn("did not arrive", notice.delivery_error)
        notice.action_send_again()
        self.assertEqual(self._work_off_queue(), 1)
        self.assertEqual(notice.delivery_state, "sent")

    def test_refused_recipient_is_a_clear_answer(self):
        for step in ("rcpt", "content"):
            with self.subTest(step=step):
                notice = self._sent(partner=self._create_customer(f"Debtor {step}"))

                self.assertEqual(self._work_off_queue(refuses=step), 0)

                self.assertEqual(notice.delivery_state, "failed")
                with freeze_time("2026-05-31"):
                    self.assertEqual(self._work_off_queue(), 0)
                notice.action_send_again()
                self.assertEqual(self._work_off_queue(), 1)

    def test_person_says_that_it_arrived(self):
        notice = self._sent()
        self._work_off_queue(breaks_at="answer")

        notice.action_confirm_delivery()
        self.env.invalidate_all()

        self.assertEqual(notice.delivery_state, "sent")
        self.assertFalse(notice.delivery_error)
        self.assertIn("noted that the e-mail arrived", notice.message_ids[0].body)
        self.assertEqual(self._work_off_queue(), 0)

    def test_person_sends_it_again_with_the_same_message_id(self):
        notice = self._sent()
        message_id = self._mails(notice).message_id
        first, server = self.line(breaks_at="answer")
        with server, mute_logger(MAIL, ODOO):
            self._mails(notice).send()
        self.env.invalidate_all()

        notice.action_send_again()
        second, server = self.line()
        with server:
            self._mails(notice).send()

        for content in (*first, *second):
            self.assertIn(f"Message-Id: {message_id}".encode(), content)
        self.assertEqual((len(first), len(second)), (1, 1))
        self.env.invalidate_all()
        self.assertEqual(notice.delivery_state, "sent")

    def test_list_finds_what_may_have_been_sent(self):
        unclear = self._sent()
        self._work_off_queue(breaks_at="answer")
        waiting = self._sent(partner=self._create_customer("Smit"))
        notices = self.env["dunning.notice"]
        mine = [("id", "in", (unclear | waiting).ids)]

        for state, notice in (
            ("unclear", unclear),
            ("waiting", waiting),
            ("failed", notices),
            ("sent", notices),
        ):
            found = notices.search([*mine, ("delivery_state", "=", state)])
            self.assertEqual(found, notice, state)
        found = notices.search([*mine, ("delivery_error", "!=", False)])
        self.assertEqual(found, unclear)

    def test_debtor_and_payer_get_mails_of_their_own(self):
        payer = self._create_customer("Payer")
        self.customer.parent_id = payer
        self._invoice(100)
        self.group.action_refresh()
        debtors = self.env["dunning.debtor"]
        debtor = debtors.search([("partner_id", "=", self.customer.id)])
        debtor.addressee = "both"
        notice = self._propose().notice_ids
        self._send(notice)

        mails = self._mails(notice)

        self.assertEqual(len(mails), 2, "a repeat does not write to the other")
        self.assertEqual(mails.recipient_ids, self.customer | payer)

    def test_mail_without_its_letter_stays(self):
        notice = self._sent()
        store = self.registry["ir.attachment"]
        with patch.object(store, "_file_read", lambda *_args, **_options: b""):
            self.assertEqual(self._work_off_queue(), 0)

        self.assertEqual(notice.delivery_state, "failed")
        self.assertIn("missing or damaged in the file store", notice.delivery_error)

    def test_answers_come_to_the_thread_of_the_notice(self):
        domain = (
            self.env["mail.alias.domain"].sudo().create({"name": "dun.example.com"})
        )
        self.company.sudo().alias_domain_id = domain
        notice = self._sent()
        message = notice.message_ids.filtered("partner_ids")
        self.assertIn("catchall@dun.example.com", message.reply_to)
        self.assertIn(message.message_id, self._mails(notice).references)

    def test_mails_of_others_are_sent_as_ever(self):
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "email_to": "a@example.com",
                    "email_from": "b@example.com",
                    "subject": "Hi",
                }
            )
        )
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            mails, server = self.line(breaks_at="answer")
            with server, mute_logger(ODOO):
                mail.send()
        mail.state = "outgoing"
        mails, server = self.line()
        with server:
            mail.send()
        self.assertEqual(len(mails), 1)
        self.assertEqual(mail.state, "sent")

    def test_who_only_reads_decides_nothing(self):
        notice = self._sent()
        self._work_off_queue(breaks_at="answer")
        viewer = (
            self.env["res.users"]
            .sudo()
            .create(
                {
                    "name": "Viewer",
                    "login": "dunning_viewer",
                    "company_id": self.company.id,
                    "company_ids": self.company.ids,
                    "group_ids": [
                        self.env.ref("s4_dunning.s4_dunning_group_viewer").id,
                    ],
                }
            )
        )
        for method in ("action_confirm_delivery", "action_send_again"):
            with self.assertRaises(UserError):
                getattr(notice.with_user(viewer), method)()
