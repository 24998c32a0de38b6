from odoo.tests import freeze_time, tagged

from .common import TODAY
from .expectation_common import ExpectationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningExpectationScope(ExpectationCommon):
    """Whose own payments tell when the next one is expected."""

    def test_consumer_is_one_of_its_like_unless_the_group_wants_more(self):
        self.customer.is_company = False
        for due in (250, 200, 150, 100):
            self._paid_invoice(due, 9)
        other = self._create_customer("Other")
        self._invoice(1, overdue=0, partner=other)
        self._debtor()
        self._paid_invoice(100, 5, partner=other)
        item = self._invoice(100, overdue=0)

        self._refresh()

        row = self._expectation(item)
        self.assertTrue(row.debtor_id.is_consumer)
        # the middle of nine and five, however often it paid after nine
        self.assertEqual((row.days_usual, row.invoice_count), (7, 0))
        self.assertIn("Customers like this one usually pay 7 days late", row.sentence)

        self.group.expectation_scope = "all"
        self._refresh()

        # (4 * 9 + 7) / 5 = 8.6
        self.assertEqual((row.days_usual, row.invoice_count), (9, 4))
        self.assertIn("Usually pays 9 days late", row.sentence)

    def test_group_can_switch_it_off(self):
        for due in (250, 200, 150, 100):
            self._paid_invoice(due, 9)
        item = self._invoice(100, overdue=0)
        self.group.expectation_scope = "none"
        self._refresh()
        row = self._expectation(item)
        self.assertEqual((row.date_expected, row.method), (item.date_maturity, "due"))
        self.assertFalse(item.dunning_date_expected)
        self.assertEqual(row.sentence, "Not predicted: the dunning group wants none.")
