from unittest.mock import patch

from lxml import etree

from odoo.tests import freeze_time, tagged

from ..models import dunning_notice_problems, dunning_run_review
from .common import TODAY
from .scale_common import ScaleCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningScaleLists(ScaleCommon):
    """A page of a list costs the same number of queries, however many rows it has."""

    def test_review_list(self):
        self._assert_list("dunning.notice", self.notices, "view_list_review")

    def test_list_of_notices(self):
        self._assert_list("dunning.notice", self.notices, "view_list")

    def test_outbox(self):
        self.notices.action_approve()
        self._assert_list("dunning.notice", self.notices, "view_list_outbox")

    def test_print_queue(self):
        self._assert_list("dunning.notice", self.notices, "view_list_print_queue")

    def test_debtors(self):
        self._assert_list("dunning.debtor", self.notices.debtor_id)

    def test_cards_of_debtors(self):
        names = [
            *("amount_overdue", "date_last_contact", "promise_message"),
            *("credit_limit", "is_credit_stopped", "level_id", "collector_id"),
        ]
        self.assertCostsTheSame(
            lambda debtors: debtors.read(names), self.notices.debtor_id
        )

    def test_dunned_items(self):
        self._assert_list("dunning.notice.line", self.notices.line_ids)

    def test_items_left_out(self):
        for customer in self.customers:
            self._post_later(customer)
        run = self._propose()
        self._assert_list("dunning.run.exclusion", run.exclusion_ids)

    def test_holds(self):
        self.notices.action_hold(
            self.env.ref("s4_dunning.dunning_hold_reason_complaint").id
        )
        self._assert_list("dunning.hold", self.notices.debtor_id.hold_ids)

    def _post_later(self, customer):
        self._invoice(50, overdue=-5, partner=customer)

    def _assert_list(self, model, records, view=None):
        name = view and f"s4_dunning.dunning_notice_{view}"
        self.assertCostsTheSame(self._read_list(model, name), records)

    def test_notice_with_many_items_is_compared_when_it_is_opened(self):
        for amount in (10, 20, 30):
            self._invoice(amount)
        self._invoice(5, partner=self.customers[0])
        self._propose()
        large = self.env["dunning.notice"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "proposed")]
        )
        small = self.notices.exists()[-1:] or self.env["dunning.notice"].search(
            [("state", "=", "proposed"), ("id", "!=", large.id)], limit=1
        )
        large.line_ids[0].move_line_id.no_followup = True

        with patch.object(dunning_notice_problems, "ITEMS_COMPARED_IN_A_LIST", 2):
            self.env.invalidate_all()
            listed = {row["id"]: row for row in (large | small).read(["warning"])}
            self.env.invalidate_all()
            [opened] = large.read(["warning"])

        self.assertIn("open the notice", listed[large.id]["warning"])
        self.assertFalse(listed[small.id]["warning"])
        self.assertIn("will be left out", opened["warning"])

    def test_form_of_a_run_reads_its_largest_notices_only(self):
        with patch.object(dunning_run_review, "FIRST_NOTICES", 3):
            shown = self.proposed_run.first_notice_ids

        self.assertEqual(shown.mapped("amount_total"), [115, 114, 113])
        arch = self.proposed_run.get_views([(False, "form")])["views"]["form"]["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        self.assertFalse(names & {"notice_ids", "exclusion_ids"})
        self.assertEqual(self.proposed_run.notice_count, 16)

    def test_newest_run_comes_first(self):
        other = self._create_customer("Latecomer")
        self._invoice(5, partner=other)
        run = self.env["dunning.run"].create({"group_id": self.group.id})
        self.notices.action_approve()
        run.action_propose()

        first = self.env["dunning.notice"].search([], limit=1)

        self.assertEqual(first.partner_id, other)

    def test_form_of_a_debtor_shows_the_oldest_items_first(self):
        for overdue in (3, 9, 6):
            self._invoice(10, overdue=overdue)
        self.group.action_refresh()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )

        due = debtor.open_item_ids.mapped("date_maturity")

        self.assertEqual([(TODAY - date).days for date in due], [9, 6, 3])

    def test_pages_are_sorted_by_an_index(self):
        for table, order, condition in (
            ("dunning_notice", "run_id DESC, amount_total DESC, id", "TRUE"),
            (
                "dunning_notice",
                "run_id DESC, amount_total DESC, id",
                "state = 'proposed'",
            ),
            ("dunning_debtor", "amount_overdue DESC, id", "TRUE"),
            (
                "dunning_notice_line",
                "date_due, id",
                "kind = 'overdue' AND notice_state IN ('sent', 'closed')",
            ),
        ):
            with self.subTest(table=table, condition=condition):
                plan = self._plan(
                    f"SELECT id FROM {table} WHERE {condition} ORDER BY {order}"
                )
                self.assertNotIn("Sort", plan)
                self.assertIn("Index", plan)

    def test_letters_of_the_print_queue_are_found_by_an_index(self):
        plan = self._plan(
            "SELECT id, company_id FROM dunning_notice"
            " WHERE state IN ('sent', 'closed') AND is_letter IS TRUE"
            " AND date_posted IS NULL ORDER BY company_id, letter_zip"
        )

        self.assertIn("dunning_notice_print_queue_idx", plan)

    def _plan(self, query):
        """:return: how PostgreSQL would do it in a large table"""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
        self.env.cr.execute("SET LOCAL enable_sort = off")
        self.env.cr.execute("SET LOCAL enable_incremental_sort = off")
        self.env.cr.execute("EXPLAIN " + query)
        return "\n".join(line for (line,) in self.env.cr.fetchall())
