from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..engine import duplicates
from .common import TODAY, DunningCommon

VAT = "NL123456782B01"
IBAN = "NL91 ABNA 0417 1643 00"


class DuplicateCommon(DunningCommon):
    """Cards are customers with one overdue invoice each and an address of their own."""

    def _card(self, name, amount=100, overdue=10, company=None, **values):
        email = f"{name.replace(' ', '.').lower()}@example.com"
        partner = self._create_customer(name, **{"email": email, **values})
        if amount:
            self._invoice(amount, overdue=overdue, partner=partner, company=company)
        return partner

    def _account(self, partner, number=IBAN):
        return self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": number}
        )

    def _refresh(self):
        """Refresh the group; the rows that nobody dismissed."""
        self.group.action_refresh()
        return self.env["dunning.duplicate"].search(
            [("group_id", "=", self.group.id), ("is_dismissed", "=", False)]
        )

    def _debtor(self, partner):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", partner.id), ("group_id", "=", self.group.id)]
        )

    @classmethod
    def _create_user(cls, login, *groups, companies=None):
        companies = companies or cls.group.company_ids
        return new_test_user(
            cls.env,
            login,
            groups=",".join(groups),
            company_id=cls.company.id,
            company_ids=[Command.set(companies.ids)],
        )

    def _collector(self, *groups):
        return self._create_user(
            "collector_login", "s4_dunning.s4_dunning_group_collector", *groups
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDuplicate(DuplicateCommon):
    """Which cards seem to be one customer, and what hides on them."""

    def test_same_vat_number_in_another_spelling(self):
        cards = self._card("A", vat="NL 1234.56.782.B.01") | self._card("B", vat=VAT)

        row = self._refresh()

        self.assertEqual(row.debtor_ids.partner_id, cards)
        self.assertEqual((row.kind, row.value), ("vat", "NL 1234.56.782.B.01"))

    def test_what_makes_two_cards_one_customer(self):
        codes = ("NL", "BE", "DE", "FR")
        nl, be, de, fr = (self.env.ref(f"base.{code.lower()}").id for code in codes)
        pairs = {
            "vat: own country says the prefix": (
                {"vat": "DE136695976"},
                {"vat": "de 136 695 976", "country_id": de},
            ),
            "vat: zero in front": (
                {"vat": "BE0403.019.261"},
                {"vat": "403 019 261", "country_id": be},
            ),
            "vat: letters in front": (
                {"vat": "FR K7 399859412"},
                {"vat": "frk7399859412", "country_id": fr},
            ),
            "registry: label and spaces": (
                {"company_registry": "KvK 0182 0434", "country_id": nl},
                {"company_registry": "1820434", "country_id": nl},
            ),
            "registry: country of the company": (
                {"company_registry": "US-471100"},
                {"company_registry": "us 471100", "country_id": self._us()},
            ),
            "email: name and case": (
                {"email": "Jan Jansen <Jan@Jansen.NL>"},
                {"email": "jan@jansen.nl"},
            ),
        }
        for name, (first, second) in pairs.items():
            self._card_unchecked(f"{name} 1", **first)
            self._card_unchecked(f"{name} 2", **second)

        rows = self._refresh()

        self.assertEqual(
            {frozenset(row.debtor_ids.partner_id.mapped("name")) for row in rows},
            {frozenset((f"{name} 1", f"{name} 2")) for name in pairs},
        )
        for row in rows:
            self.assertTrue(row.debtor_ids[0].display_name.startswith(row.kind))

    def _us(self):
        self.company.country_id = self.env.ref("base.us")
        return self.company.country_id.id

    def _card_unchecked(self, name, **values):
        """A card as an import leaves it: what it says was never checked."""
        vat = values.pop("vat", False)
        partner = self._card(name, **{"email": False, **values})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s WHERE id = %s", (vat or None, partner.id)
        )
        self.env.invalidate_all()
        return partner

    def test_what_does_not(self):
        nl, be, de, fr = (
            self.env.ref(f"base.{code}").id for code in ("nl", "be", "de", "fr")
        )
        pairs = (
            (
                {"vat": "303265045", "country_id": de},
                {"vat": "303265045", "country_id": fr},
            ),
            ({"vat": "DE136695976"}, {"vat": "AT136695976"}),
            (
                {"company_registry": "732829320", "country_id": fr},
                {"company_registry": "732829320", "country_id": be},
            ),
            (
                {"company_registry": "HRA 9911", "country_id": de},
                {"company_registry": "HRB 9911", "country_id": de},
            ),
            *(
                ({"vat": placeholder, "country_id": nl},) * 2
                for placeholder in ("/", "0", "NA", "NL000000000B00", "123456789")
            ),
            ({"company_registry": "-"}, {"company_registry": "-"}),
            ({"email": "geen"}, {"email": "geen"}),
            ({"name": "Jansen"}, {"name": "Jansen"}),
        )
        for first, second in pairs:
            self._card_unchecked(**{"name": "A", **first})
            self._card_unchecked(**{"name": "B", **second})

        self.assertEqual(self._refresh().mapped("shared_values"), [])

    def test_same_account_also_on_a_contact_of_the_customer(self):
        first, second, third = (self._card(name) for name in "ABC")
        self._account(first)
        contact = self.env["res.partner"].create(
            {"name": "Administration", "parent_id": second.id}
        )
        self._account(contact, "nl91abna0417164300")
        self._account(third).active = False

        row = self._refresh()

        self.assertEqual(row.debtor_ids.partner_id, first | second)
        self.assertEqual((row.kind, row.value), ("iban", IBAN))

    def test_text_that_is_no_iban_says_nothing(self):
        for name in "AB":
            self._account(self._card(name), "NL90ABNA0417164300")
        self.assertFalse(self._refresh())

    def test_only_living_cards_of_debtors_count(self):
        self._card("A", vat=VAT)
        archived = self._card("Archived", vat=VAT)
        archived.active = False
        self._card("Nothing open", amount=0, vat=VAT)
        self.env["dunning.debtor"].create(
            {"partner_id": self._card("Paid long ago", amount=0, vat=VAT).id}
        )
        self.assertFalse(self._refresh())

        archived.active = True

        self.assertEqual(len(self._refresh().debtor_ids), 2)

    def test_paid_card_with_notices_counts(self):
        first = self._card("A", vat=VAT)
        self._send(self._propose().notice_ids)
        self._register_payment(first.invoice_ids)
        self._card("B", vat=VAT)

        row = self._refresh()

        self.assertEqual(row.debtor_ids.partner_id.mapped("name"), ["B", "A"])
        self.assertEqual((row.amount_overdue, row.amount_hidden), (100, 0))

    def test_family_of_companies_is_no_duplicate(self):
        holding = self._card("Holding", vat=VAT)
        self._card("Subsidiary", parent_id=holding.id, vat=VAT)
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=holding.id
        )
        self._invoice(30, partner=contact)
        self.assertFalse(self._refresh())

        self._card("Stranger", vat=VAT)

        self.assertEqual(len(self._refresh().debtor_ids), 3)

    def test_customer_and_its_payer_are_no_duplicates(self):
        first, second = (self._card(name, vat=VAT) for name in "AB")
        self._refresh()
        self._debtor(first).write({"addressee": "payer", "payer_id": second.id})
        self.assertFalse(self._refresh())

    def test_customer_that_became_a_contact_is_no_duplicate_of_its_company(self):
        person = self._card("Owner", vat=VAT)
        self._send(self._propose().notice_ids)
        holding = self._card("Holding", vat=VAT)
        person.write({"is_company": False, "parent_id": holding.id})
        self._card("Stranger", vat=VAT)

        self.assertEqual(
            self._refresh().debtor_ids.partner_id.mapped("name"),
            ["Holding", "Stranger"],
        )

    def test_companies_of_the_database_and_their_addresses_do_not_count(self):
        sister = self._second_company()["company"]
        sister.partner_id.write({"vat": VAT, "email": "desk@dealer.example.com"})
        self._invoice(100, partner=sister.partner_id)
        self._card("A", vat=VAT, email="Desk@dealer.example.com")
        self._card("B", email="desk@dealer.example.com")
        for partner in self.env["res.partner"].search([("name", "in", ("A", "B"))]):
            self._account(partner, "NL02ABNA0123456789")  # of the sister company

        self.assertFalse(self._refresh())

    def test_address_of_too_many_cards_is_nobodys(self):
        for name in "ABC":
            self._card(name, email="agent@example.com", vat=VAT)
        with patch.object(duplicates, "CARDS_MAXIMUM", 2):
            row = self._refresh()
        self.assertEqual(row.shared_values, [["vat", VAT]])
        self.assertEqual(self._refresh().shared_values[1][0], "email")

    def test_same_cards_give_one_row_with_all_they_share(self):
        for name in "AB":
            partner = self._card(name, vat=VAT, email="info@jansen.example.com")
            self._account(partner)

        row = self._refresh()

        self.assertEqual((row.kind, row.value), ("vat", VAT))
        self.assertEqual(
            row.also_shared, f"Bank account {IBAN}, E-mail info@jansen.example.com"
        )
