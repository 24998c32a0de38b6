from datetime import date

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureReport(FigureCommon):
    """Figures of the ledger of FigureCommon, calculated by hand."""

    def _row(self, **values):
        [row] = self._report(**values).row_ids.filtered("is_total")
        return row

    def test_receivables_of_a_past_day_are_those_open_on_it(self):
        # A3 2500 (500 of 3000 paid; what came on 2 April does not count), A4 -300,
        # B2 4000
        self.assertRecordValues(
            self._row(),
            [
                {
                    "amount_closing": 6200,
                    "amount_not_due": 4000,  # B2
                    "amount_days_30": 2500,  # A3, 9 days
                    "amount_days_60": 0,
                    "amount_days_90": 0,
                    "amount_days_120": 0,
                    "amount_older": 0,
                    "amount_credit": -300,  # A4
                    "amount_overdue": 2500,
                    "amount_sales": 9400,  # 700 + 3000 - 300 + 2000 + 4000
                    "amount_collected": 3100,  # 600 + 500 + 2000
                }
            ],
        )

    def test_figures_of_a_quarter(self):
        # 90 days, 1 January to 31 March
        self.assertRecordValues(
            self._row(),
            [
                {
                    "dso": "59.4",  # 6200 / 9400 * 90 = 59.36
                    "dso_best": "35.4",  # (4000 - 300) / 9400 * 90 = 35.426
                    "days_delinquent": "23.9",  # 2500 / 9400 * 90 = 23.936
                    # March 3700 in 31 days; of February the other 2500 of 3000, in
                    # 28 days: 31 + 23.33
                    "dso_countback": "54.3",
                    # 600 + 9400 / 3 = 3733.33 is less than the 6200 that are open
                    "collection_effectiveness": "–",
                    "turnover_days": "32.6",  # (600 + 6200) / 2 / 9400 * 90 = 32.55
                    "overdue_rate": "38.5 %",  # 2500 / 6500
                    "on_time_rate": "33.3 %",  # of A2, A3 and B1 only B1
                    "on_time_amount_rate": "35.1 %",  # 2000 / 5700
                    "promise_rate": "–",
                    "dunning_rate": "0.0 %",  # of A2, A3, B1 and B2 none
                    "write_off_rate": "7.4 %",  # 700 / 9400 = 7.447
                }
            ],
        )

    def test_collection_effectiveness_of_a_month(self):
        # March: open before were A2 700 and A3 3000, sold 3700, open after 6200, of
        # which not overdue 4000 - 300: (3700 + 3700 - 6200) / (3700 + 3700 - 3700)
        # = 1200 / 3700
        row = self._row(months="1")

        self.assertEqual(row.collection_effectiveness, "32.4 %")
        self.assertEqual(row.dso, "51.9", "6200 / 3700 * 31 = 51.946")

    def test_as_of_an_earlier_day(self):
        # 28 February: A2 700 is 39 days overdue, A3 3000 not due
        row = self._row(date=date(2026, 2, 28))

        self.assertRecordValues(
            row,
            [
                {
                    "amount_closing": 3700,
                    "amount_not_due": 3000,
                    "amount_days_60": 700,
                    "amount_credit": 0,
                    # February 3000 in 28 days; of January 700 of 2700, in 31: 8.04
                    "dso_countback": "36.0",
                }
            ],
        )
        self.assertEqual(row.report_id.date_start, date(2025, 12, 1))

    def test_count_back_that_runs_out_of_months_says_so(self):
        # 30 November: 1000 open; 1100 more are an opening balance that nobody sold
        self._opening_balance(1100)

        row = self._row(date=date(2025, 11, 30))
        row.action_explain()

        self.assertEqual(row.dso_countback, "> 30.0")
        value = row.value_ids.filtered(lambda value: value.name == "dso_countback")
        self.assertEqual(value.value, "> 30.0 days")
        self.assertIn("30 days (Nov 2025: $\xa01,000.00)", value.formula)
        self.assertIn("no month is left for $\xa01,100.00", value.formula)

    def test_count_back_without_any_sales_has_no_value_and_says_why(self):
        self._opening_balance(1100)

        row = self._row(date=date(2025, 11, 5))
        row.action_explain()

        self.assertEqual(row.dso_countback, "–")
        value = row.value_ids.filtered(lambda value: value.name == "dso_countback")
        self.assertEqual(
            value.formula, "Nothing was sold in the 24 months up to 11/05/2025."
        )

    def test_months_that_suffice_are_no_minimum(self):
        self.assertEqual(self._row().dso_countback, "54.3")
        # 30 November: exactly the 1000 of that month
        self.assertEqual(self._row(date=date(2025, 11, 30)).dso_countback, "30.0")

    def _opening_balance(self, amount):
        accounts = (
            (self.items["A1"].account_id, amount),
            (self.company_data["default_account_assets"], -amount),
        )
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date(2025, 10, 31),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "balance": balance,
                        },
                    )
                    for account, balance in accounts
                ],
            }
        ).action_post()

    def test_rows_of_segments_add_up_to_the_total(self):
        report = self._report(dimension="segment_id")

        self.assertEqual(
            report.row_ids.mapped(lambda row: (row.name, row.amount_closing)),
            [("Total", 6200), ("Fleets", 4000), ("None", 2200)],
        )
        total, fleets, others = report.row_ids
        self.assertEqual(fleets.on_time_rate, "100.0 %")
        self.assertEqual(others.on_time_rate, "0.0 %")
        for name in ("sales", "collected", "not_due", "days_30", "credit"):
            field = f"amount_{name}"
            self.assertEqual(total[field], fleets[field] + others[field], field)

    def test_rows_of_collectors(self):
        report = self._report(dimension="collector_id")
        self.assertEqual(
            report.row_ids.mapped(lambda row: (row.name, row.amount_sales)),
            [("Total", 9400), (self.env.user.name, 6000), ("None", 3400)],
        )

    def test_promises_count_when_they_are_settled(self):
        for state, settled in (
            ("kept", date(2026, 1, 1)),
            ("kept", date(2026, 3, 31)),
            ("partly", date(2026, 2, 1)),
            ("broken", date(2026, 2, 2)),
            ("withdrawn", date(2026, 2, 3)),
            ("kept", date(2025, 12, 31)),
            ("broken", date(2026, 4, 1)),
        ):
            promise = self.env["dunning.promise"].create(
                {
                    "debtor_id": self.debtors[0].id,
                    "date": date(2026, 5, 1),
                    "amount": 10,
                    "item_ids": self.items["A3"].ids,
                }
            )
            promise._end(state)
            promise.sudo().date_ended = settled

        self.assertEqual(self._row().promise_rate, "50.0 %", "2 of 4")

    def test_effect_of_notices_is_what_is_paid_afterwards(self):
        with freeze_time("2026-03-31"):
            run = self._propose(date(2026, 3, 31))
            self._send(run.notice_ids)
        # A3: 2500 asked for, 1000 paid two days later; nobody could pay in 14 days yet
        self.assertFalse(self._report().effect_ids)

        report = self._report(date=date(2026, 4, 30))

        self.assertRecordValues(
            report.effect_ids,
            [
                {
                    "level_id": self.reminder.id,
                    "channel": "email",
                    "number": 1,
                    "number_met": 0,
                    "amount": 2500,
                    "amount_met": 1000,
                    "rate": 0,
                    "amount_rate": 0.4,
                }
            ],
        )
        self.assertEqual(
            self._report(date=date(2026, 4, 30), days=1).effect_ids.amount_met, 0
        )
        self.assertEqual(self._row().dunning_rate, "25.0 %", "A3 of A2, A3, B1, B2")

    def test_companies_of_the_database_owe_nothing(self):
        sister = self._second_company()["company"]
        self._document(sister.partner_id, 5000, date(2026, 3, 5), date(2026, 3, 15))
        row = self._row()
        self.assertEqual((row.amount_closing, row.amount_sales), (6200, 9400))

    def test_currencies_are_not_added_up(self):
        other = self.setup_other_company(
            name="Euro", currency_id=self.env.ref("base.EUR").id
        )["company"]
        self.env.user.company_ids |= other
        self._document(
            self.customer, 50, date(2026, 3, 5), date(2026, 3, 15), company=other
        )
        report = self._report(company_ids=(self.company | other).ids)

        totals = report.row_ids.filtered("is_total")
        self.assertEqual(
            totals.mapped(lambda row: (row.currency_id.name, row.amount_closing)),
            [("USD", 6200), ("EUR", 50)],
        )

    def test_choice_that_changes_hides_the_old_figures(self):
        report = self._report()
        report._onchange_choice()
        self.assertFalse(report.row_ids)
        self.assertFalse(report.is_calculated)

    def test_choice_that_is_saved_without_calculating_drops_the_old_figures(self):
        report = self._report()
        report.write({"date": date(2026, 2, 28)})
        self.assertFalse(report.row_ids)
        self.assertFalse(report.is_calculated)

    def test_empty_ledger_is_told_and_not_asked_to_be_calculated(self):
        sister = self._second_company()["company"]
        form = self.env["dunning.figure.report"].get_view(view_type="form")["arch"]
        hints = {
            " ".join(node.text.split()): node.get("invisible")
            for node in etree.fromstring(form).xpath("//div[@name='calculate']/span")
        }

        report = self._report(company_ids=sister.ids)

        self.assertFalse(report.row_ids)
        shown = [
            text
            for text, invisible in hints.items()
            if not safe_eval(
                invisible,
                {"row_ids": report.row_ids.ids, "is_calculated": report.is_calculated},
            )
        ]
        self.assertEqual(
            shown,
            ["Nothing was open, sold, due or paid: there are no figures to show."],
        )

    def test_without_company_there_is_an_error(self):
        with self.assertRaisesRegex(UserError, "Choose at least one company"):
            self._report(company_ids=[])
