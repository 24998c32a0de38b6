from datetime import date

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningRun(DunningCommon):
    def test_control_total_ties_to_the_ledger(self):
        self._invoice(100)
        self._invoice(50, partner=self._create_customer("Smit"), overdue=-5)
        paid = self._invoice(75)
        self._register_payment(paid.move_id)

        total = self._propose().run_company_ids

        self.assertRecordValues(
            total,
            [
                {
                    "company_id": self.company.id,
                    "amount_ledger": 150,
                    "amount_included": 100,
                    "amount_excluded": 50,
                    "amount_difference": 0,
                    "included_count": 1,
                    "excluded_count": 1,
                }
            ],
        )

    def test_difference_blocks_approval(self):
        item = self._invoice(100)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET amount_residual = 90 WHERE id = %s",
                item.id,
            )
        )
        self.env.invalidate_all()
        run = self._propose()

        self.assertEqual(run.run_company_ids.amount_difference, 10)
        with self.assertRaisesRegex(UserError, "does not tie to the ledger"):
            run.notice_ids.action_approve()
        with self.assertRaisesRegex(UserError, "does not tie to the ledger"):
            run.action_approve()

    def test_propose_again_rebuilds_the_unapproved_part(self):
        kept = self._invoice(100)
        run = self._propose()
        run.notice_ids.action_approve()
        approved = run.notice_ids
        added = self._invoice(40, partner=self._create_customer("Smit"))

        run.action_propose()
        run.action_propose()

        self.assertEqual(
            run.notice_ids.filtered(lambda n: n.state == "approved"), approved
        )
        proposed = run.notice_ids - approved
        self.assertEqual(proposed.line_ids.move_line_id, added)
        self.assertEqual(self._reason(run, kept), "in_open_notice")
        self.assertEqual(run.state, "proposed")

    def test_discard_leaves_nothing_behind(self):
        self._invoice(100)
        run = self._propose()

        run.action_discard()

        self.assertEqual(run.state, "discarded")
        self.assertFalse(run.notice_ids | run.exclusion_ids.notice_id)
        self.assertFalse(run.exclusion_ids)
        self.assertTrue(self._propose().notice_ids, "the items are free again")

    def test_second_run_at_the_same_time_is_refused(self):
        group = self.env.ref("base.main_company").sudo().dunning_group_id
        self.env.user.company_ids |= group.company_ids
        run = self.env["dunning.run"].create({"group_id": group.id})
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(
                SQL(
                    "SELECT id FROM dunning_group WHERE id = %s FOR NO KEY UPDATE",
                    group.id,
                )
            )
            with self.assertRaisesRegex(UserError, "being proposed at this moment"):
                run.action_propose()
            other.rollback()

    def test_bank_freshness_is_shown_and_blocks_automatic_approval(self):
        self.group.bank_days_maximum = 3
        self.workflow.level_ids.autonomy = "automatic"
        self._invoice(100)

        run = self._propose()
        self.assertTrue(run.is_bank_stale, "there is no statement at all")
        self.assertEqual(run.notice_ids.state, "proposed")

        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": date(2026, 3, 30),
                "payment_ref": "Unknown receipt",
                "amount": 12.5,
            }
        )
        run.action_propose()
        self.assertRecordValues(
            run.run_company_ids,
            [
                {
                    "date_bank": date(2026, 3, 30),
                    "unmatched_count": 1,
                    "amount_unmatched": 12.5,
                    "is_bank_stale": False,
                }
            ],
        )
        self.assertEqual(run.notice_ids.state, "approved")

    def test_scheduled_proposal_leaves_a_run_in_review_alone(self):
        cron = self.env.ref("s4_dunning.ir_cron_dunning_propose").sudo()
        self._invoice(100)
        runs = self.env["dunning.run"].search([("group_id", "=", self.group.id)])
        self.assertFalse(runs)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            first = runs.search([("group_id", "=", self.group.id)])
            self.assertEqual(first.state, "proposed")
            cron.method_direct_trigger()
            self.assertEqual(runs.search([("group_id", "=", self.group.id)]), first)
            first.action_approve()
            cron.method_direct_trigger()
        self.assertEqual(
            len(runs.search([("group_id", "=", self.group.id)])), 2, "then the next"
        )

    def test_scheduled_refresh_updates_every_group(self):
        self._invoice(100)
        cron = self.env.ref("s4_dunning.ir_cron_dunning_refresh").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(debtor.amount_overdue, 100)

    def test_proposal_costs_the_same_number_of_queries_for_more_items(self):
        for number in range(3):
            self._invoice(10, partner=self._create_customer(f"Small {number}"))
        self._propose().action_discard()
        few = self._count_queries()
        for number in range(30):
            self._invoice(10, partner=self._create_customer(f"More {number}"))

        # new customers are judged and compared with others, all at once
        self.assertLessEqual(self._count_queries(), few + 4)

    def _count_queries(self):
        run = self.env["dunning.run"].create({"group_id": self.group.id})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run.action_propose()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        run.action_discard()
        return count
