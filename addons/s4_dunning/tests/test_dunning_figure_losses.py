from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureLosses(FigureCommon):
    """What is money and what is a loss, in the first quarter of 2026.

    The ledger of FigureCommon alone has 3100 collected and 700 written off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.company_data
        cls.receivable = cls.items["A1"].account_id
        cls.bank = data["default_journal_bank"].default_account_id
        cls.cost = data["default_account_expense"]
        cls.revenue = data["default_account_revenue"]
        cls.bills = data["default_account_payable"]
        cls.tax = cls.env["account.account"].create(
            {"name": "VAT", "code": "VAT1", "account_type": "liability_current"}
        )

    def _entry(self, *lines, journal="misc", matched=None):
        """Post an entry of 10 March and match its receivables with items.

        :param lines: (account, balance[, partner])
        """
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date(2026, 3, 10),
                "journal_id": self.company_data[f"default_journal_{journal}"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": (partner or [self.customer])[0].id,
                            "tax_ids": [],
                        }
                    )
                    for account, balance, *partner in lines
                ],
            }
        )
        entry.action_post()
        for item in matched or ():
            of_customer = entry.line_ids.filtered(
                lambda line, item=item: (
                    line.account_id == item.account_id
                    and line.partner_id == item.partner_id
                )
            )
            (of_customer | item).reconcile()
        return entry

    def _sale(self, amount, partner=None):
        return self._document(
            partner or self.customer, amount, date(2026, 3, 2), date(2026, 3, 9)
        )

    def _pay_with_difference(self, item, amount, account):
        with freeze_time("2026-03-10"):
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "payment_date": date(2026, 3, 10),
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": account.id,
                }
            ).action_create_payments()

    def _check(self, written_off, collected):
        """The figures, and that their items add up to them."""
        [row] = self._report().row_ids.filtered("is_total")
        self.assertEqual(float(row._part("written_off")), written_off)
        self.assertEqual(row.amount_collected, collected)
        row.action_explain()
        for name, expected in (("written_off", written_off), ("collected", collected)):
            value = row.value_ids.filtered(lambda value, name=name: value.name == name)
            items = self._shown(value.action_open_items())
            self.assertAlmostEqual(sum(items.mapped("amount")), expected)

    def test_opening_entry_is_no_loss(self):
        # taken over in the middle of the year: costs of the year stand in it
        sale = self._sale(300)
        self._entry(
            *((self.receivable, 5000), (self.receivable, -300), (self.cost, 9000)),
            *((self.revenue, -12000), (self.bills, -1700)),
            matched=[sale],
        )
        self._check(700, 3100)

    def test_closing_of_a_point_of_sale_is_no_loss(self):
        # a return: goods back into stock, sales and what the customer owed go down
        sale = self._sale(300)
        self._entry(
            *((self.revenue, 300), (self.receivable, -300)),
            *((self.cost, -120), (self.bills, 120)),
            matched=[sale],
        )
        self._check(700, 3100)

    def test_fee_that_a_payment_provider_keeps_is_neither_loss_nor_money(self):
        sale = self._sale(1000)
        self._entry(
            *((self.bank, 975), (self.cost, 25), (self.receivable, -1000)),
            journal="bank",
            matched=[sale],
        )
        self._check(700, 3100 + 975)

    def test_what_a_payment_wrote_off_is_a_loss_and_no_money(self):
        self._pay_with_difference(self._sale(1000), 400, self.cost)
        self._check(700 + 600, 3100 + 400)

    def test_difference_of_a_payment_that_is_no_cost_is_no_loss(self):
        self._pay_with_difference(self._sale(1000), 980, self.revenue)
        self._check(700, 3100 + 980)

    def test_cash_discount_is_no_loss(self):
        self.company.account_journal_early_pay_discount_loss_account_id = self.cost
        self._pay_with_difference(self._sale(1000), 980, self.cost)
        # nor is what an entry charges to that account: A2
        self._check(0, 3100 + 980)

    def test_entry_for_several_customers_is_a_loss_of_each_with_its_tax(self):
        first, second = self._sale(121), self._sale(242, self.smit)
        tax = self.env["account.tax"].create({"name": "21 %", "amount": 21})
        tax_line = tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        entry = self._entry(
            *((self.cost, 300), (self.tax, 63)),
            *((self.receivable, -121), (self.receivable, -242, self.smit)),
        )
        entry.button_draft()
        entry.line_ids.filtered(
            lambda line: line.account_id == self.tax
        ).tax_repartition_line_id = tax_line
        entry.action_post()
        for item in (first, second):
            line = entry.line_ids.filtered(
                lambda line, item=item: -line.balance == item.balance
            )
            (line | item).reconcile()

        self._check(700 + 121 + 242, 3100)

        items = self.env["dunning.figure.item"].with_context(figure_end="2026-03-31")
        losses = items.search(
            [("fact", "=", "written_off"), ("entry_id", "=", entry.id)]
        )
        self.assertEqual(
            {item.move_line_id: item.amount for item in losses},
            {first: 121, second: 242},
        )

    def test_claim_that_goes_over_to_another_customer_is_no_loss(self):
        sale = self._sale(100)
        self._entry(
            *((self.receivable, -100), (self.receivable, 90, self.smit)),
            (self.cost, 10),
            matched=[sale],
        )
        self._check(700 + 10, 3100)

    def test_entry_that_is_not_matched_wrote_nothing_off_yet(self):
        self._entry((self.cost, 50), (self.receivable, -50))
        self._check(700, 3100)

    def test_write_off_that_was_reversed_is_no_loss(self):
        [partial] = self.items["A2"].matched_credit_ids
        entry = partial.credit_move_id.move_id
        entry._reverse_moves([{"date": date(2026, 3, 21)}], cancel=True)
        self._check(0, 3100)

    def test_figures_of_a_day_count_money_only(self):
        with freeze_time("2026-03-10"):
            self._pay_with_difference(self._sale(1000), 400, self.cost)
            self.group.action_refresh()
        figure = self.env["dunning.figure"].search([("group_id", "=", self.group.id)])
        self.assertEqual(figure.amount_collected, 400)
