import json
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureMonth(FigureCommon):
    """The trend: the ledger of FigureCommon at the end of each month."""

    def _months(self, today="2026-04-30"):
        with freeze_time(today):
            self.env["dunning.figure.month"]._refresh(self.group)
        return self.env["dunning.figure.month"].search(
            [("company_id", "=", self.company.id), ("is_empty", "=", False)],
            order="month",
        )

    def test_months_before_the_first_night_are_there_too(self):
        months = self._months()

        self.assertEqual(
            months.mapped(lambda row: (row.date, row.amount_closing)),
            [
                (date(2025, 11, 30), 1000),
                (date(2025, 12, 31), 600),
                (date(2026, 1, 31), 2700),  # A2 700, B1 2000
                (date(2026, 2, 28), 3700),  # A2 700, A3 3000
                (date(2026, 3, 31), 6200),
                (date(2026, 4, 30), 5200),  # 1000 more was paid
            ],
        )
        march = months[4]
        self.assertEqual((march.dso, march.dso_countback), (59.36, 54.33))
        self.assertEqual(march.on_time_rate, 33.33)

    def test_figure_without_value_is_empty_and_not_zero(self):
        self._months()
        self.env.cr.execute(
            "SELECT promise_rate, on_time_rate FROM dunning_figure_month"
            " WHERE company_id = %s AND month = '2026-03-01'",
            [self.company.id],
        )
        promise_rate, on_time_rate = self.env.cr.fetchone()
        self.assertIsNone(promise_rate)
        self.assertIsNotNone(on_time_rate)

    def test_screen_knows_which_figures_have_no_value(self):
        march = self._months()[4]
        self.assertEqual(march.no_value, ",collection_effectiveness,promise_rate,")
        self.assertIsNone(march._value("promise_rate"))
        self.assertEqual(march._value("dso"), 59.36)

    def test_trend_shows_which_count_back_ran_out_of_months(self):
        self._document(self.smit, 900, date(2023, 10, 2), date(2023, 10, 9))
        # October 2023 is out of reach. Open are 1900 and 1500, of which the 1000 of
        # November are covered; from January on all: 3600 = 2700 in 31 days, nothing
        # in the 31 of December, 900 of 1000 in 30; 4600 = 3000 in 28, 1600 of 2700
        # in 31; 7100 = 3700 in 31, 3000 in 28, 400 of 2700 in 31; 6100 = nothing in
        # 30, 3700 in 31, 2400 of 3000 in 28
        months = self._months()
        self.assertEqual(
            months.mapped("dso_countback_shown")[-6:],
            ["> 30.0", "> 61.0", "89.0", "46.4", "63.6", "83.4"],
        )

    def test_month_goes_on_until_it_is_over(self):
        months = self._months("2026-03-22")
        self.assertEqual(months[-1].date, date(2026, 3, 22))
        self.assertEqual(months[-1].amount_closing, 6700)  # A3 3000, A4 -300, B2 4000

        later = self._months("2026-04-02")

        self.assertEqual(later[:-1], months)
        self.assertEqual(months[-1].date, date(2026, 3, 31))
        self.assertEqual(months[-1].amount_closing, 6200)
        self.assertEqual(later[-1].amount_closing, 5200)

    def test_month_that_was_calculated_later_is_not_the_latest(self):
        months = self._months()
        first = months[0].copy_data()[0]
        months[0].sudo().unlink()
        again = self.env["dunning.figure.month"].sudo().create(first)

        self.assertGreater(again.id, months[-1].id)
        self.assertTrue(months[-1].is_latest)
        self.assertFalse(again.is_latest)

    def test_month_is_explained_as_it_was_calculated(self):
        march = self._months()[4]
        action = march.action_explain()
        report = self.env[action["res_model"]].browse(action["res_id"])

        [row] = report.row_ids.filtered("is_total")

        self.assertEqual(row.dso, "59.4")
        self.assertEqual(row.amount_closing, march.amount_closing)

    def test_dashboard_shows_the_latest_month_and_its_trend(self):
        months = self._months()
        latest = self.env["dunning.figure.month"].search(
            [("is_latest", "=", True), ("company_id", "=", self.company.id)]
        )

        self.assertEqual(latest, months[-1])
        self.assertTrue(latest.is_latest)
        self.assertFalse(months[0].is_latest)
        [line] = json.loads(latest.trend)
        self.assertEqual(len(line["values"]), 6)
        self.assertEqual(line["values"][4], {"x": "Mar 2026", "y": 54.33})

    def test_night_calculates_the_months_and_a_run_does_not_wait_for_them(self):
        self.group.action_refresh()
        self.assertFalse(
            self.env["dunning.figure.month"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )
        self.env["dunning.group"]._cron_refresh()
        self.assertTrue(
            self.env["dunning.figure.month"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )

    def test_months_are_for_readers_of_the_company(self):
        months = self._months()
        sister = self._second_company()["company"]
        for name, group, company, seen in (
            ("viewer", "s4_dunning.s4_dunning_group_viewer", self.company, True),
            ("stranger", "s4_dunning.s4_dunning_group_manager", sister, False),
        ):
            user = new_test_user(
                self.env,
                name,
                groups=group,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            theirs = months.with_user(user)
            self.assertEqual(theirs.has_access("read"), seen, name)
            self.assertEqual(
                theirs.search([("id", "in", months.ids)]).ids,
                theirs.ids[::-1] if seen else [],
            )
            self.assertFalse(theirs.has_access("write"), name)
            self.assertFalse(theirs.has_access("unlink"), name)
        salesperson = new_test_user(
            self.env, "sales", groups="s4_dunning.s4_dunning_group_viewer_own"
        )
        with self.assertRaises(AccessError):
            months.with_user(salesperson).search([])
