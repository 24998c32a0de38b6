from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, text_of
from .dispute_common import DisputeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeCreditNote(DisputeCommon):
    """The credit note is right to the last cent, taxes included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "21 %", "amount": 21, "amount_type": "percent"}
        )
        cls.low_tax = cls.env["account.tax"].create(
            {"name": "9 %", "amount": 9, "amount_type": "percent"}
        )

    def _taxed(self, *lines, **values):
        """:return: item of an invoice of lines (quantity, price, discount, taxes)"""
        return self._invoice(
            0,
            invoice_line_ids=[
                Command.create(
                    {
                        "name": f"Line {number}",
                        "quantity": quantity,
                        "price_unit": price,
                        "discount": discount,
                        "tax_ids": [Command.set(taxes.ids)],
                    }
                )
                for number, (quantity, price, discount, taxes) in enumerate(lines)
            ],
            **values,
        )

    def _credit(self, item, amount):
        dispute = self._dispute(item, amount)
        dispute._settle("accepted")
        return dispute.credit_note_id

    def test_every_cent_of_three_lines_with_tax(self):
        item = self._taxed(
            (3, 33.33, 0, self.tax), (1, 7.77, 10, self.tax), (2, 0.05, 0, self.tax)
        )
        # by hand: 99.99 + 6.99 + 0.10 = 107.08; 21 % of it is 22.49
        self.assertEqual(item.balance, 129.57)
        for cents in (1, 2, 99, 100, 101, 1000, 4321, 7999, 8000, 12956):
            with self.subTest(cents=cents):
                credit_note = self._credit(item, cents / 100)

                self.assertEqual(credit_note.amount_total, cents / 100)
                self.assertAlmostEqual(
                    credit_note.amount_untaxed + credit_note.amount_tax, cents / 100
                )
                self.assertAlmostEqual(
                    credit_note.amount_tax, cents / 100 * 21 / 121, delta=0.011
                )
                credit_note.unlink()
                self.env["dunning.dispute"].search(
                    [("state", "=", "open")]
                ).action_withdraw()

    def test_tax_of_a_part_is_that_part_of_the_tax(self):
        item = self._taxed((1, 100, 0, self.tax), (1, 200, 0, self.tax))
        self.assertEqual(item.balance, 363)

        credit_note = self._credit(item, 121)

        self.assertEqual(credit_note.amount_tax, 21)
        self.assertEqual(
            credit_note.invoice_line_ids.mapped("price_subtotal"), [33.33, 66.67]
        )

    def test_two_rates_and_none_keep_their_shares(self):
        item = self._taxed(
            (1, 100, 0, self.tax),
            (1, 100, 0, self.low_tax),
            (1, 70, 0, self.tax.browse()),
        )
        self.assertEqual(item.balance, 300)  # 121 + 109 + 70

        credit_note = self._credit(item, 100)

        self.assertEqual(credit_note.amount_total, 100)
        taxes = {
            line.tax_line_id: line.balance
            for line in credit_note.line_ids.filtered("tax_line_id")
        }
        self.assertEqual(taxes, {self.tax: 7, self.low_tax: 3})

    def test_tax_included_in_the_price(self):
        included = self.tax.copy({"price_include_override": "tax_included"})
        item = self._taxed((1, 121, 0, included), (3, 9.99, 0, included))
        self.assertEqual(item.balance, 150.97)

        self.assertEqual(self._credit(item, 77.77).amount_total, 77.77)

    def test_rounding_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        item = self._taxed(
            (1, 0.33, 0, self.tax), (1, 0.33, 0, self.tax), (1, 10, 0, self.tax)
        )

        self.assertEqual(self._credit(item, 5.55).amount_total, 5.55)

    def test_whole_invoice_is_credited_as_it_was_invoiced(self):
        item = self._taxed((3, 33.33, 0, self.tax), (1, 7.77, 10, self.tax))

        credit_note = self._credit(item, item.balance)

        self.assertEqual(credit_note.amount_total, item.balance)
        self.assertEqual(credit_note.invoice_line_ids.mapped("quantity"), [3, 1])

    def test_rest_of_a_partly_paid_invoice(self):
        item = self._taxed((3, 33.33, 0, self.tax))
        self._register_payment(item.move_id, amount=100)
        self.assertEqual(item.amount_residual, 20.99)

        credit_note = self._credit(item, None)
        self.assertEqual(credit_note.amount_total, 20.99)
        credit_note.action_post()

        self.assertTrue(item.reconciled)

    def test_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 1.25)])
        item = self._taxed(
            (3, 33.33, 0, self.tax), (1, 7.77, 0, self.tax), currency_id=euro.id
        )

        credit_note = self._credit(item, 44.44)

        self.assertEqual(credit_note.currency_id, euro)
        self.assertEqual(credit_note.amount_total, 44.44)
        self.assertEqual(abs(credit_note.amount_total_signed), 35.55)

    def test_posted_credit_note_keeps_its_cents(self):
        item = self._taxed((7, 1.43, 0, self.tax), (1, 7.77, 10, self.low_tax))
        credit_note = self._credit(item, 3.33)

        credit_note.action_post()

        self.assertEqual(credit_note.amount_total, 3.33)
        self.assertEqual(
            text_of(credit_note.ref),
            f"Credit of {item.move_id.name} after your complaint",
        )

    def test_accounts_and_analytics_stay(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Site", "plan_id": plan.id}
        )
        item = self._taxed((1, 100, 0, self.tax))
        line = item.move_id.invoice_line_ids
        line.analytic_distribution = {str(account.id): 100}

        credited = self._credit(item, 12.1).invoice_line_ids

        self.assertEqual(credited.account_id, line.account_id)
        self.assertEqual(credited.analytic_distribution, {str(account.id): 100})
        self.assertEqual(credited.price_subtotal, 10)
