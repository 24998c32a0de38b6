from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..models import dunning_notice_review
from .common import TODAY
from .scale_common import ScaleCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningScaleReview(ScaleCommon):
    """Buttons on thousands of notices: no query per notice, no line touched."""

    def test_approve(self):
        self.assertCostsTheSame(lambda some: some.action_approve(), self.notices)

    def test_approve_together(self):
        self.assertCostsTheSame(
            lambda some: some.action_approve_together(), self.notices
        )

    def test_recall(self):
        self.notices.action_approve()
        self.assertCostsTheSame(lambda some: some.action_recall(), self.notices)

    def test_skip(self):
        self.assertCostsTheSame(lambda some: some.action_skip("Later"), self.notices)

    def test_hold(self):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_complaint").id
        self.assertCostsTheSame(lambda some: some.action_hold(reason), self.notices)

    def test_hold_tells_each_notice_its_own_hold(self):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_complaint")

        self.notices.action_hold(reason.id)

        self.assertEqual(set(self.notices.mapped("state")), {"skipped"})
        for notice in self.notices:
            self.assertEqual(
                notice.closing_reason, f"{notice.partner_id.name}: {reason.name}"
            )
        self.assertEqual(len(self.notices.debtor_id.hold_ids), 16)
        self.assertEqual(self.proposed_run.state, "done")

    def test_run_is_approved_in_batches(self):
        self.notices[3].email = False
        with patch.object(dunning_notice_review, "BATCH", 4):
            action = self.proposed_run.action_approve()

        states = self.notices.mapped("state")
        self.assertEqual((states.count("approved"), states[3]), (15, "proposed"))
        self.assertIn("15 approved, 1 need", action["params"]["message"])
        self.assertEqual(self.proposed_run.state, "proposed")

    def test_run_is_done_after_the_last_batch(self):
        with patch.object(dunning_notice_review, "BATCH", 4):
            self.proposed_run.action_approve()

        self.assertEqual(self.proposed_run.state, "done")

    def test_levels_that_approve_themselves_do_so_in_batches(self):
        self.reminder.autonomy = "automatic"
        by_hand = self.notices[5].debtor_id
        by_hand.sudo().autonomy = "manual"
        with patch.object(dunning_notice_review, "BATCH", 4):
            self.proposed_run.action_propose()

        waiting = self.proposed_run.notice_ids.filtered(
            lambda notice: notice.state == "proposed"
        )
        self.assertEqual(len(self.proposed_run.notice_ids), 16)
        self.assertEqual(waiting.debtor_id, by_hand)

    def test_debtor_that_approves_itself_needs_no_such_level(self):
        self.notices[5].debtor_id.sudo().autonomy = "automatic"

        self.proposed_run.action_propose()

        approved = self.proposed_run.notice_ids.filtered(
            lambda notice: notice.state == "approved"
        )
        self.assertEqual(len(approved), 1)

    def test_line_tells_whether_its_notice_was_sent(self):
        notice = self.notices[0]
        line = notice.line_ids
        item = line.move_line_id

        notice.action_approve()
        self.assertEqual((line.notice_state, item.dunning_count), ("proposed", 0))
        notice.action_recall()
        self._send(notice)
        self.assertEqual((line.notice_state, item.dunning_count), ("sent", 1))
        self.assertEqual(item.dunning_level_id, self.reminder)
        notice.action_cancel("Mistake")
        self.assertEqual((line.notice_state, item.dunning_count), ("cancelled", 0))
        self.assertFalse(item.dunning_level_id)

    def test_line_of_a_skipped_notice_says_so_in_the_database(self):
        self.notices.action_skip("Later")

        self.env.flush_all()
        self.env.cr.execute(
            "SELECT DISTINCT notice_state FROM dunning_notice_line"
            " WHERE notice_id = ANY(%s)",
            [self.notices.ids],
        )
        self.assertEqual(self.env.cr.fetchall(), [("skipped",)])
        self.assertEqual(set(self.notices.line_ids.mapped("notice_state")), {"skipped"})

    def test_skipped_item_may_stand_in_the_next_notice(self):
        self.notices.action_skip("Later")

        again = self._propose().notice_ids

        self.assertEqual(again.partner_id, self.customers)
