from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning.tests.outbox_common import OutboxCommon
from odoo.addons.sms.tests.common import SMSCase

NUMBER = "+31612345678"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSms(SMSCase, OutboxCommon):
    """A level that reminds by text message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {
                "phone": "06 1234 5678",
                "country_id": cls.env.ref("base.nl").id,
                "email": False,
                "lang": "en_US",
            }
        )
        cls.reminder.channel = "sms"
        cls.reminder.short_text = "{company}: pay {amount}, notice {number} & thanks"

    def _sent(self):
        """:return: a notice whose text message is in the queue"""
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertEqual(notice.channel, "sms")
        notice.action_approve()
        notice.action_send()
        self.assertEqual(notice.state, "sent", notice.send_error)
        return notice

    def _work_off_queue(self, **gateway):
        """:return: the text messages that the provider took"""
        queue = self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()
        with self.mockSMSGateway(**gateway):
            queue.method_direct_trigger()
            self.env.invalidate_all()
            return list(self._sms)

    def _tasks(self, notice):
        return notice.debtor_id.activity_ids.mapped("summary")

    def test_words_of_the_level_go_to_the_valid_number(self):
        notice = self._sent()
        self.assertEqual(notice.delivery_state, "waiting")
        self.assertFalse(notice.pdf_id)

        (message,) = self._work_off_queue()

        self.assertEqual(message["number"], NUMBER)
        body = message["body"].replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(
            body, f"{self.company.name}: pay $ 100.00, notice {notice.name} & thanks"
        )
        self.assertEqual(notice.delivery_state, "sent")
        self.assertFalse(self._tasks(notice))
        self.assertEqual(self._work_off_queue(), [], "once")

    def test_words_are_shown_before_they_are_sent(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertIn("100.00, notice", notice.sms_text)
        self.assertEqual(notice.sms_number, NUMBER)

    def test_words_are_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.reminder.with_context(lang="nl_NL").short_text = "Betaalt u {amount}?"
        self.customer.lang = "nl_NL"
        self._sent()
        (message,) = self._work_off_queue()
        self.assertTrue(message["body"].startswith("Betaalt u $"))

    def test_contact_without_a_valid_number_lets_the_customer_be_asked(self):
        self._create_customer(
            "Debts", parent_id=self.customer.id, type="dunning", phone="12"
        )
        self._sent()
        (message,) = self._work_off_queue()
        self.assertEqual(message["number"], NUMBER)

    def test_refused_message_is_shown_and_makes_one_task(self):
        for error, reason in (
            ("credit", "Insufficient Credit"),
            ("wrong_number_format", "Wrong Number Format"),
        ):
            with self.subTest(error=error):
                notice = self._sent()
                self._work_off_queue(sim_error=error)

                self.assertEqual(notice.delivery_state, "failed")
                self.assertIn(reason, notice.delivery_error)
                self.assertIn(NUMBER, notice.delivery_error)
                self.assertEqual(
                    self._tasks(notice),
                    [f"A text message to {NUMBER} did not arrive"],
                )
                found = self.env["dunning.notice"].search(
                    [("delivery_state", "=", "failed"), ("delivery_error", "!=", False)]
                )
                self.assertIn(notice, found)
                notice.action_cancel("Next")
                notice.debtor_id.activity_ids.unlink()

    def test_report_that_comes_later_is_shown_as_well(self):
        notice = self._sent()
        self._work_off_queue()
        tracker = notice._email_notifications().sms_tracker_ids

        tracker._action_update_from_provider_error("invalid_destination")
        tracker._action_update_from_provider_error("invalid_destination")

        self.assertEqual(notice.delivery_state, "failed")
        self.assertEqual(len(self._tasks(notice)), 1)

    def test_refused_message_is_sent_again_to_the_corrected_number(self):
        notice = self._sent()
        self._work_off_queue(sim_error="wrong_number_format")
        self.customer.phone = "06 8765 4321"

        notice.action_send_again()
        (message,) = self._work_off_queue()

        self.assertEqual(message["number"], "+31687654321")
        self.assertEqual(notice.delivery_state, "sent")
        with self.assertRaises(UserError):
            notice.action_send_again()

    def test_paid_before_it_leaves(self):
        notice = self._sent()
        self._register_payment(notice.line_ids.move_id)

        self.assertEqual(self._work_off_queue(), [])

        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.delivery_state, "withdrawn")

    def test_paid_before_it_leaves_does_not_stop_the_others(self):
        notice = self._sent()
        other = self._create_customer(
            "Smit", phone="+31687654321", country_id=self.customer.country_id.id
        )
        self._invoice(50, partner=other)
        second = self._propose().notice_ids
        self._send(second)
        self._register_payment(notice.line_ids.move_id)

        messages = self._work_off_queue()

        self.assertEqual([one["number"] for one in messages], ["+31687654321"])

    def _send_to_others(self, count):
        """Put the text messages to other customers into the queue.

        :return: sms.sms
        """
        for number in range(count):
            other = self._create_customer(
                f"Other {number}",
                phone=f"+3168765432{number}",
                country_id=self.customer.country_id.id,
            )
            self._invoice(50, partner=other)
        notices = self._propose().notice_ids
        self._send(notices)
        return notices._sms_messages()

    def test_messages_of_two_companies_leave_together(self):
        self.workflow.grouping = "company"
        self._invoice(100)
        self._invoice(70, company=self._second_company()["company"])
        notices = self._propose().notice_ids
        self.assertEqual(len(notices.company_id), 2)
        self._send(notices)

        messages = self._work_off_queue()

        self.assertEqual(len(messages), 2)
        self.assertEqual(notices.mapped("delivery_state"), ["sent", "sent"])

    def test_many_messages_are_looked_up_together(self):
        messages = self._send_to_others(4)
        self.assertEqual(len(messages), 4)
        counts = []
        for few in (messages[:1], messages[:1], messages):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(few._withdraw_void())
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])

    def test_taken_back_before_it_leaves(self):
        notice = self._sent()
        notice.action_cancel("Mistake", apology=True)
        self.assertEqual(self._work_off_queue(), [])
        self.assertEqual(notice.delivery_state, "withdrawn")
        self.assertIn("had not left yet", notice.message_ids[0].body)

    def test_nothing_is_approved_without_number_or_words(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.customer.phone = "050 318"
        self.assertFalse(notice.sms_number)
        with self.assertRaisesRegex(UserError, "no valid phone number"):
            notice.action_approve()
        self.customer.phone = NUMBER
        self.reminder.short_text = False
        with self.assertRaisesRegex(UserError, "no short message"):
            notice.action_approve()

    def test_number_on_the_blacklist_gets_no_message(self):
        self.env["phone.blacklist"].sudo().add(NUMBER)
        self.customer.email = "jansen@example.com"
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertEqual(notice.channel, "email")
        notice.channel = "sms"
        with self.assertRaisesRegex(UserError, "no valid phone number"):
            notice.action_approve()

    def test_wrong_number_gets_no_message(self):
        self.customer._mark_phone_wrong()
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertNotEqual(notice.channel, "sms")

    def test_test_mode_sends_an_email_to_ourselves(self):
        self.group.test_email = "trial@example.com"
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        notice.action_send()

        self.assertEqual(notice.state, "proposed")
        self.assertEqual(self._work_off_queue(), [])
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("email_to", "=", "trial@example.com")])
        )
        self.assertIn("100.00, notice", mail.body_html)
        self.assertFalse(mail.attachment_ids)

    def test_customer_who_cannot_be_texted_gets_an_email_or_a_letter(self):
        self._invoice(100)
        for phone, email, channel in (
            (False, "jansen@example.com", "email"),
            ("050 318", "jansen@example.com", "email"),
            ("050 318", False, "letter"),
        ):
            with self.subTest(phone=phone, email=email):
                self.customer.write({"phone": phone, "email": email})
                notice = self._propose().notice_ids
                self.assertEqual(notice.channel, channel)
                self.assertIn("no valid phone number", notice.delivery_reason)
                notice.run_id.action_discard()

    def test_customer_prefers_text_messages(self):
        self.customer.email = "jansen@example.com"
        self.reminder.channel = "email"
        self._invoice(100)
        run = self._propose()
        self.assertEqual(run.notice_ids.channel, "email")
        debtor = run.notice_ids.debtor_id
        run.action_discard()

        debtor.channel = "sms"

        notice = self._propose().notice_ids
        self.assertEqual(notice.channel, "sms")
        self.assertEqual(notice.contact_id, self.customer)

    def test_costs_are_claimed_in_writing(self):
        self.reminder.write({"channel": "letter", "claims_costs": True})
        self._invoice(100)
        self.env["dunning.debtor"]._refresh(self.group)
        debtor = self.customer.dunning_debtor_ids
        debtor.channel = "sms"
        self.assertEqual(self._propose().notice_ids.channel, "letter")

    def test_second_channel_of_the_segment(self):
        self.reminder.channel = "email"
        self._invoice(100)
        self.env["dunning.debtor"]._refresh(self.group)
        self.customer.dunning_debtor_ids.segment_id = self.env[
            "dunning.segment"
        ].create({"name": "Young", "second_channel": "sms"})
        notice = self._propose().notice_ids
        self.assertEqual((notice.channel, notice.channel_rule), ("sms", "second"))
