from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .behaviour_common import BehaviourCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningBehaviour(BehaviourCommon):
    """How a customer pays, told by due dates and payments set by hand."""

    def test_figures_of_paid_invoices(self):
        for due, late in ((200, 10), (150, 3), (100, -5), (50, 4), (20, 18)):
            self._paid_invoice(due, late)

        self.assertRecordValues(
            self._debtor(),
            [
                {
                    "invoice_count": 5,
                    "on_time_count": 2,  # 3 days late, and 5 days early
                    "on_time_ratio": 0.4,
                    "late_open_count": 0,
                    "days_late_average": 6,  # 30 / 5
                    "days_late_median": 4,
                    "behaviour": "habitual",  # 3 of 5, over half a year
                    "behaviour_message": "3 of 5 invoices late, 4 days on median",
                }
            ],
        )

    def test_who_forgets_once_is_never_habitual(self):
        # a bundle of five, forgotten together, and one that was paid in time
        for due in (100, 98, 96, 94, 92):
            self._paid_invoice(due, late=due - 70)  # all paid 70 days ago
        self._paid_invoice(40, late=0)

        debtor = self._debtor()

        self.assertEqual((debtor.on_time_count, debtor.invoice_count), (1, 6))
        self.assertEqual(debtor.behaviour, "occasional")

    def test_bundle_that_is_open_now_is_one_time_however_late(self):
        for due in (90, 70, 50, 30, 10):
            self._invoice(100, overdue=due)
        debtor = self._debtor()
        self.assertEqual(debtor.behaviour, "occasional")
        self.assertEqual(
            debtor.behaviour_message,
            "5 of 5 invoices late, 50 days on median; counts as one time; "
            "5 of them still open",
        )

    def test_one_late_invoice_of_one_makes_no_habit(self):
        self._paid_invoice(100, 60)
        debtor = self._debtor()
        self.assertEqual(debtor.behaviour, "new")
        self.assertEqual(debtor.behaviour_message, "Too new to judge: 1 of 1 late")

    def test_one_late_invoice_among_many_is_occasional(self):
        for due in (200, 160, 120):
            self._paid_invoice(due, 0)
        self._paid_invoice(80, 45)
        debtor = self._debtor()
        self.assertEqual(debtor.behaviour, "occasional")
        self.assertEqual(
            debtor.behaviour_message, "1 of 4 invoices late, 0 days on median"
        )

    def test_two_times_late_are_a_habit_from_the_share_on(self):
        for due in (200, 160):
            self._paid_invoice(due, 0)
        for due in (120, 60):
            self._paid_invoice(due, 8)
        self.assertEqual(self._debtor().behaviour, "habitual")
        self.group.behaviour_late_percentage = 51
        self.assertEqual(self._debtor().behaviour, "occasional")

    def test_prompt_customer(self):
        for due in (200, 150, 100, 50):
            self._paid_invoice(due, 2)
        debtor = self._debtor()
        self.assertEqual(debtor.behaviour, "prompt")
        self.assertEqual(debtor.behaviour_message, "Paid all 4 invoices on time")

    def test_customer_without_invoices_is_new(self):
        debtor = self._debtor()
        self.assertEqual(debtor.behaviour, "new")
        self.assertEqual(
            debtor.behaviour_message,
            "Too new to judge: no invoice was due to be paid yet",
        )
        self.assertFalse(self.env["dunning.behaviour"].search([]))

    def test_credit_note_is_no_late_payment(self):
        item = self._invoice(100, overdue=90)
        refund = self._invoice(100, overdue=0, move_type="out_refund")
        (item | refund).reconcile()
        self.assertEqual(self._debtor().invoice_count, 0)

    def test_credit_note_for_the_rest_does_not_move_the_day_of_payment(self):
        item = self._invoice(100, overdue=90)
        self._pay(item, TODAY - timedelta(days=90), amount=80)
        refund = self._invoice(20, overdue=0, move_type="out_refund")
        (item | refund).reconcile()
        self.assertEqual(self._debtor().days_late_median, 0)

    def test_last_money_is_the_day_of_payment(self):
        item = self._invoice(100, overdue=90)
        self._pay(item, TODAY - timedelta(days=95), amount=60)
        self._pay(item, TODAY - timedelta(days=70))
        self.assertEqual(self._debtor().days_late_median, 20)

    def test_item_paid_in_part_is_open(self):
        item = self._invoice(100, overdue=30)
        self._pay(item, TODAY - timedelta(days=30), amount=60)
        debtor = self._debtor()
        self.assertEqual((debtor.invoice_count, debtor.late_open_count), (1, 1))
        self.assertEqual(debtor.days_late_median, 30)

    def test_money_that_came_before_the_invoice_counts_on_its_day(self):
        item = self._invoice(100, overdue=10, invoice_date=TODAY - timedelta(days=40))
        self._pay(item, TODAY - timedelta(days=60))
        self.assertEqual(self._debtor().days_late_median, -30)

    def test_open_invoice_counts_once_it_is_later_than_tolerated(self):
        self._invoice(100, overdue=3)
        self._invoice(100, overdue=-3)
        self.assertEqual(self._debtor().invoice_count, 0)
        debtor = self._debtor(TODAY + timedelta(days=1))
        self.assertEqual((debtor.invoice_count, debtor.late_open_count), (1, 1))
        self.assertEqual(debtor.days_late_median, 4)
        self.assertEqual(
            debtor.behaviour_message,
            "Too new to judge: 1 of 1 late; 1 of them still open",
        )

    def test_each_instalment_counts_by_itself(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 30)
                ],
            }
        )
        items = self._invoice(
            100,
            invoice_date=TODAY - timedelta(days=100),
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        ).sorted("date_maturity")
        self._pay(items[0], TODAY - timedelta(days=100))
        self._pay(items[1], TODAY - timedelta(days=50))

        debtor = self._debtor()

        self.assertEqual((debtor.invoice_count, debtor.on_time_count), (2, 1))
        self.assertEqual(debtor.days_late_average, 10)  # 0 and 20

    def test_window_begins_with_the_day_of_payment(self):
        self._paid_invoice(380, 14)  # paid 366 days ago
        self._paid_invoice(380, 15)  # paid 365 days ago, on 31 March 2025
        self.assertEqual(self._debtor().invoice_count, 1)
        self.group.behaviour_months = 24
        self.assertEqual(self._debtor().invoice_count, 2)

    def test_trend_compares_the_halves_of_the_window(self):
        for due, late in ((300, 2), (280, 4), (260, 30)):
            self._paid_invoice(due, late)
        for due, late in ((120, 12), (80, 15), (60, 20)):
            self._paid_invoice(due, late)
        debtor = self._debtor()
        self.assertEqual(debtor.days_late_trend, 15 - 4)
        self.assertIn("11 days slower than 6 months ago", debtor.behaviour_message)

    def test_no_trend_from_two_invoices(self):
        for due, late in ((300, 2), (280, 2), (120, 40), (80, 40), (60, 40)):
            self._paid_invoice(due, late)
        self.assertEqual(self._debtor().days_late_trend, 0)

    def test_invoices_after_a_company_has_its_own_row(self):
        sister = self._second_company()["company"]
        self._paid_invoice(50, 0)
        self._paid_invoice(50, 20, company=sister)

        debtor = self._debtor()

        rows = self.env["dunning.behaviour"].search([("debtor_id", "=", debtor.id)])
        self.assertEqual(
            {row.company_id: (row.invoice_count, row.days_late_median) for row in rows},
            {
                self.env["res.company"]: (2, 10),
                self.company: (1, 0),
                sister: (1, 20),
            },
        )
        self.assertEqual(len(debtor.behaviour_ids), 2)

    def test_companies_of_the_database_are_left_out(self):
        sister = self._second_company()["company"]
        self.customer = sister.partner_id
        self._paid_invoice(50, 20, partner=sister.partner_id)
        self.assertEqual(self._debtor().invoice_count, 0)

    def test_invoice_to_a_contact_counts_for_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Ledger", "parent_id": self.customer.id}
        )
        self._paid_invoice(50, 20, partner=contact)
        self.assertEqual(self._debtor().days_late_median, 20)

    def test_settings_that_make_no_sense_are_refused(self):
        for values in (
            {"behaviour_months": 1},
            {"behaviour_invoice_minimum": 1},
            {"behaviour_late_percentage": 0},
            {"behaviour_tolerance_days": -1},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.group.write(values)
                self.env.flush_all()
