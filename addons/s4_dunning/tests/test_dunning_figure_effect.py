from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureEffect(FigureCommon):
    """What customers paid in the 14 days after the notices of 31 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bram = cls._create_customer("Bram Bakker")

    def _sale(self, currency=None):
        """Sell for 1000, due on 20 March.

        :return: the receivable journal item
        """
        document = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.bram.id,
                "currency_id": (currency or self.company.currency_id).id,
                "invoice_date": date(2026, 3, 1),
                "invoice_payment_term_id": False,
                "invoice_date_due": date(2026, 3, 20),
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 1000, "tax_ids": []})
                ],
            }
        )
        document.action_post()
        return document.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )

    def _remind(self):
        with freeze_time("2026-03-31"):
            self._send(self._propose(date(2026, 3, 31)).notice_ids)

    def _settle(self, item, amount, day, **values):
        with freeze_time(day):
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "currency_id": item.currency_id.id,
                    "payment_date": day,
                    "journal_id": self.company_data["default_journal_bank"].id,
                    **values,
                }
            ).action_create_payments()

    def _effect(self, item):
        """:return: tuple of asked for, paid, paid in full; of one item"""
        report = self._report(date=date(2026, 4, 30))
        shown = self._shown(report.effect_ids.action_open_items())
        self.assertEqual(sum(shown.mapped("amount")), report.effect_ids.amount)
        self.assertEqual(sum(shown.mapped("amount_met")), report.effect_ids.amount_met)
        [row] = shown.filtered(lambda row: row.move_line_id == item)
        return row.amount, row.amount_met, row.number_met

    def test_invoice_in_foreign_currency_is_paid_in_full(self):
        # 1.25 euros for a dollar, 2 from April on: 600 euros are 480, or 300 then
        euro = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 1.25), ("2026-04-01", 2)]
        )
        item = self._sale(euro)
        self._settle(item, 400, date(2026, 3, 25))
        self._remind()
        self._settle(item, 600, date(2026, 4, 2))

        self.assertTrue(item.reconciled)
        self.assertEqual(self._effect(item), (480, 480, 1))

    def test_invoice_in_foreign_currency_is_paid_in_part(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 1.25), ("2026-04-01", 1)]
        )
        item = self._sale(euro)
        self._remind()
        self._settle(item, 999, date(2026, 4, 2))  # worth more than the 800 asked for

        self.assertEqual(self._effect(item), (800, 799.2, 0))

    def test_entry_of_an_exchange_difference_makes_no_payment_late(self):
        # 1000 euros are 800 dollars when sold, 500 when paid
        euro = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 1.25), ("2026-03-20", 2)]
        )
        item = self._sale(euro)
        # entered in April, so Odoo dates the difference at the end of March
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=item.ids
        ).create(
            {
                "payment_date": date(2026, 3, 20),
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_create_payments()

        matches = item.matched_credit_ids
        self.assertEqual(
            sorted(matches.mapped("max_date")), [date(2026, 3, 20), date(2026, 3, 31)]
        )
        [row] = (
            self.env["dunning.figure.item"]
            .with_context(figure_end="2026-03-31")
            .search([("fact", "=", "due"), ("move_line_id", "=", item.id)])
        )
        self.assertEqual((row.number, row.number_met), (1, 1))

    def test_what_a_payment_wrote_off_was_not_paid(self):
        item = self._sale()
        self._remind()
        self._settle(
            item,
            400,
            date(2026, 4, 2),
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )

        self.assertTrue(item.reconciled)
        self.assertEqual(self._effect(item), (1000, 400, 0))

    def test_who_took_a_cash_discount_paid_in_full(self):
        discounts = self.company_data["default_account_expense"].copy()
        self.company.account_journal_early_pay_discount_loss_account_id = discounts
        item = self._sale()
        self._remind()
        self._settle(
            item,
            980,
            date(2026, 4, 2),
            payment_difference_handling="reconcile",
            writeoff_account_id=discounts.id,
        )

        self.assertEqual(self._effect(item), (1000, 1000, 1))
