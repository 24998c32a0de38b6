from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon

AMOUNT = "notice_id.amount_total"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessNotices(LocationLimitCommon):
    """Leaks of dunning that were tried."""

    def test_collective_notice_is_closed(self):
        """Tried: reading, exporting, and each of its fields."""
        self.users["g_collector"].group_ids |= self.env.ref("base.group_allow_export")
        self._assert_unreadable("g_collector", self.notices["Lease"])
        for name in self.notices["Lease"]._fields:
            if name not in ("id", "run_id"):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    self._mine("Lease").read([name])
        with self.assertRaises(AccessError):
            self._mine("Lease").export_data(["amount_total"])
        exported = self._mine("Garage").export_data(["line_ids/amount_residual"])
        self.assertEqual(exported["datas"], [[10]])

    def test_own_line_of_a_collective_notice_does_not_lead_to_its_amounts(self):
        """Tried: filters, groups, sums and sorting through the notice and the claim."""
        lines = self._as("g_collector", self.env["dunning.notice.line"])
        self.assertEqual(len(lines.search([])), 2)
        for domain in (
            [(AMOUNT, ">", 1000)],
            [("claim_id.amount_total", ">", 1000)],
            [("notice_id.line_ids.amount_residual", ">", 700)],
            [("notice_id.claim_ids.amount_total", ">", 700)],
            [("notice_id.debtor_id.amount_open", ">", 1000)],
            [("move_line_id.dunning_line_ids.notice_id.amount_total", ">", 1000)],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(lines.search_count(domain))
        rows = lines.formatted_read_group([], [AMOUNT], ["amount_residual:sum"])
        self.assertEqual(
            {(row[AMOUNT], row["amount_residual:sum"]) for row in rows},
            {(10, 10), (False, 100)},
        )

    def test_invoices_do_not_lead_to_the_amounts_of_notices(self):
        """Tried: searching own invoices by the notices in which they stand."""
        moves = self._as("g_collector", self.env["account.move"])
        path = "line_ids.dunning_line_ids.notice_id.amount_total"
        self.assertFalse(moves.search_count([(path, ">", 1000)]))
        self.assertEqual(moves.search([(path, "<", 1000)]).partner_id, self.garage)

    def test_figures_are_of_the_own_locations(self):
        """Tried: sums and counts over everything, in every model with amounts."""
        expected = {
            "account.move": ("amount_total:sum", 115),
            "account.move.line": ("debit:sum", 115),
            "account.invoice.report": ("price_subtotal:sum", 115),
            "dunning.notice": ("amount_total:sum", 10),
            "dunning.claim": ("amount_total:sum", 10),
            "dunning.notice.line": ("amount_residual:sum", 110),
            "dunning.run.exclusion": ("amount_residual:sum", 5),
            "dunning.debtor": ("amount_open:sum", 15),
        }
        for model, (figure, amount) in expected.items():
            records = self._as("g_collector", self.env[model])
            with self.subTest(model=model):
                [[total]] = records._read_group([], [], [figure])
                self.assertEqual(total, amount)

    def test_debtor_closes_when_something_is_of_elsewhere(self):
        """Tried: new items, items without location, sums that are not refreshed yet."""
        debtor = self.debtors["Smit"]
        self.assertTrue(self._as("g_viewer", debtor).has_access("read"))

        item = self._invoice(50, partner=self.smit)
        self._assert_unreadable("g_viewer", debtor)

        self.group.action_refresh()
        self._register_payment(item.move_id)
        self.assertTrue(item.reconciled)
        self.assertEqual(debtor.amount_open, 55)
        self._assert_unreadable("g_viewer", debtor)

        self.group.action_refresh()
        self.assertTrue(self._as("g_viewer", debtor).has_access("read"))
        self.assertEqual(self._as("g_viewer", debtor).amount_open, 5)

    def test_debtor_with_a_stale_sum_of_another_location_is_closed(self):
        """Tried: the figures of a debtor of whom another location was paid today."""
        item = self._invoice(50, partner=self.smit, dunning_location_id=self.assen.id)
        self.group.action_refresh()
        self._register_payment(item.move_id)
        self._assert_unreadable("g_viewer", self.debtors["Smit"])

    def test_debtor_whose_notice_was_about_another_location_is_closed(self):
        """Tried: a debtor with own items only, after a collective notice."""
        user = self.users["al_viewer"]
        self._send(self.notices["Duo"])
        self._register_payment(self.items["Duo Leeuwarden"].move_id)
        self.group.action_refresh()
        self.assertEqual(self.debtors["Duo"].amount_open, 20)
        self.assertTrue(self._as("al_viewer", self.debtors["Duo"]).has_access("read"))

        user.dunning_location_ids = self.assen

        self._assert_unreadable("al_viewer", self.debtors["Duo"])

    def test_notice_that_lost_its_items_is_closed(self):
        """Tried: a skipped notice without lines, whose log names the documents."""
        notice = self.notices["Duo"]
        notice.action_approve()
        for name in ("Duo Assen", "Duo Leeuwarden"):
            self._register_payment(self.items[name].move_id)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")
        self.assertFalse(notice.line_ids)
        self._assert_unreadable("al_collector", notice)

    def test_counters_count_what_can_be_opened(self):
        """Tried: the counters and buttons on invoice and customer."""
        invoice = self._as("g_collector", self.items["Lease Groningen"].move_id)
        self.assertEqual(invoice.dunning_notice_count, 1)
        action = invoice.action_open_dunning_notices()
        opened = invoice.env[action["res_model"]].search(action["domain"])
        self.assertEqual(opened._name, "dunning.notice.line")
        self.assertEqual(opened.amount_residual, 100)
        self.assertEqual(
            self._as(
                "g_collector", self.items["Garage Groningen"].move_id
            ).action_open_dunning_notices()["res_id"],
            self.notices["Garage"].id,
        )
        for customer, count in ((self.lease, 0), (self.garage, 1)):
            partner = self._as("g_collector", customer)
            self.assertEqual(partner.dunning_debtor_count, count)
            self.assertEqual(len(partner.dunning_debtor_ids), count)

    def test_letter_is_closed(self):
        """Tried: the PDF as attachment, and printing the report."""
        self._send(self.notices["Lease"] | self.notices["Garage"])
        pdf = self.notices["Lease"].pdf_id
        self.assertTrue(pdf)
        self._assert_unreadable("g_collector", pdf)
        self.assertTrue(
            self._as("g_collector", self.notices["Garage"].pdf_id).has_access("read")
        )
        attachments = self._as("g_collector", self.env["ir.attachment"])
        self.assertEqual(
            attachments.search([("res_model", "=", "dunning.notice")]).res_id,
            self.notices["Garage"].id,
        )
        reports = self._as("g_collector", self.env["ir.actions.report"])
        with self.assertRaises(AccessError):
            reports._render_qweb_html(
                "s4_dunning.dunning_letter_report", self.notices["Lease"].ids
            )
