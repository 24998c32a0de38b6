from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningLevelSegment(SegmentCommon):
    """A level moves the debtor when its notice is sent; cancelling moves it back."""

    def setUp(self):
        super().setUp()
        self.strict = self._segment("Strict", mode="manual")
        self._segment("Others")
        self._refresh()
        self.reminder.segment_id = self.strict

    def _notices(self, *customers):
        run = self._propose()
        return run.notice_ids.filtered(
            lambda notice: (
                notice.partner_id in self.env["res.partner"].concat(*customers)
            )
        )

    def test_debtor_moves_when_the_notice_is_sent_and_not_before(self):
        notice = self._notices(self.bakker)
        notice.action_approve()
        self.assertEqual(self._assigned(), ["Others", "Others", "Others"])
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(self._assigned(), ["Others", "Strict", "Others"])
        self.assertEqual(
            self._changes(self.bakker),
            [
                ("", "Others", "automatic", "done"),
                ("Others", "Strict", "level", "done"),
            ],
        )
        change = self._debtor(self.bakker).segment_change_ids.sorted("id")[-1]
        self.assertEqual(change.notice_id, notice)
        self.assertEqual(change.sentence, f"{notice.display_name} was sent")

    def test_nobody_is_moved_into_an_archived_segment(self):
        self.strict.active = False
        self._send(self._notices(self.bakker))
        self.assertEqual(self._assigned(), ["Others", "Others", "Others"])

    def test_criteria_do_not_undo_it(self):
        self._send(self._notices(self.bakker))
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "Strict", "Others"])
        self.assertIn(
            "By a level on 03/31/2026", self._debtor(self.bakker).segment_rule
        )

    def test_cancelling_moves_back_and_says_so(self):
        notice = self._notices(self.bakker)
        self._send(notice)
        notice.action_cancel("Wrong customer")
        self.assertEqual(self._assigned(), ["Others", "Others", "Others"])
        self.assertEqual(
            self._changes(self.bakker)[-1], ("Strict", "Others", "level", "done")
        )
        self.assertEqual(self._debtor(self.bakker).segment_source, "rule")

    def test_cancelling_leaves_what_a_person_chose_since(self):
        notice = self._notices(self.bakker)
        self._send(notice)
        debtor = self._debtor(self.bakker)
        debtor.action_choose_segment(self.strict.id, "Rightly so")
        notice.action_cancel("Wrong words")
        self.assertEqual(debtor.segment_id, self.strict)
        self.assertEqual(debtor.segment_source, "manual")

    def test_another_notice_of_the_level_keeps_it_there(self):
        self.workflow.grouping = "invoice"
        self._invoice(60, 10, self.bakker)
        notices = self._notices(self.bakker)
        self._send(notices)
        self.assertEqual(len(notices), 2)
        notices[0].action_cancel("Wrong invoice")
        notices[1].invalidate_recordset()
        self.assertEqual(self._debtor(self.bakker).segment_id, self.strict)

    def test_cancelling_one_after_the_other_moves_back(self):
        self.workflow.grouping = "invoice"
        self._invoice(60, 10, self.bakker)
        notices = self._notices(self.bakker)
        self._send(notices)
        for notice in notices:
            notice.action_cancel("Wrong invoice")
        self.assertEqual(self._debtor(self.bakker).segment_id.name, "Others")
        self.assertEqual(self._debtor(self.bakker).segment_source, "rule")

    def test_move_of_a_cancelled_notice_is_not_restored(self):
        worst = self._segment("Worst", mode="manual")
        self.second.segment_id = worst
        first = self._notices(self.bakker)
        self._send(first)
        with freeze_time("2026-04-20"):
            run = self._propose("2026-04-20")
            second = run.notice_ids.filtered(
                lambda notice: notice.partner_id == self.bakker
            )
            self._send(second)
            first.action_cancel("Wrong words")
            self.assertEqual(self._debtor(self.bakker).segment_id, worst)
            second.action_cancel("Wrong words")
        self.assertEqual(self._debtor(self.bakker).segment_id.name, "Others")

    def test_person_wins_and_the_log_says_so(self):
        vip = self._segment("VIP", mode="manual")
        self._debtor(self.bakker).action_choose_segment(vip.id, "Board")
        self._send(self._notices(self.bakker))
        self.assertEqual(self._debtor(self.bakker).segment_id, vip)
        self.assertEqual(
            self._changes(self.bakker)[-1], ("VIP", "Strict", "level", "rejected")
        )

    def test_next_level_moves_on(self):
        worst = self._segment("Worst", mode="manual")
        self.second.segment_id = worst
        self._send(self._notices(self.bakker))
        with freeze_time("2026-04-20"):
            run = self._propose("2026-04-20")
            self._send(
                run.notice_ids.filtered(lambda notice: notice.partner_id == self.bakker)
            )
        self.assertEqual(self._debtor(self.bakker).segment_id, worst)
        self.assertEqual(
            self._changes(self.bakker)[-1], ("Strict", "Worst", "level", "done")
        )

    def test_segment_of_another_group_is_refused(self):
        other = self.setup_other_company(name="East")["company"].dunning_group_id
        theirs = self._segment("Theirs", group_id=other.id)
        self.workflow.group_id = self.group
        with self.assertRaisesRegex(ValidationError, "choose another segment"):
            self.reminder.segment_id = theirs

    def test_group_that_splits_off_has_its_own(self):
        self.workflow.group_id = self.group
        south = self._second_company("South")["company"]
        group = self.group.sudo()._create_own_group(south)
        level = group.workflow_id.level_ids[0]
        self.assertEqual(level.segment_id.name, "Strict")
        self.assertEqual(level.segment_id.group_id, group)
