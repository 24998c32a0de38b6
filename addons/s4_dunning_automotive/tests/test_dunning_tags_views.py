from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon

VIEWS = {
    "account.account": "form",
    "account.invoice.report": "search,pivot",
    "account.move": "list,form,search",
    "account.move.line": "list,search",
    "dunning.assignment.preview": "form",
    "dunning.assignment.rule": "list,form,search",
    "dunning.brand": "list,form,search",
    "dunning.debtor": "list,form,search",
    "dunning.department": "list,search",
    "dunning.location": "list,form,search",
    "dunning.notice": "list,form,search",
    "dunning.notice.line": "list,pivot,search",
    "dunning.run": "list,form,search",
    "dunning.run.exclusion": "list,pivot,search",
    "res.partner.category": "list,form",
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTagsViews(AutomotiveCommon):
    """What lists, pivots and search panels ask for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Smit")

    def setUp(self):
        super().setUp()
        self._invoice(100, dunning_location_id=self.groningen.id)
        self._invoice(40, dunning_location_id=self.assen.id)
        self._invoice(7, partner=self.other, dunning_location_id=self.assen.id)
        self._invoice(
            3, partner=self.other, dunning_location_id=self.assen.id, overdue=-5
        )
        self.run_ = self._propose()

    def _sums(self, model, groupby, amount, domain=()):
        rows = self.env[model].formatted_read_group(
            list(domain), [groupby], [f"{amount}:sum"]
        )
        return {row[groupby] and row[groupby][1]: row[f"{amount}:sum"] for row in rows}

    def test_every_view_loads(self):
        for model, kinds in VIEWS.items():
            with self.subTest(model=model):
                views = [(False, kind) for kind in kinds.split(",")]
                loaded = self.env[model].get_views(views)["views"]
                self.assertEqual(set(loaded), set(kinds.split(",")))

    def test_items_of_notices_by_location(self):
        # Smit: 7 is dunned, 3 stands there for information
        self.assertEqual(
            self._sums(
                "dunning.notice.line",
                "location_id",
                "amount_residual",
                [("notice_id.run_id", "=", self.run_.id), ("kind", "=", "overdue")],
            ),
            {"Groningen": 100, "Assen": 47},
        )

    def test_notices_and_debtors_by_location(self):
        mine = [("id", "in", self.run_.notice_ids.ids)]
        self.assertEqual(
            self._sums("dunning.notice", "location_ids", "amount_total", mine),
            {"Groningen": 140, "Assen": 147},
        )
        debtors = [("id", "in", self.run_.notice_ids.debtor_id.ids)]
        self.assertEqual(
            self._sums("dunning.debtor", "location_ids", "amount_overdue", debtors),
            {"Groningen": 140, "Assen": 147},
        )

    def test_items_left_out_by_location(self):
        self.run_.action_discard()
        self.customer.dunning_debtor_ids.unlink()
        self.other.dunning_debtor_ids.workflow_id = self._create_workflow(
            item_domain="[('balance', '>', 5000)]"
        )
        run = self._propose()
        self.assertEqual(
            self._sums(
                "dunning.run.exclusion",
                "location_id",
                "amount_residual",
                [("run_id", "=", run.id)],
            ),
            {"Assen": 10},
        )

    def test_open_items_by_location(self):
        domain = [
            ("company_id", "=", self.company.id),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
        ]
        self.assertEqual(
            self._sums(
                "account.move.line", "dunning_location_id", "amount_residual", domain
            ),
            {"Groningen": 100, "Assen": 50},
        )

    def test_invoice_analysis_by_location(self):
        self.env.flush_all()
        domain = [
            ("company_id", "=", self.company.id),
            ("move_type", "=", "out_invoice"),
        ]
        self.assertEqual(
            self._sums(
                "account.invoice.report",
                "dunning_location_id",
                "price_subtotal",
                domain,
            ),
            {"Groningen": 100, "Assen": 50},
        )

    def test_search_panel_counts_notices_by_location(self):
        panel = self.env["dunning.notice"].search_panel_select_multi_range(
            "location_ids",
            enable_counters=True,
            search_domain=[("run_id", "=", self.run_.id)],
        )
        counts = {value["display_name"]: value["__count"] for value in panel["values"]}
        self.assertEqual(counts["Groningen"], 1)
        self.assertEqual(counts["Assen"], 2)

    def test_search_panel_counts_invoices_by_location(self):
        action = self.env.ref("s4_dunning_automotive.action_invoices_by_tag")
        moves = self.env["account.move"]
        search = moves.get_view(action.search_view_id.id, "search")["arch"]
        self.assertIn('<field name="dunning_location_id" select="multi"', search)
        plain = moves.get_view(
            self.env.ref("account.view_account_invoice_filter").id, "search"
        )["arch"]
        self.assertNotIn("searchpanel", plain, "vendor bills keep their own search")

        panel = moves.search_panel_select_multi_range(
            "dunning_location_id",
            enable_counters=True,
            search_domain=[("company_id", "=", self.company.id)],
        )
        counts = {value["display_name"]: value["__count"] for value in panel["values"]}
        self.assertEqual((counts["Groningen"], counts["Assen"]), (1, 3))

    def test_runs_are_found_by_the_location_of_their_notices(self):
        runs = self.env["dunning.run"]
        found = runs.search([("notice_ids.location_ids", "ilike", "groning")])
        self.assertIn(self.run_, found)
        emmen = self._create_location("Emmen", self.company)
        self.assertFalse(runs.search([("notice_ids.location_ids", "in", emmen.ids)]))
