from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .payment_common import PaymentCommon

LATER = "2026-04-20"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentRun(PaymentCommon):
    """Money for one company never closes another's claim."""

    def setUp(self):
        super().setUp()
        self.notice = self._notice(("A", 100, 20), ("B", 200, 30))
        self.of_a, self.of_b = self.items

    def _later_run(self):
        run = self._propose(LATER)
        self.assertFalse(run.has_difference)
        self.assertEqual(
            set(run.run_company_ids.company_id),
            set(self.companies.values()) & set(run.run_company_ids.company_id),
        )
        return run

    def _dunned(self, run):
        return run.notice_ids.line_ids.filtered(
            lambda line: line.kind == "overdue"
        ).move_line_id

    def test_money_at_one_company_leaves_the_claim_of_the_other_open(self):
        self._pay(self.notice, 300)

        run = self._later_run()

        self.assertEqual(self.of_b.amount_residual, 200)
        self.assertEqual(self._dunned(run), self.of_b)
        self.assertEqual(self._reason(run, self.of_a), "covered_by_credit")
        self.assertEqual(self.notice.state, "sent")

    def test_collector_is_told_of_money_that_waits_elsewhere(self):
        self._pay(self.notice, 300)

        notice = self._later_run().notice_ids

        # A: 100 - 300
        self.assertIn("has $\xa0200.00 of the customer on account", notice.warning)
        self.assertIn(self.company.name, notice.warning)

    def test_money_that_covers_its_own_company_is_no_money_elsewhere(self):
        self._pay(self.notice, 100)
        self.assertFalse(self._later_run().notice_ids.warning)

    def test_odoo_refuses_to_match_over_companies(self):
        both = self.company | self.sister
        shared = self.of_a.account_id.with_context(allowed_company_ids=both.ids)
        shared.write(
            {
                "company_ids": [Command.set(both.ids)],
                "code_mapping_ids": [
                    Command.create({"company_id": self.sister.id, "code": "SHARED"})
                ],
            }
        )
        items = self._money(self._pay(self.notice, 300)) | self.of_b
        items = items.with_context(allowed_company_ids=both.ids)
        items[1].with_company(self.sister).account_id = shared
        with self.assertRaisesRegex(UserError, "don't belong to the same company"):
            items.reconcile()

    def test_notice_closes_only_once_all_companies_are_paid(self):
        line = self._pay(self.notice, 100)
        (self._money(line) | self.of_a).reconcile()
        self.group.action_refresh()
        self.assertEqual(self.notice.state, "sent")

        line = self._pay(self.notice, 200, letter="B")
        (self._money(line) | self.of_b).reconcile()
        self.group.action_refresh()
        self.assertEqual(self.notice.state, "closed")

    def test_split_that_is_posted_closes_the_notice(self):
        entries = self._split(self._pay(self.notice, 300))
        self.group.action_refresh()
        self.assertEqual(self.notice.state, "sent")
        self._post(entries["A"])
        self.group.action_refresh()
        self.assertEqual(self.notice.state, "sent")
        self._post(entries["B"])
        self.group.action_refresh()
        self.assertEqual(self.notice.state, "closed")

    def test_items_of_a_drafted_split_wait(self):
        entries = self._split(self._pay(self.notice, 250))

        run = self._later_run()

        self.assertFalse(run.notice_ids)
        self.assertEqual(self._reason(run, self.of_a), "in_split")
        self.assertEqual(self._reason(run, self.of_b), "in_split")
        exclusion = run.exclusion_ids.filtered(
            lambda row: row.move_line_id == self.of_b
        )
        self.assertIn("wait to be posted", exclusion.explanation)
        self._post(entries["A"], entries["B"])
        run = self._later_run()
        # 200 went to B, 50 to A: 50 of A's 100 are left
        self.assertEqual(self._dunned(run), self.of_a)
        self.assertEqual(run.notice_ids.amount_total, 50)

    def test_split_after_the_proposal_takes_the_items_out_at_the_sending(self):
        run = self._later_run()
        self.assertEqual(self._dunned(run), self.of_a | self.of_b)
        notice = run.notice_ids
        notice.action_approve()
        self._split(self._pay(self.notice, 300))
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")

    def test_drafts_that_are_deleted_let_the_dunning_go_on(self):
        entries = self._split(self._pay(self.notice, 300))
        (entries["A"] | entries["B"]).unlink()
        self.assertEqual(self._dunned(self._later_run()), self.of_b)

    def test_ledgers_tie_and_balance_before_and_after(self):
        line = self._pay(self.notice, 300)
        before = self._ledgers(self._later_run())
        entries = self._split(line)
        self.assertEqual(self._ledgers(self._later_run()), before)
        self._post(entries["A"], entries["B"])

        after = self._ledgers(self._later_run())

        # A: 100 - 300 and B: 200 of the customer; then B has 200 due from A
        self.assertEqual(before, {"A": -200, "B": 200})
        self.assertEqual(after, {"A": 0, "B": 200})
        self.assertEqual(
            self._reason(self._later_run(), self._due_from_a(entries)), "intercompany"
        )

    def _due_from_a(self, entries):
        return entries["B"].line_ids.filtered(
            lambda item: item.partner_id == self.company.partner_id
        )

    def _ledgers(self, run):
        letters = {company: letter for letter, company in self.companies.items()}
        return {
            letters[total.company_id]: total.amount_ledger
            for total in run.run_company_ids
            if total.company_id != self.third
        }
