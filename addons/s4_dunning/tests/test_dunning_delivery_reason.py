from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .address_common import AddressCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDeliveryReason(AddressCommon):
    """One sentence says to whom a notice goes, by which channel, and why."""

    def _assert_reason(self, sentence):
        self.assertEqual(self._proposed().delivery_reason, sentence)

    def test_as_the_level_says(self):
        self._assert_reason("E-mail to the customer, as the level says.")

    def test_letter_of_the_level(self):
        self.reminder.channel = "letter"
        self._contact("dunning")
        self._assert_reason("Letter to the dunning contact, as the level says.")

    def test_contact_without_address(self):
        self._contact("dunning", email=False)
        self._contact("invoice")
        self._assert_reason(
            "E-mail to the invoice contact: the dunning contact has no e-mail address."
        )

    def test_all_who_were_passed_over(self):
        self._contact("dunning", email="at home")
        self._contact("invoice", dunning_bounced_email="invoice@jansen.example.com")
        self._blacklist("jansen@example.com")
        self._assert_reason(
            "Letter to the dunning contact: at home is not a valid e-mail address, "
            "mail to invoice@jansen.example.com bounced, and jansen@example.com is on "
            "the blacklist."
        )

    def test_sentence_stays_when_the_address_is_corrected_later(self):
        self._bounce(self.customer)
        notice = self._proposed()
        self.customer.email = "new@jansen.example.com"
        self.assertEqual(
            notice.delivery_reason,
            "Letter to the customer: mail to jansen@example.com bounced.",
        )

    def test_call_as_nothing_can_be_posted(self):
        self.customer.write({"email": False, "city": False, "phone": "+3150123456"})
        self._assert_reason(
            "Phone call with the customer: the customer has no e-mail address and "
            "there is no complete postal address."
        )

    def test_preferred_by_the_customer(self):
        self.debtor.channel = "letter"
        self._assert_reason("Letter to the customer: preferred by the customer.")

    def test_call_without_number(self):
        self.reminder.action = "call"
        self._assert_reason(
            "Phone call with the customer, as the level says. There is no phone number "
            "on file."
        )

    def test_in_writing(self):
        self.customer.phone = "+31 50 123 4567"
        self.debtor.channel = "phone"
        self.reminder.claims_costs = True
        self._assert_reason("E-mail to the customer: this level must be in writing.")

    def test_no_number_for_the_preferred_call(self):
        self.debtor.channel = "phone"
        self._assert_reason(
            "E-mail to the customer: there is no phone number for the preferred call."
        )

    def test_escalation_contact(self):
        self.reminder.is_escalation = True
        self._director()
        self._assert_reason("E-mail to the escalation contact, as the level says.")

    def test_chosen_by_hand(self):
        contact = self._contact("other", name="Jan")
        notice = self._proposed()
        sentence = "Letter to the customer: chosen by hand."
        with Form(notice) as form:
            form.channel = "letter"
            self.assertEqual(form.delivery_reason, sentence, "at once")
        self.assertEqual(notice.delivery_reason, sentence)
        with Form(notice) as form:
            form.contact_id = contact
            self.assertEqual(form.email, "other@jansen.example.com")
        self.assertEqual(
            notice.delivery_reason, "Letter to Jansen Transport, Jan: chosen by hand."
        )

    def test_contact_without_address_keeps_that_of_the_customer(self):
        contact = self._contact("other", email=False)
        with Form(self._proposed()) as form:
            form.contact_id = contact
            self.assertEqual(form.email, "jansen@example.com")

    def test_only_the_buttons_and_the_engine_write_the_reason(self):
        notice = self._proposed()
        for values in (
            {"channel_rule": "level"},
            {"address_source": "customer"},
            {"passed_over": []},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                notice.write(values)

    def test_other_level_decides_anew(self):
        self.second.is_escalation = True
        director = self._director()
        notice = self._proposed()

        notice.level_id = self.second

        self.assertEqual(notice.contact_id, director)
        self.assertEqual(notice.email, "els@jansen.example.com")
        self.assertEqual(notice.address_source, "escalation")
        notice.level_id = self.final
        self.assertEqual(notice.contact_id, self.customer)
        self.assertEqual(notice.channel, "letter")

    def test_other_level_keeps_what_was_chosen_by_hand(self):
        self.second.is_escalation = True
        self._director()
        contact = self._contact("other", name="Jan")
        notice = self._proposed()
        notice.write({"contact_id": contact.id, "email": contact.email})
        notice.channel = "email"

        notice.level_id = self.final

        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.email, contact.email)
        self.assertEqual(notice.channel, "email")

    def test_other_level_that_cannot_reach_the_customer_is_told(self):
        self.customer.city = False
        notice = self._proposed()
        notice.level_id = self.final
        self.assertEqual(notice.channel, "email", "nothing else is possible")
        notice.channel = "letter"
        with self.assertRaisesRegex(UserError, "no complete postal address"):
            notice.action_approve()

    def test_address_that_cannot_be_used_is_told_at_once(self):
        notice = self._proposed()
        self._bounce(self.customer)
        self._blacklist("no@jansen.example.com")
        for email, sentence in (
            ("jansen.example.com", "jansen.example.com is not a valid e-mail address"),
            ("jansen@example.com", "Mail to jansen@example.com bounced"),
            ("No@jansen.example.com", "No@jansen.example.com is on the blacklist"),
            (False, "has no valid e-mail address"),
        ):
            with self.subTest(email):
                with Form(notice) as form:
                    form.email = email
                    self.assertIn(sentence, form.warning)
                with self.assertRaisesRegex(UserError, sentence):
                    notice.action_approve()
        notice.email = "yes@jansen.example.com"
        notice.action_approve()

    def test_address_that_bounced_since_is_not_approved_by_itself(self):
        self.reminder.autonomy = "automatic"
        self._invoice(100)
        run = self._propose()
        notice = run.notice_ids
        notice.action_recall()
        self._bounce(self.customer)
        self.env["dunning.notice"]._approve_automatic(run)
        self.assertEqual(notice.state, "proposed")

    def test_phone_number_in_international_format(self):
        self.customer.write(
            {"phone": "050 1234567", "country_id": self.env.ref("base.nl")}
        )
        notice = self._proposed()
        self.assertIn(notice.phone, ("+31 50 123 4567", "050 1234567"))
        if hasattr(notice, "_phone_format"):  # of phone_validation
            self.assertEqual(notice.phone, "+31 50 123 4567")
