from datetime import timedelta

from stdnum import iso11649

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningOutbox(DunningCommon):
    """Sending: test again, freeze, deliver, raise the levels."""

    def _approved(self, **values):
        self._invoice(100, **values)
        notice = self._propose().notice_ids
        notice.action_approve()
        return notice

    def test_email_goes_to_the_debtor_with_the_letter_attached(self):
        notice = self._approved()

        with self.without_pdf():
            notice.action_send()

        self.assertRecordValues(
            notice,
            [
                {
                    "state": "sent",
                    "date_sent": TODAY,
                    "date_deadline": TODAY + timedelta(days=10),
                    "send_error": False,
                }
            ],
        )
        self.assertTrue(notice.name.startswith("DUN/2026/"))
        message = notice.message_ids.filtered("partner_ids")
        self.assertEqual(message.partner_ids, self.customer)
        self.assertEqual(message.subject, f"Invoices of {self.company.name}")
        self.assertIn("Dear Jansen Transport", message.body)
        self.assertEqual(message.attachment_ids, notice.pdf_id)
        self.assertEqual(notice.pdf_id.raw, b"%PDF-1.4 letter")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(mail.state, "outgoing", "the mail queue sends it")

    def test_email_goes_to_the_address_of_the_notice(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.email = "boekhouding@jansen.example.com"
        notice.action_approve()
        with self.without_pdf():
            notice.action_send()
        recipient = notice.message_ids.partner_ids
        self.assertEqual(recipient.email, "boekhouding@jansen.example.com")
        self.assertEqual(recipient.commercial_partner_id, self.customer)

    def test_debtor_without_email_gets_a_letter(self):
        self.customer.email = False
        notice = self._approved()
        self.assertEqual(notice.channel, "letter")

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "sent")
        self.assertFalse(notice.message_ids.partner_ids)
        self.assertFalse(notice.date_posted)
        notice.action_mark_posted()
        self.assertEqual(notice.date_posted, TODAY)

    def test_email_is_not_posted(self):
        notice = self._approved()
        with self.without_pdf():
            notice.action_send()
        with self.assertRaisesRegex(UserError, "Only letters"):
            notice.action_mark_posted()

    def test_phone_call_makes_a_task(self):
        self.reminder.action = "call"
        notice = self._approved()
        self.assertEqual(notice.channel, "phone")
        notice.debtor_id.collector_id = self.env.user

        notice.action_send()

        self.assertEqual(notice.state, "sent")
        self.assertFalse(notice.pdf_id)
        activity = notice.debtor_id.activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        self.assertEqual(
            activity.activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )

    def test_outbox_waits_for_its_time(self):
        self.group.outbox_minutes = 30
        notice = self._approved()
        cron = self.env.ref("s4_dunning.ir_cron_dunning_send").sudo()
        with self.without_pdf(), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(notice.state, "approved")
            notice.sudo().send_after -= timedelta(minutes=31)
            cron.method_direct_trigger()
        self.assertEqual(notice.state, "sent")

    def test_paid_meanwhile_is_not_sent(self):
        notice = self._approved()
        self._register_payment(notice.line_ids.move_id)

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "skipped")
        self.assertIn("it was paid", notice.closing_reason)
        self.assertFalse(notice.message_ids.partner_ids)
        self.assertFalse(notice.name, "no number is used up")

    def test_changed_items_drop_out_and_the_rest_goes(self):
        paid = self._invoice(30)
        held = self._invoice(20)
        part = self._invoice(50)
        self._invoice(10, overdue=40)
        notice = self._propose().notice_ids
        notice.action_approve()
        self._register_payment(paid.move_id)
        self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": held.id,
                "reason_id": self.env["dunning.hold.reason"]
                .create({"name": "Complaint"})
                .id,
            }
        )
        self._register_payment(part.move_id, amount=15)
        self.assertIn("it was paid", notice.warning)
        self.assertIn("Complaint", notice.warning)

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.amount_total, 35 + 10)
        self.assertFalse(paid.dunning_level_id)
        self.assertFalse(held.dunning_level_id)
        self.assertEqual(part.dunning_level_id, self.reminder)

    def test_items_shown_for_information_stay_in_the_letter(self):
        not_due = self._invoice(30, overdue=-5)
        early = self._invoice(20, overdue=2)
        notice = self._approved()
        self.assertFalse(notice.warning)
        with self.without_pdf():
            notice.action_send()
        shown = notice.line_ids.filtered(lambda line: line.kind == "open")
        self.assertEqual(shown.move_line_id, not_due | early)
        self.assertFalse((not_due | early).dunning_level_id)
        self.assertEqual(notice.amount_total, 100)

    def test_credit_that_covers_the_claim_meanwhile_stops_it(self):
        notice = self._approved()
        self._invoice(100, move_type="out_refund")
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")

    def test_company_that_was_paid_drops_out_of_a_collective_notice(self):
        sister = self._second_company()["company"]
        paid = self._invoice(250, company=sister)
        notice = self._approved()
        self.assertEqual(notice.claim_ids.company_id, self.company | sister)
        self.env["account.payment.register"].with_context(
            active_model="account.move",
            active_ids=paid.move_id.ids,
            allowed_company_ids=(sister | self.company).ids,
        ).create({}).action_create_payments()

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.claim_ids.company_id, self.company)
        self.assertEqual(notice.amount_total, 100)
        self.assertEqual(
            notice.company_id, self.company, "who claims nothing does not sign"
        )

    def test_error_concerns_its_own_notice_only(self):
        good = self._invoice(100)
        self._invoice(50, partner=self._create_customer("Bad"))
        notices = self._propose().notice_ids
        notices.action_approve()

        sentence = "wkhtmltopdf crashed"

        def render(notice):
            if notice.partner_id.name == "Bad":
                raise UserError(sentence)
            return b"%PDF"

        with self.patch_letter(render):
            action = notices.action_send()

        bad = notices.filtered(lambda notice: notice.partner_id.name == "Bad")
        self.assertEqual(bad.state, "approved")
        self.assertEqual(bad.send_error, "wkhtmltopdf crashed")
        self.assertFalse(bad.name, "the failed attempt left nothing behind")
        self.assertEqual((notices - bad).state, "sent")
        self.assertEqual(good.dunning_level_id, self.reminder)
        self.assertIn("wkhtmltopdf crashed", action["params"]["message"])

        with self.without_pdf():
            bad.action_send()
        self.assertEqual(bad.state, "sent")
        self.assertFalse(bad.send_error)

    @mute_logger("odoo.addons.s4_dunning.models.dunning_notice_outbox")
    def test_unexpected_error_is_told(self):
        notice = self._approved()

        def crash(_notice):
            raise ValueError("no space left on device")

        with self.patch_letter(crash):
            notice.action_send()
        self.assertEqual(notice.state, "approved")
        self.assertIn("no space left on device", notice.send_error)

    def test_text_is_frozen_as_sent(self):
        notice = self._approved()
        with self.without_pdf():
            notice.action_send()
        self.reminder.opening = "<p>Other words</p>"
        self.assertIn("Dear Jansen Transport", notice.printed_opening)
        item = notice.line_ids.move_line_id
        number = item.move_id.name
        item.move_id.button_draft()
        item.move_id.name = "CHANGED/1"
        self.assertEqual(notice.line_ids.name, number)

    def test_cancel_writes_an_apology(self):
        notice = self._approved()
        with self.without_pdf():
            notice.action_send()
        notice._email_notifications().notification_status = "sent"
        notice.action_cancel("Paid at the counter", apology=True)
        apology = notice.message_ids.filtered("partner_ids")[0]
        self.assertIn(notice.name, apology.subject)
        self.assertEqual(apology.partner_ids, self.customer)

    def test_payment_reference_is_a_valid_creditor_reference(self):
        claim = self._approved().claim_ids
        self.assertTrue(iso11649.is_valid(claim.payment_reference))
        self.assertEqual(claim.partner_bank_id.partner_id, self.company.partner_id)

    def test_failed_email_shows_on_the_notice(self):
        notice = self._approved()
        with self.without_pdf():
            notice.action_send()
        self.assertFalse(notice.delivery_error)
        notice.message_ids.notification_ids.sudo().write(
            {"notification_status": "bounce", "failure_type": "mail_bounce"}
        )
        notice.invalidate_recordset()
        self.assertIn("did not arrive", notice.delivery_error)
        notices = self.env["dunning.notice"]
        self.assertIn(notice, notices.search([("delivery_error", "!=", False)]))
        self.assertNotIn(notice, notices.search([("delivery_error", "=", False)]))

        notice.action_send_again()

        notice.invalidate_recordset()
        self.assertFalse(notice.delivery_error)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "in", notice.message_ids.ids)])
        )
        self.assertEqual(mails.mapped("state"), ["outgoing"])
