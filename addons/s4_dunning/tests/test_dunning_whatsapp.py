from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.models import res_partner_phone

from .call_common import MOBILE, CallCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningWhatsapp(CallCommon):
    """A click opens WhatsApp with the words filled in; a person sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.short_text = "{company} & co: {amount} by {deadline}?"

    def _text(self, action):
        return parse_qs(urlsplit(action["url"]).query)["text"][0]

    def test_link_has_the_number_and_the_text(self):
        action = self.debtor.action_whatsapp()

        link = urlsplit(action["url"])
        self.assertEqual(link.netloc + link.path, "wa.me/31503180000")
        self.assertEqual(
            self._text(action).replace("\N{NO-BREAK SPACE}", " "),
            f"{self.company.name} & co: $ 100.00 by 04/10/2026?",
        )
        self.assertEqual(action["target"], "new")

    def test_text_asks_for_what_is_open_today(self):
        self._register_payment(self.item.move_id, amount=30)
        with freeze_time("2026-05-01"):
            text = self._text(self.debtor.action_whatsapp())
        self.assertIn("70.00 by 05/11/2026", text)

    def test_text_asks_for_what_the_notice_is_about_only(self):
        sister = self._second_company()["company"]
        self._invoice(500, overdue=40, company=sister)
        self.group.action_refresh()
        self.assertEqual(self.debtor.amount_overdue, 600)
        self.reminder.short_text = "{count} of {company}: {amount}, {days_overdue} days"

        text = self._text(self.debtor.action_whatsapp())

        said = f"1 of {self.company.name}: $\N{NO-BREAK SPACE}100.00, 10 days"
        self.assertEqual(text, said)

    def test_credit_of_the_notice_is_taken_off_until_it_is_used(self):
        other = self._create_customer(
            "Smit", phone="+31503180001", country_id=self.env.ref("base.nl").id
        )
        item = self._invoice(100, partner=other)
        credit = self._invoice(40, partner=other, move_type="out_refund", overdue=5)
        notice = self._propose().notice_ids
        self.assertEqual(notice.amount_total, 60)
        self._send(notice)
        self.reminder.short_text = "{amount}"
        for step in (lambda: None, (item | credit).reconcile):
            step()
            text = self._text(notice.debtor_id.action_whatsapp())
            self.assertEqual(text, "$\N{NO-BREAK SPACE}60.00")

    def test_invoice_that_was_cancelled_is_not_asked_for(self):
        self.item.move_id.button_draft()
        self.item.move_id.button_cancel()
        self.assertIn("0.00", self._text(self.debtor.action_whatsapp()))

    def test_text_is_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.reminder.with_context(lang="nl_NL").short_text = "Betaalt u {amount}?"
        self.customer.lang = "nl_NL"
        self.assertIn("Betaalt u", self._text(self.debtor.action_whatsapp()))

    def test_it_is_told_that_whatsapp_was_opened_not_that_it_was_sent(self):
        self.debtor.action_whatsapp()
        body = self.debtor.message_ids[0].body
        self.assertIn("WhatsApp was opened", body)
        self.assertIn("+31 50 318 0000", body)

    def test_without_a_notice_the_text_is_left_to_the_person(self):
        self.notice.sudo().action_cancel("Mistake")
        self.assertTrue(self.debtor.action_whatsapp()["url"].endswith("?text="))

    def test_number_must_be_valid_and_not_wrong(self):
        self.assertTrue(self.debtor.has_whatsapp)
        for number in (False, "12", "050 318"):
            self.customer.phone = number
            self.debtor.invalidate_recordset(["has_whatsapp"])
            with self.subTest(number=number):
                self.assertFalse(self.debtor.has_whatsapp)
                with self.assertRaisesRegex(UserError, "no valid phone number"):
                    self.debtor.action_whatsapp()
        self.customer.phone = "+31503180000"
        self._call("number")
        with self.assertRaises(UserError):
            self.debtor.action_whatsapp()

    def test_without_the_library_no_number_is_trusted(self):
        def phone_parse(_number, _country):
            return False  # as Odoo's does then

        with patch.object(res_partner_phone, "phone_parse", phone_parse):
            self.assertFalse(self.customer._dunning_number())
        self.assertEqual(self.customer._dunning_number(), "+31503180000")

    def test_country_of_the_customer_counts_for_its_contacts(self):
        person = self._contact("Person", phone="06 1234 5678", type="dunning")
        person.country_id = False
        self.assertEqual(person._dunning_number(), "+31612345678")

    def test_viewer_does_not_write(self):
        viewer = new_test_user(
            self.env,
            "viewer_login",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).action_whatsapp()

    def test_guide_writes_to_the_contact_that_is_chosen(self):
        person = self._contact("Person", phone="06 1234 5678", type="dunning")
        context = self.notice.action_call()["context"]
        guide = self.env["dunning.call.guide"].with_context(**context).create({})
        self.assertEqual(guide.contact_id, person)
        self.assertIn("wa.me/31612345678", guide.action_whatsapp()["url"])
        guide.contact_id = self.customer
        self.assertIn("wa.me/31503180000", guide.action_whatsapp()["url"])

    def test_unknown_placeholder_is_refused(self):
        with self.assertRaises(ValidationError):
            self.reminder.short_text = "{total}"

    def test_number_read_with_the_country_of_the_customer_may_be_blacklisted(self):
        contact = self._contact("Debts", type="dunning", phone=MOBILE)
        self.assertFalse(contact.country_id)
        self.assertNotEqual(contact.phone_sanitized, "+31612345678")
        self.assertEqual(contact._dunning_number(), "+31612345678")

        self.env["phone.blacklist"].sudo().add("+31612345678")

        self.assertFalse(contact._dunning_number())
