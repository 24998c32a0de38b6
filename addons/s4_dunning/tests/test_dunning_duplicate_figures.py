from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_dunning_duplicate import VAT, DuplicateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDuplicateFigures(DuplicateCommon):
    """What hides on the other cards, and where it is said."""

    def test_amounts_over_companies_and_currencies(self):
        gbp = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        sister = self._second_company()["company"]
        sister.currency_id = gbp
        usd = self.company.currency_id
        self.group.currency_id = usd
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 4,
                "currency_id": usd.id,
                "company_id": sister.id,
            }
        )
        first = self._card("A", 100, vat=VAT)
        self._invoice(60, partner=first, currency_id=gbp.id)  # 120 USD
        self._invoice(500, partner=first, overdue=-5)  # not due yet
        self._invoice(30, partner=first, move_type="out_refund")
        second = self._card("B", 25, company=sister, vat=VAT)  # 25 GBP: 100 USD
        self._invoice(10, partner=second)
        third = self._card("C", 40.5, vat=VAT)

        row = self._refresh()

        self.assertEqual(row.currency_id, usd)
        self.assertEqual(row.debtor_ids.partner_id, first | second | third)
        self.assertEqual(row.main_debtor_id.partner_id, first)
        self.assertEqual(row.debtor_count, 3)
        self.assertAlmostEqual(row.amount_overdue, 220 + 110 + 40.5)
        self.assertAlmostEqual(row.amount_hidden, 110 + 40.5)

    def test_number_of_queries_does_not_grow(self):
        for number in range(2):
            self._pair(number)
        few = self._count_queries()
        for number in range(2, 12):
            self._pair(number)
        many = self._count_queries()
        unchanged = self._count_queries()

        rows = self.env["dunning.duplicate"].search([("group_id", "=", self.group.id)])
        self.assertEqual(len(rows), 12)
        self.assertLessEqual(many, few)
        self.assertLessEqual(unchanged, few)

    def _pair(self, number):
        for letter in "AB":
            partner = self._create_customer(f"{letter}{number}", email=f"{number}@x.nl")
            self.env["dunning.debtor"].create(
                {
                    "partner_id": partner.id,
                    "group_id": self.group.id,
                    "amount_open": 5,
                    "amount_overdue": 5,
                }
            )

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["dunning.duplicate"].sudo()._refresh(self.group)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_run_counts_customers_and_what_hides(self):
        self._card("A", 100, vat=VAT)
        self._card("B", 310, vat=VAT, email="info@example.com")
        self._card("C", 25.5, email="info@example.com")
        self._card("D", 1000, email="shared@example.com")
        self._card("E", 900, email="shared@example.com")
        self._card("F", 7, vat="DE136695976")
        dismissed = self._card("G", 7, vat="DE136695976")
        self._refresh().filtered(
            lambda row: dismissed in row.debtor_ids.partner_id
        ).action_dismiss()

        run = self._propose()

        # A, B and C are one customer although no value is on all three
        self.assertEqual(
            run.duplicate_alert,
            "2 customers seem to have several cards. "
            "$\xa01,025.50 overdue is on the other cards.",
        )
        action = run.action_open_duplicates()
        rows = self.env["dunning.duplicate"].search(action["domain"])
        self.assertEqual(len(rows), 4)

    def test_run_without_suspects_says_nothing(self):
        self._card("A", 100)
        self.assertFalse(self._propose().duplicate_alert)
        self._card("B", 100, overdue=-5, email="a@example.com")
        self.assertEqual(
            self._propose().duplicate_alert, "1 customer seems to have several cards."
        )

    def test_debtor_names_the_other_cards(self):
        first = self._card("A", 100, vat=VAT)
        for name, amount in zip("BCDEF", (10, 50, 40, 30, 20), strict=True):
            self._card(name, amount, vat=VAT)
        row = self._refresh()

        hint = self._debtor(first).duplicate_hint

        self.assertEqual(
            hint,
            f"VAT number {VAT} is also on C, D, E, and 2 more: "
            "$\xa0150.00 overdue there.",
        )
        row.action_dismiss()
        self.env.invalidate_all()
        self.assertFalse(self._debtor(first).duplicate_hint)
