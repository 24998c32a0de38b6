import base64
from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader, PdfWriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning.tests.outbox_common import OutboxCommon
from odoo.addons.s4_dunning.tests.smtp_common import SmtpCase
from odoo.addons.snailmail.models import snailmail_letter


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSnailmail(SmtpCase, OutboxCommon):
    """Letters of the print queue go out by Odoo's post; only its service is faked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.country_id = cls.env.ref("base.nl")
        cls.reminder.channel = "letter"
        cls.posted = []

    @contextmanager
    def _service(self, error=None):
        """The service of Odoo, which takes every letter or refuses it.

        :param error: a code of the service
        """

        def answer(_url, params, **_options):
            documents = params["documents"]
            if not error:
                self.posted.extend(documents)
            done = {"error": error} if error else {"sent": True, "send_id": "T1"}
            return {
                "request_code": 200,
                "total_cost": 1,
                "request": {"documents": [{**one, **done} for one in documents]},
            }

        with patch.object(snailmail_letter.iap_tools, "iap_jsonrpc", answer):
            yield

    def _work_off_queue(self, error=None):
        queue = self.env.ref("snailmail.snailmail_print").sudo()
        with self._service(error), self.enter_registry_test_mode():
            queue.method_direct_trigger()
        self.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.posted.clear()
        self.item = self._invoice(100)
        self.notice = self._propose().notice_ids
        self._send(self.notice)

    def _tasks(self):
        return self.notice.debtor_id.activity_ids.mapped("summary")

    def test_invoices_of_an_email_go_into_the_envelope_too(self):
        self.notice.pdf_id.raw = _pdf(100)
        self.notice.sudo().enclosure_ids = self.env["ir.attachment"].create(
            {"name": "Invoice.pdf", "raw": _pdf(200), "mimetype": "application/pdf"}
        )

        self.notice.action_send_by_post()

        letter = self.notice.snailmail_letter_ids.attachment_id
        pages = PdfReader(BytesIO(letter.raw)).pages
        self.assertEqual([page.mediabox.width for page in pages], [100, 200])

    def test_what_was_paid_is_taken_from_the_post(self):
        self.notice.action_send_by_post()
        self._register_payment(self.item.move_id)

        self.notice.action_withdraw_paid()

        self.assertEqual(self.notice.state, "cancelled")
        self._work_off_queue()
        self.assertFalse(self.posted)

    def test_kept_letter_is_posted_and_the_day_is_noted(self):
        self.notice.action_send_by_post()
        self.assertEqual(self.notice.delivery_state, "waiting")
        self.assertFalse(self.notice.date_posted)

        self._work_off_queue()

        (document,) = self.posted
        self.assertEqual(
            base64.b64decode(document["pdf_bin"]), b"%PDF-1.4 letter", "as it was kept"
        )
        self.assertEqual(document["address"]["zip"], "9726 AE")
        self.assertEqual(document["address"]["name"], "Jansen Transport")
        self.assertEqual(self.notice.date_posted, TODAY)
        self.assertEqual(self.notice.delivery_state, "sent")
        self.assertFalse(self._tasks())

    def test_nothing_is_posted_twice(self):
        self.notice.action_send_by_post()
        with self.assertRaisesRegex(UserError, "on its way"):
            self.notice.action_send_by_post()
        with self.assertRaisesRegex(UserError, "on its way"):
            self.notice.action_mark_posted()
        self._work_off_queue()
        self._work_off_queue()
        with self.assertRaisesRegex(UserError, "does not wait"):
            self.notice.action_send_by_post()
        self.assertEqual(len(self.posted), 1)

    def test_many_letters_in_one_go(self):
        other = self._create_customer("Smit", country_id=self.customer.country_id.id)
        self._invoice(50, partner=other)
        second = self._propose().notice_ids
        self._send(second)

        (self.notice | second).action_send_by_post()
        self._work_off_queue()

        self.assertEqual(len(self.posted), 2)
        self.assertEqual(second.date_posted, TODAY)

    def test_refused_letter_is_shown_and_makes_one_task(self):
        self.notice.action_send_by_post()
        self._work_off_queue(error="CREDIT_ERROR")
        self._work_off_queue(error="CREDIT_ERROR")

        self.assertFalse(self.notice.date_posted)
        self.assertEqual(self.notice.delivery_state, "failed")
        self.assertIn("was not posted", self.notice.delivery_error)
        self.assertIn("no credit is left", self.notice.delivery_error)
        self.assertEqual(
            self._tasks(), [f"The letter {self.notice.name} was not posted"]
        )

        self.notice.action_send_again()
        self._work_off_queue()
        self.assertEqual(self.notice.date_posted, TODAY)
        self.assertFalse(self.notice.delivery_error)

    def test_incomplete_address_is_told_at_once(self):
        self.customer.country_id = False
        self.notice.action_send_by_post()
        self.assertEqual(self.notice.delivery_state, "failed")
        self.assertIn("address is not complete", self.notice.delivery_error)
        self.assertEqual(len(self._tasks()), 1)

        self.customer.country_id = self.env.ref("base.nl")
        self.notice.action_send_again()
        self._work_off_queue()
        self.assertEqual(len(self.posted), 1)

    def test_refused_letter_is_posted_by_hand(self):
        self.notice.action_send_by_post()
        self._work_off_queue(error="NO_PRICE_AVAILABLE")

        self.notice.action_mark_posted()
        self._work_off_queue()

        self.assertFalse(self.posted)
        self.assertEqual(self.notice.date_posted, TODAY)

    def test_paid_before_it_is_posted(self):
        self.notice.action_send_by_post()
        self._register_payment(self.item.move_id)

        self._work_off_queue()

        self.assertFalse(self.posted)
        self.assertEqual(self.notice.state, "cancelled")
        self.assertEqual(self.notice.delivery_state, "withdrawn")

    def _emailed(self, **script):
        """:return: a notice whose e-mail has left, and whose letter waits for the post

        :param script: what the mail server does, see SmtpCase
        """
        self.reminder.channel = "email"
        other = self._create_customer("Smit", country_id=self.customer.country_id.id)
        self._invoice(50, partner=other)
        notice = self._propose().notice_ids
        notice.also_letter = True
        self._send(notice)
        _mails, server = self.line(**script)
        with server:
            notice._email_notifications().mail_mail_id.send()
        notice.action_send_by_post()
        self.env.invalidate_all()
        return notice

    def test_letter_beside_an_email_is_not_posted_when_it_was_paid(self):
        notice = self._emailed()
        self._register_payment(notice.line_ids.move_id)

        self._work_off_queue()

        self.assertFalse(self.posted)
        self.assertEqual(notice.snailmail_letter_ids.state, "canceled")
        self.assertEqual(notice.state, "sent", "its e-mail has left")
        self.assertFalse(notice.date_posted)

    def test_refused_email_is_sent_again_beside_its_letter(self):
        for error in (None, "CREDIT_ERROR"):
            with self.subTest(error=error):
                notice = self._emailed(refuses="rcpt")
                if error:
                    self._work_off_queue(error=error)
                self.assertEqual(notice.delivery_state, "failed")

                notice.action_send_again()

                mail = notice._email_notifications().mail_mail_id
                self.assertEqual(mail.state, "outgoing")
                self.assertEqual(notice.snailmail_letter_ids.state, "pending")
                notice.action_cancel("Next")
                self._register_payment(notice.line_ids.move_id)

    def test_taken_back_before_it_is_posted(self):
        self.notice.action_send_by_post()
        self.notice.action_cancel("Mistake", apology=True)
        self._work_off_queue()
        self.assertFalse(self.posted)
        self.assertEqual(self.notice.delivery_state, "withdrawn")

    def test_refused_letter_of_a_cancelled_notice_is_not_tried_again(self):
        self.notice.action_send_by_post()
        self._work_off_queue(error="CREDIT_ERROR")
        self.notice.action_cancel("Mistake")
        self._work_off_queue()
        self.assertFalse(self.posted)

    def test_only_letters_in_the_print_queue_are_posted(self):
        for values in ({"date_posted": TODAY}, {"channel": "email"}):
            with self.subTest(values=values):
                self.notice.sudo().write(values)
                with self.assertRaisesRegex(UserError, "does not wait"):
                    self.notice.action_send_by_post()

    def test_test_mode_posts_nothing(self):
        self.group.test_email = "trial@example.com"
        with self.assertRaisesRegex(UserError, "Test mode"):
            self.notice.action_send_by_post()

    def test_letter_with_a_copy_for_the_payer_is_printed_by_hand(self):
        payer = self._create_customer("Payer")
        self.notice.debtor_id.write({"addressee": "both", "payer_id": payer.id})
        with self.assertRaisesRegex(UserError, "payer as well"):
            self.notice.action_send_by_post()

    def test_letter_is_as_closed_as_its_notice(self):
        self.notice.action_send_by_post()
        letter = self.notice.snailmail_letter_ids
        outsider = self.setup_other_company(name="Other")["company"]
        for group, companies, expected in (
            ("base.group_user", self.company, False),
            ("s4_dunning.s4_dunning_group_viewer_own", self.company, False),
            ("s4_dunning.s4_dunning_group_viewer", self.company, True),
            ("s4_dunning.s4_dunning_group_manager", outsider, False),
        ):
            user = new_test_user(
                self.env,
                f"{group}_{companies.id}",
                groups=group,
                company_id=companies.id,
                company_ids=companies.ids,
            )
            with self.subTest(group=group, company=companies.name):
                self.assertEqual(letter.with_user(user).has_access("read"), expected)

    def test_viewer_posts_nothing(self):
        viewer = new_test_user(
            self.env,
            "viewer_login",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.notice.with_user(viewer).action_send_by_post()


def _pdf(width):
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(width=width, height=100)
    writer.write(file)
    return file.getvalue()
