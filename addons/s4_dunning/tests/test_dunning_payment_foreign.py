from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentForeign(PaymentCommon):
    """A payment in pounds: A and B keep their books in dollars, C in pounds.

    A pound is worth 2 dollars when it is invoiced. When it is paid it is worth 1.60 at
    B; the bank of A gives 1.50.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pound = cls.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        cls.pound.rate_ids.company_id = False
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.pound.id,
                "company_id": cls.sister.id,
                "name": "2026-03-25",
                "rate": 1 / 1.6,
            }
        )
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.pound.id,
                "company_id": cls.sister.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )

    def _pay_pounds(self, notice, pounds, **values):
        return self._pay(
            notice,
            pounds * 1.5,
            foreign_currency_id=self.pound.id,
            amount_currency=pounds,
            **values,
        )

    def test_each_company_converts_by_itself(self):
        notice = self._notice(("A", 60, 40), ("B", 40, 30), currency_id=self.pound.id)
        line = self._pay_pounds(notice, 100)

        entries = self._split(line)

        receiver = entries["A"].line_ids.sorted("balance")
        self.assertEqual(receiver.mapped("amount_currency"), [-40, 40])
        self.assertEqual(receiver.mapped("balance"), [-60, 60])  # 40 at 1.50
        sister = entries["B"].line_ids.sorted("balance")
        self.assertEqual(sister.mapped("amount_currency"), [-40, 40])
        self.assertEqual(sister.mapped("balance"), [-64, 64])  # 40 at 1.60
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])
        # the difference to the 2.00 of the invoices is booked, nothing stays open
        self.assertEqual([item.amount_residual for item in self.items], [0, 0])
        self.assertTrue(self._money(line).reconciled)

    def test_cents_of_several_sisters_add_up(self):
        # 0.33 + 0.33 pounds at 1.50 are 0.495 each: 0.50 + 0.50, taken off as 1.00
        notice = self._notice(
            ("A", 99, 40), ("B", 0.33, 30), ("C", 0.33, 20), currency_id=self.pound.id
        )
        line = self._pay_pounds(notice, 99.66)

        entries = self._split(line)

        self.assertEqual(sum(entries["A"].line_ids.mapped("balance")), 0)
        self._post(*entries.values())
        self.assertEqual(self._residuals(), [0, 0, 0])

    def test_unmatched_bank_line_in_another_currency(self):
        notice = self._notice(("A", 60, 40), ("B", 40, 30), currency_id=self.pound.id)
        line = self._pay_pounds(notice, 100, customer=None)
        entries = self._split(line)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])
        self.assertTrue(self._money(line).reconciled)

    def test_company_without_a_rate_is_named(self):
        notice = self._notice(("A", 60, 40), ("B", 40, 30), currency_id=self.pound.id)
        wizard = self._wizard(self._pay_pounds(notice, 100)).save()
        self.pound.rate_ids.unlink()
        with self.assertRaisesRegex(UserError, "Sister B has no exchange rate for GBP"):
            wizard.action_draft_entries()
