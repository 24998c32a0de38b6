from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessFigures(LocationLimitCommon):
    """Key figures by location, and leaks of them that were tried."""

    def _rows(self, user, **values):
        report = self._as(user, self.env["dunning.figure.report"]).create(
            {
                "company_ids": [
                    Command.set((self.company | self.sister | self.third).ids)
                ],
                **values,
            }
        )
        report.action_calculate()
        return report.row_ids

    def test_rows_are_locations(self):
        rows = self._rows("collector", dimension="location_id")
        self.assertEqual(
            {row.name: row.amount_closing for row in rows},
            {
                "Total": 3175,
                "Groningen": 115,
                "Assen": 220,
                "Leeuwarden": 440,
                "Zwolle": 800,
                "None": 1600,
            },
        )

    def test_rows_are_brands_and_departments(self):
        self.items["Smit Groningen"].move_id.dunning_brand_id = self.volvo
        self.items["Smit Groningen"].move_id.dunning_department_id = self.parts
        for dimension, name in (
            ("brand_id", "Test Volvo"),
            ("department_id", self.parts.name),
        ):
            rows = self._rows("collector", dimension=dimension)
            self.assertEqual(
                [(row.name, row.amount_closing) for row in rows],
                [("Total", 3175), ("None", 3170), (name, 5)],
            )

    def test_limited_user_gets_the_figures_of_the_own_locations(self):
        """Tried: every dimension, the sales of every month, and the items behind."""
        for dimension in ("company_id", "location_id", "segment_id", "collector_id"):
            rows = self._rows("g_viewer", dimension=dimension)
            self.assertEqual(rows.mapped("amount_closing"), [115, 115], dimension)
            self.assertEqual(rows.mapped("amount_sales"), [115, 115], dimension)
        rows[0].action_explain()
        value = rows[0].value_ids.filtered(lambda value: value.name == "closing")
        action = value.action_open_items()
        shown = (
            self._as("g_viewer", self.env["dunning.figure.item"])
            .with_context(**action["context"])
            .search(action["domain"])
        )
        self.assertEqual(sum(shown.mapped("amount")), 115)

    def test_sums_do_not_tell_of_other_locations(self):
        """Tried: the list, a sum, a filter and a row out of reach by its id."""
        everything = self._as("collector", self.env["dunning.figure.item"])
        lease = everything.search(
            [
                ("fact", "=", "closing"),
                ("move_line_id", "=", self.items["Lease Assen"].id),
            ]
        )
        self.assertTrue(lease)
        items = self._as("g_collector", everything)

        [[amount]] = items._read_group([("fact", "=", "closing")], [], ["amount:sum"])

        self.assertEqual(amount, 115)
        self.assertFalse(items.search_count([("amount", ">", 100)]))
        self._assert_unreadable("g_collector", lease)

    def test_promise_about_other_locations_too_is_hidden(self):
        for customer, amount, names in (
            ("Duo", 7, ["Duo Assen"]),
            ("Lease", 8, ["Lease Assen", "Lease none"]),
        ):
            promise = self.env["dunning.promise"].create(
                {
                    "debtor_id": self.debtors[customer].id,
                    "date": TODAY,
                    "amount": amount,
                    "item_ids": [self.items[name].id for name in names],
                }
            )
            promise.sudo()._end("kept")
        domain = [("fact", "=", "promise")]
        everything = self._as("collector", self.env["dunning.figure.item"])
        self.assertEqual(sorted(everything.search(domain).mapped("amount")), [7, 8])

        own = self._as("al_collector", self.env["dunning.figure.item"])

        self.assertEqual(own.search(domain).mapped("amount"), [7])

    def test_figures_of_months_are_of_whole_companies_and_hidden(self):
        self.env["dunning.figure.month"]._refresh(self.group)
        months = self.env["dunning.figure.month"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(months)
        self._assert_unreadable("g_collector", months)
        self.assertTrue(self._as("collector", months).has_access("read"))
