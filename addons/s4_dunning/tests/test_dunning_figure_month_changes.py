from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureMonthChanges(FigureCommon):
    """Which months are calculated once more: those whose ledger changed.

    On the ledger of FigureCommon, whose first night is that of 30 April 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months = cls.env["dunning.figure.month"]
        cls.months._refresh(cls.group)

    def _night(self, day="2026-04-30"):
        """Refresh the months.

        :return: list of (year, month) that were calculated
        """
        calculated = []
        rows = self.registry["dunning.figure.month"]._rows

        def note(months, companies, month, *args):
            calculated.append((month.year, month.month))
            return rows(months, companies, month, *args)

        with (
            freeze_time(day),
            patch.object(self.registry["dunning.figure.month"], "_rows", note),
        ):
            self.months._refresh(self.group)
        return calculated

    def _shown(self, name):
        rows = self.months.search(
            [("company_id", "=", self.company.id), ("is_empty", "=", False)],
            order="month",
        )
        return rows.mapped(name)

    def test_months_in_which_nothing_changed_are_not_calculated_again(self):
        self.assertEqual(self._night(), [])
        self.assertEqual(self._night("2026-05-01"), [(2026, 5)])
        self.assertEqual(self._night("2026-05-02"), [(2026, 5)])

    def test_month_without_movement_is_done_too(self):
        sister = self._second_company()["company"]
        self.assertEqual(len(self._night()), 13)
        self.assertEqual(self._night(), [])
        empty = self.months.search([("company_id", "=", sister.id)])
        self.assertEqual(len(empty), 13)
        self.assertEqual(set(empty.mapped("is_empty")), {True})
        self.assertFalse(empty.filtered("is_latest"), "no card on the dashboard")
        self.assertIsNone(empty[0]._value("dso"))

    def test_month_without_movement_gets_what_is_booked_in_it(self):
        before = self.months.search(
            [("company_id", "=", self.company.id), ("month", "=", "2025-08-01")]
        )
        self.assertTrue(before.is_empty)
        self._document(self.smit, 10, date(2025, 8, 8), date(2025, 8, 30))

        self._night()

        self.assertFalse(before.is_empty)
        self.assertEqual(before.amount_closing, 10)

    def test_what_is_booked_afterwards_changes_its_month_and_the_later_ones(self):
        self._document(self.smit, 10, date(2026, 2, 27), date(2026, 5, 1))

        calculated = self._night()

        self.assertEqual(calculated, [(2026, 2), (2026, 3), (2026, 4)])
        self.assertEqual(
            self._shown("amount_closing"), [1000, 600, 2700, 3710, 6210, 5210]
        )
        self.assertEqual(self._night(), [])

    def test_what_is_matched_afterwards_changes_the_months_of_its_date(self):
        # the credit note of 1 March leaves 2200 of the 2500 that were overdue
        self.assertEqual(self._shown("amount_overdue")[4], 2500)
        with freeze_time("2026-06-15"):
            (self.items["A3"] | self.items["A4"]).reconcile()

        calculated = self._night()

        self.assertEqual(calculated, [(2026, 3), (2026, 4)])
        self.assertEqual(self._shown("amount_overdue")[4], 2200)
        self.assertEqual(self._shown("amount_closing")[4], 6200)

    def test_matching_that_is_undone_changes_the_months_of_its_date(self):
        # at the end of January A2 700 was overdue; now 600 of A1 as well
        self.assertEqual(self._shown("amount_overdue")[2], 700)
        last = self.items["A1"].matched_credit_ids.filtered(
            lambda partial: partial.amount == 600
        )
        last.unlink()

        calculated = self._night()

        self.assertEqual(calculated[0], (2026, 1))
        self.assertEqual(self._shown("amount_overdue")[2], 1300)

    def test_document_that_goes_to_another_month_changes_both(self):
        invoice = self.items["B2"].move_id
        invoice.button_draft()
        invoice.invoice_date = date(2026, 4, 10)
        invoice.action_post()

        self.assertEqual(self._night(), [(2026, 3), (2026, 4)])
        self.assertEqual(self._shown("amount_closing")[4:], [2200, 5200])

    def test_document_that_is_deleted_changes_its_month(self):
        invoice = self.items["B2"].move_id
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()

        self.assertEqual(self._night(), [(2026, 3), (2026, 4)])
        self.assertEqual(self._shown("amount_closing")[4:], [2200, 1200])

    def test_due_date_that_is_moved_changes_the_months(self):
        self.items["A3"].date_maturity = date(2026, 4, 5)
        self.assertEqual(self._night(), [(2026, 2), (2026, 3), (2026, 4)])
        self.assertEqual(self._shown("amount_overdue")[4], 0)

    def test_promise_and_notice_change_the_month_of_their_date(self):
        promise = self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtors[0].id,
                "date": date(2026, 5, 1),
                "amount": 10,
                "item_ids": self.items["A3"].ids,
            }
        )
        promise._end("kept")
        promise.sudo().date_ended = date(2026, 3, 31)
        self.assertEqual(self._night(), [(2026, 3), (2026, 4)])
        self.assertEqual(self._shown("promise_rate")[4], 100)

        with freeze_time("2026-03-31"):
            self._send(self._propose(date(2026, 3, 31)).notice_ids)

        self.assertEqual(self._night(), [(2026, 3), (2026, 4)])
        self.assertEqual(self._shown("dunning_rate")[4], 25, "A3 of A2, A3, B1, B2")

    def test_nights_that_were_left_out_are_made_up_for(self):
        self.months.sudo().search([]).unlink()
        self._night("2026-03-10")
        march = self.months.search(
            [("company_id", "=", self.company.id), ("month", "=", "2026-03-01")]
        )
        self.assertEqual(march.date, date(2026, 3, 10))

        calculated = self._night("2026-06-20")

        self.assertEqual(calculated, [(2026, 3), (2026, 4), (2026, 5), (2026, 6)])
        self.assertEqual(march.date, date(2026, 3, 31))
        self.assertEqual(march.amount_closing, 6200)

    def test_ledger_of_another_company_changes_nothing(self):
        sister = self._second_company()["company"]
        self._night()
        self._document(
            self.customer, 10, date(2026, 3, 1), date(2026, 3, 8), company=sister
        )
        march = self.months.search(
            [("company_id", "=", self.company.id), ("month", "=", "2026-03-01")]
        )
        before = march.ledger_state
        self.assertEqual(self._night(), [(2026, 3), (2026, 4)])
        self.assertEqual(march.ledger_state, before)
