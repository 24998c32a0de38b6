from datetime import date

from odoo.tests import freeze_time, tagged

from ..report.dunning_figure_parts import PARTS
from ..wizard.dunning_figure_report_value import AMOUNTS, MADE_OF
from .figure_common import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-30")
class TestDunningFigureItems(FigureCommon):
    """What is shown behind a figure adds up to it."""

    def _explained(self, **values):
        """:return: dict of name to value record, of every row"""
        report = self._report(**values)
        for row in report.row_ids:
            row.action_explain()
        return [
            (row, {value.name: value for value in row.value_ids})
            for row in report.row_ids
        ]

    def test_items_of_an_amount_add_up_to_it(self):
        for dimension in ("company_id", "segment_id", "collector_id"):
            for row, values in self._explained(dimension=dimension):
                for name in AMOUNTS:
                    items = self._shown(values[name].action_open_items())
                    self.assertAlmostEqual(
                        sum(items.mapped("amount")),
                        float(row._part(name)),
                        msg=(dimension, row.name, name),
                    )

    def test_items_of_a_figure_add_up_to_the_numbers_in_its_formula(self):
        for row, values in self._explained(dimension="segment_id"):
            for name, parts in MADE_OF.items():
                if name == "dso_countback":
                    continue  # see below: sales of other months
                items = self._shown(values[name].action_open_items())
                for part in parts:
                    domain, field = PARTS[part]
                    self.assertAlmostEqual(
                        sum(items.filtered_domain(domain).mapped(field)),
                        float(row._part(part)),
                        msg=(row.name, name, part),
                    )

    def test_day_that_is_not_over_does_not_count_as_late(self):
        today = date(2026, 4, 30)
        due = self._due_items()
        self._document(self.customer, 70, today, today)
        self.assertEqual(self._due_items(), due)
        with freeze_time("2026-05-01"):
            self.assertEqual(self._due_items(), due + 1)

    def _due_items(self):
        """How many items fell due in the month of April, as of its last day."""
        self.env.flush_all()
        items = self.env["dunning.figure.item"].with_context(
            figure_start="2026-04-01", figure_end="2026-04-30", figure_days=14
        )
        items.invalidate_model()
        return items.search_count(
            [("fact", "=", "due"), ("company_id", "=", self.company.id)]
        )

    def test_items_of_a_rate_tell_which_of_them_count(self):
        [(_row, values), *_others] = self._explained()
        items = self._shown(values["on_time_rate"].action_open_items())

        self.assertEqual(
            {item.move_line_id: item.number_met for item in items},
            {self.items["A2"]: 0, self.items["A3"]: 0, self.items["B1"]: 1},
        )

    def test_counting_back_shows_the_sales_of_the_months_that_were_counted(self):
        [(row, values), *_others] = self._explained()
        items = self._shown(values["dso_countback"].action_open_items())

        sales = items.filtered(lambda item: item.fact == "sale")
        self.assertEqual(min(sales.mapped("date")), date(2026, 2, 20))
        self.assertEqual(sum(sales.mapped("amount")), 3700 + 3000)
        self.assertEqual(
            values["dso_countback"].formula,
            "31 days (Mar 2026: $\xa03,700.00) + 23.3 days (Feb 2026: $\xa03,000.00), "
            "until $\xa06,200.00 are covered",
        )

    def test_formula_names_the_numbers(self):
        [(_row, values), *_others] = self._explained()
        self.assertEqual(
            values["dso"].formula,
            "$\xa06,200.00 / $\xa09,400.00 credit sales × 90 days",
        )
        self.assertEqual(values["dso"].value, "59.4 days")
        self.assertEqual(
            values["dso_best"].formula,
            "($\xa04,000.00 not due − $\xa0300.00 credits) / "
            "$\xa09,400.00 credit sales × 90 days",
        )
        self.assertEqual(
            values["days_delinquent"].formula, "DSO 59.36 − best possible DSO 35.43"
        )
        self.assertEqual(
            values["write_off_rate"].formula,
            "$\xa0700.00 written off / $\xa09,400.00 credit sales",
        )

    def test_every_day_ties_to_the_ledger(self):
        # the balance of the receivable accounts, read without what was matched when
        receivable = self.items["A1"].account_id
        for day in (
            *(date(2025, 11, 9), date(2025, 11, 10), date(2025, 12, 5)),
            *(date(2026, 1, 20), date(2026, 3, 19), date(2026, 3, 20)),
            *(date(2026, 3, 31), date(2026, 4, 2), date(2026, 4, 30)),
        ):
            ledger = self.env["account.move.line"]._read_group(
                [
                    ("account_id", "=", receivable.id),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", day),
                    ("partner_id", "in", (self.customer | self.smit).ids),
                ],
                [],
                ["balance:sum"],
            )
            items = self.env["dunning.figure.item"].with_context(figure_end=str(day))
            figure = items._read_group(
                [("fact", "=", "closing"), ("company_id", "=", self.company.id)],
                [],
                ["amount:sum"],
            )
            self.assertAlmostEqual(figure[0][0], ledger[0][0] or 0, msg=day)

    def test_difference_of_exchange_rates_is_no_loss(self):
        items = self.env["dunning.figure.item"].with_context(figure_end="2026-03-31")
        written_off = items.search([("fact", "=", "written_off")])
        self.assertEqual(written_off.mapped("amount"), [700])
        self.assertEqual(written_off.partner_id, self.customer)

        self.company.expense_currency_exchange_account_id = self.company_data[
            "default_account_expense"
        ]

        self.assertFalse(items.search([("fact", "=", "written_off")]))

    def test_rows_open_their_document(self):
        [item] = self.env["dunning.figure.item"].search(
            [("fact", "=", "closing"), ("move_line_id", "=", self.items["B2"].id)]
        )
        action = item.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("account.move", self.items["B2"].move_id.id),
        )

    def test_figures_of_many_customers_take_no_more_queries(self):
        self._report()  # warm
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(50):
            self._report()
        for number in range(5):
            partner = self._create_customer(f"Customer {number}")
            self._document(partner, 10, date(2026, 3, 2), date(2026, 3, 9))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(50):
            self._report()
