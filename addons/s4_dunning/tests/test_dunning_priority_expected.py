from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon

FRIDAY = TODAY + timedelta(days=3)  # 3 April 2026


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPriorityExpected(DunningCommon):
    """2500 are overdue for 45 days: 8 + 10 + 10 points, see TestDunningPriority.

    Another 20 points are taken off where all of it is expected within 7 days.
    """

    def setUp(self):
        super().setUp()
        self.item = self._invoice(2500, overdue=45)
        self.group.action_refresh()
        self.debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _expect(self, item=None, **values):
        """Predict a day, and order the debtors again."""
        row = self.env["dunning.expectation"].search(
            [("move_line_id", "=", (item or self.item).id)]
        )
        row.sudo().write(
            {
                "method": "habit",
                "date_expected": FRIDAY,
                "days_usual": 48,
                "reliability": "medium",
                **values,
            }
        )
        self.env["dunning.debtor"]._refresh_priorities(self.group)
        return self.debtor.priority

    def test_payment_expected_within_days_is_less_urgent(self):
        self.assertEqual(self.debtor.priority, 28)
        self.assertEqual(self._expect(), 28 - 20)
        self.assertTrue(
            self.debtor.priority_reason.endswith(
                "no contact for 45 days: 10; payment expected by 3 April: -20"
            ),
            self.debtor.priority_reason,
        )

    def test_last_of_the_seven_days(self):
        self.assertEqual(self._expect(date_expected=TODAY + timedelta(days=7)), 8)
        self.assertEqual(self._expect(date_expected=TODAY + timedelta(days=8)), 28)
        self.assertEqual(self._expect(date_expected=TODAY - timedelta(days=1)), 28)

    def test_part_of_what_is_overdue_counts_in_proportion(self):
        self._invoice(1500, overdue=45)
        self.group.action_refresh()
        # 30 * 0.4 + 10 + 10, less 20 * 2500 / 4000 = 12.5
        self.assertEqual(self._expect(), 12 + 10 + 10 - 13)
        self.assertIn("63% expected by 3 April: -13", self.debtor.priority_reason)

    def test_what_is_not_due_yet_does_not_count(self):
        later = self._invoice(900, overdue=-2)
        self.group.action_refresh()
        self.assertEqual(self._expect(later), 28)

    def test_nothing_is_taken_off_where_nothing_is_predicted(self):
        for method in ("due", "late", "unknown"):
            self.assertEqual(self._expect(method=method), 28, method)
        self.assertEqual(self._expect(reliability="low"), 28)
        self.assertEqual(self._expect(reliability="high"), 8)

    def test_score_is_not_below_zero(self):
        self.group.priority_expected = 90
        self.assertEqual(self._expect(), 0)

    def test_group_says_how_much(self):
        self.group.priority_expected = 0
        self.assertEqual(self._expect(), 28)
        self.assertNotIn("expected", self.debtor.priority_reason)
        for points in (-1, 101):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.group.priority_expected = points
                self.group.flush_recordset()

    def test_reason_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._expect()
        self.assertIn("3 april", self.debtor.with_context(lang="nl_NL").priority_reason)

    def test_nothing_is_proposed_otherwise(self):
        self._expect()
        self.assertEqual(self._propose().notice_ids.partner_id, self.customer)

    def test_my_day_tells_the_day_and_why(self):
        self._expect()
        self._propose()
        self.env.flush_all()
        collector = new_test_user(
            self.env,
            "day_collector",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
        )
        tasks = self.env["dunning.task"].with_user(collector)
        [card] = tasks.load_day("all")["tasks"]
        self.assertEqual(card["date_expected"], FRIDAY)
        self.assertEqual(card["percent_expected"], 100)
        self.assertEqual(
            tasks.browse(card["id"]).load_task()["expected"],
            "Customers like this one usually pay 48 days late; expected 3 April; "
            "reliability medium.",
        )

    def test_my_day_says_nothing_where_nothing_is_predicted(self):
        self._propose()
        self.env.flush_all()
        tasks = self.env["dunning.task"]
        [task] = tasks.search([("partner_id", "=", self.customer.id)])
        self.assertFalse(task.date_expected)
        self.assertEqual(task.load_task()["expected"], "")
