from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .address_common import AddressCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAddress(AddressCommon):
    """Who is written to: the dunning address, the invoice address, the customer."""

    def test_invoice_address_before_the_customer(self):
        contact = self._contact("invoice")
        self._contact("delivery")
        self._contact("other")

        notice = self._proposed()

        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.email, "invoice@jansen.example.com")

    def test_dunning_address_before_the_invoice_address(self):
        self._contact("invoice")
        contact = self._contact("dunning")

        notice = self._proposed()

        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.email, "dunning@jansen.example.com")
        self._send(notice)
        self.assertEqual(notice.message_ids.partner_ids, contact)

    def test_archived_addresses_do_not_count(self):
        self._contact("dunning", active=False)
        contact = self._contact("invoice")
        self.assertEqual(self._proposed().contact_id, contact)

    def test_letter_bears_the_dunning_address(self):
        self.reminder.channel = "letter"
        self._contact("dunning", street="Postbus 12", zip="9700 AA", city="Assen")
        notice = self._proposed()

        report = self.env["ir.actions.report"]
        letter = report._render_qweb_html(
            "s4_dunning.dunning_letter_report", notice.ids
        )[0]

        self.assertIn("Postbus 12", letter.decode())

    def test_language_of_the_dunning_address(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._contact("dunning", lang="nl_NL")
        self.assertEqual(self._proposed().lang, "nl_NL")

    def test_next_contact_with_a_usable_address_before_a_letter(self):
        unusable = {
            "has none": {"email": False},
            "not valid": {"email": "at home"},
            "bounced": {"dunning_bounced_email": "dunning@jansen.example.com"},
        }
        self._invoice(100)
        contact = self._contact("dunning")
        invoice_contact = self._contact("invoice")
        for name, values in unusable.items():
            with self.subTest(name):
                contact.write({"email": "dunning@jansen.example.com", **values})
                notice = self._propose().notice_ids
                self.assertEqual(notice.channel, "email")
                self.assertEqual(notice.contact_id, invoice_contact)
                self.assertEqual(notice.email, "invoice@jansen.example.com")
                self.assertEqual(notice.address_source, "invoice")
                notice.run_id.action_discard()

    def test_blacklisted_address_is_passed_over_as_long_as_it_is_on_the_list(self):
        entry = self._blacklist("dunning@jansen.example.com")
        self._contact("dunning")
        notice = self._proposed()
        self.assertEqual(notice.email, "jansen@example.com")
        self.assertEqual(notice.contact_id, self.customer)
        notice.run_id.action_discard()

        entry.active = False

        self.assertEqual(self._propose().notice_ids.email, "dunning@jansen.example.com")

    def test_corrected_address_is_used_though_the_former_one_bounced(self):
        self._bounce(self.customer)
        self.customer.email = "new@jansen.example.com"
        self.assertEqual(self._proposed().email, "new@jansen.example.com")

    def test_second_invoice_contact_where_the_first_one_left(self):
        self._contact("invoice", email=False)
        second = self._contact("invoice", email="second@jansen.example.com")
        self.assertEqual(self._proposed().contact_id, second)

    def test_letter_where_no_contact_has_a_usable_address(self):
        self._bounce(self.customer)
        contact = self._contact("dunning", email=False)
        notice = self._proposed()
        self.assertEqual(notice.channel, "letter")
        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.channel_rule, "fallback")

    def test_call_where_there_is_no_postal_address_either(self):
        self.customer.write({"email": False, "city": False})
        contact = self._contact("invoice", email=False, phone="+31 50 123 4567")
        notice = self._proposed()
        self.assertEqual(notice.channel, "phone")
        self.assertEqual(notice.contact_id, contact)
        notice.action_approve()
        notice.action_send()
        self.assertTrue(self.debtor.activity_ids)

    def test_nothing_where_nobody_can_be_reached(self):
        self.customer.write({"email": False, "zip": False, "street": False})
        self._invoice(100)
        self.assertEqual(self._reason_left_out(), "no_address")

    def test_half_an_address_here_and_half_there_is_no_address(self):
        self.customer.write({"email": False, "city": False})
        self._contact("invoice", email=False, city="Assen")
        self._invoice(100)
        self.assertEqual(self._reason_left_out(), "no_address")

    def test_letter_of_a_level_does_not_become_an_email(self):
        self.reminder.channel = "letter"
        self.customer.city = False
        self._invoice(100)
        self.assertEqual(self._reason_left_out(), "no_address")

    def test_costs_and_a_hand_over_are_not_told_on_the_phone(self):
        self.customer.write({"email": False, "city": False, "phone": "+3150123456"})
        self._invoice(100)
        for values in ({"claims_costs": True}, {"action": "hand_over"}):
            with self.subTest(values):
                self.reminder.write({"claims_costs": False, "action": "notice"})
                self.reminder.write(values)
                self.assertEqual(self._reason_left_out(), "no_address")

    def test_preferred_channel_of_the_customer(self):
        self.customer.phone = "+31 50 123 4567"
        self._invoice(100)
        for channel in ("letter", "phone", "email"):
            with self.subTest(channel):
                self.debtor.channel = channel
                notice = self._propose().notice_ids
                self.assertEqual(notice.channel, channel)
                self.assertEqual(notice.channel_rule, "debtor")
                notice.run_id.action_discard()

    def test_preferred_email_comes_before_the_letter_of_the_level(self):
        self.reminder.channel = "letter"
        self.debtor.channel = "email"
        self.assertEqual(self._proposed().channel, "email")

    def test_who_prefers_a_call_gets_costs_in_writing(self):
        self.customer.phone = "+31 50 123 4567"
        self.debtor.channel = "phone"
        self.reminder.claims_costs = True
        notice = self._proposed()
        self.assertEqual(notice.channel, "email")
        self.assertEqual(notice.channel_rule, "written")

    def test_who_prefers_a_call_without_number_is_written_to(self):
        self.debtor.channel = "phone"
        notice = self._proposed()
        self.assertEqual(notice.channel, "email")
        self.assertEqual(notice.channel_rule, "no_phone")

    def test_preference_of_the_payer_counts_where_it_gets_the_notices(self):
        payer = self._create_customer("Veldzicht Lease")
        self.debtor.write({"addressee": "payer", "payer_id": payer.id})
        self.debtor.channel = "letter"
        self._invoice(100)
        self.assertEqual(self._propose().notice_ids.channel, "email")

    def test_escalation_contact_of_levels_that_say_so(self):
        self._contact("dunning")
        director = self._director()
        self.second.trigger_base = "due_date"
        self.second.is_escalation = True
        self.workflow.grouping = "level"
        self.workflow.progression = "catch_up"
        self._invoice(100, overdue=10)
        self._invoice(100, overdue=20)

        notices = self._propose().notice_ids

        to = {notice.level_id: notice.email for notice in notices}
        self.assertEqual(to[self.reminder], "dunning@jansen.example.com")
        self.assertEqual(to[self.second], "els@jansen.example.com")
        self.assertIn(director, notices.contact_id)

    def test_level_that_escalates_writes_to_the_others_where_it_cannot(self):
        self.reminder.is_escalation = True
        notice = self._proposed()
        self.assertEqual(notice.email, "jansen@example.com", "nobody is named")
        notice.run_id.action_discard()
        director = self._director()
        for values in ({"email": False}, {"active": False}):
            with self.subTest(values):
                director.write(values)
                notice = self._propose().notice_ids
                self.assertEqual(notice.email, "jansen@example.com")
                notice.run_id.action_discard()

    def test_escalation_contact_belongs_to_the_customer(self):
        stranger = self._create_customer("Stranger")
        with self.assertRaisesRegex(ValidationError, "no contact of Jansen Transport"):
            self.debtor.escalation_contact_id = stranger

    def test_merged_customers_keep_preference_and_escalation_contact(self):
        kept = self._create_customer("Jansen Logistiek")
        other = self.debtor.create({"partner_id": kept.id, "group_id": self.group.id})
        director = self._director()
        self.debtor.channel = "letter"
        self.debtor.copy_partner_ids = director

        merge = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        merge._merge((kept | self.customer).ids, kept)

        self.env.invalidate_all()
        self.assertEqual(other.channel, "letter")
        self.assertEqual(other.escalation_contact_id, director)
        self.assertEqual(director.commercial_partner_id, kept)
        self.assertEqual(other.copy_partner_ids, director)
