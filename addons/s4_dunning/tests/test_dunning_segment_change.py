from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentChange(SegmentCommon):
    """What is proposed waits for a person; the log tells everything."""

    def _proposals(self):
        return self.env["dunning.segment.change"].search([("state", "=", "proposed")])

    def test_proposal_waits_for_a_person(self):
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self.assertEqual(self._assigned(), ["", "", ""])
        proposals = self._proposals()
        self.assertEqual(proposals.debtor_id.partner_id, self.bakker | self.claes)
        self.assertEqual(set(proposals.mapped("sentence")), {"Days overdue from: 30"})

        proposals.action_confirm()

        self.assertEqual(self._assigned(), ["", "Late", "Late"])
        self.assertEqual(set(proposals.mapped("state")), {"done"})
        self.assertEqual(proposals.user_id, self.env.user)
        debtor = self._debtor(self.bakker)
        self.assertEqual(
            debtor.segment_rule,
            f"Confirmed by {self.env.user.name} on 03/31/2026: Days overdue from: 30",
        )
        self._refresh()
        self.assertEqual(self._assigned(), ["", "Late", "Late"])

    def test_rejected_is_not_proposed_again_and_the_next_segment_counts(self):
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._segment("Others")
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "", ""])
        self._proposals().filtered(
            lambda change: change.debtor_id.partner_id == self.bakker
        ).action_reject()
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "Others", ""])
        self.assertEqual(self._proposals().debtor_id.partner_id, self.claes)

    def test_leaving_a_confirmed_segment_is_proposed_too(self):
        late = self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self._proposals().action_confirm()
        late.days_overdue_from = 60
        self._refresh()
        self.assertEqual(self._assigned(), ["", "Late", "Late"])
        proposal = self._proposals()
        self.assertEqual(proposal.segment_before_id, late)
        self.assertFalse(proposal.segment_id)
        proposal.action_reject()
        self._refresh()
        self.assertFalse(self._proposals())
        self.assertEqual(self._assigned(), ["", "Late", "Late"])

    def test_proposal_that_does_not_hold_any_more_lapses(self):
        late = self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        late.days_overdue_from = 60
        self._refresh()
        self.assertEqual(
            self._changes(self.bakker), [("", "Late", "proposed", "lapsed")]
        )
        self.assertEqual(self._proposals().debtor_id.partner_id, self.claes)

    def test_choice_of_a_person_ends_the_proposal(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self._debtor(self.bakker).action_choose_segment(vip.id, "Board")
        self.assertEqual(
            self._changes(self.bakker),
            [("", "Late", "proposed", "lapsed"), ("", "VIP", "manual", "done")],
        )
        self._refresh()
        self.assertEqual(self._proposals().debtor_id.partner_id, self.claes)

    def test_what_was_decided_cannot_be_decided_again(self):
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        proposals = self._proposals()
        proposals[:1].action_reject()
        with self.assertRaisesRegex(UserError, "decided about some"):
            proposals.action_confirm()

    def test_merge_keeps_the_log_and_one_proposal(self):
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self.env["dunning.debtor"]._merge(self.bakker, self.claes)
        self.assertEqual(
            sorted(self._changes(self.claes)),
            [("", "Late", "proposed", "lapsed"), ("", "Late", "proposed", "proposed")],
        )

    def test_merge_keeps_who_chose_the_segment(self):
        vip = self._segment("VIP", mode="manual")
        self._debtor(self.bakker).action_choose_segment(vip.id, "Board")
        chosen = self._debtor(self.bakker).segment_rule
        self.env["dunning.debtor"]._merge(self.bakker, self.claes)
        self.assertEqual(self._debtor(self.claes).segment_id, vip)
        self.assertEqual(self._debtor(self.claes).segment_rule, chosen)

    def test_merge_keeps_what_a_person_chose_on_either_card(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Everybody")
        self._refresh()
        self._debtor(self.bakker).action_choose_segment(vip.id, "Board")
        self._debtor(self.anna).action_choose_segment(False, "None fits")
        self.env["dunning.debtor"]._merge(self.bakker, self.claes)
        self.assertEqual(self._debtor(self.claes).segment_id, vip)
        late = self._create_customer("Late")
        self._invoice(100, 40, late)
        self._refresh()
        self.assertEqual(self._debtor(late).segment_id.name, "Everybody")
        self.env["dunning.debtor"]._merge(late, self.anna)
        self.assertFalse(self._debtor(self.anna).segment_id)
        self.assertEqual(self._debtor(self.anna).segment_source, "manual")

    def test_who_was_let_in_after_a_rejection_may_stay(self):
        late = self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        debtor = self._debtor(self.bakker)
        debtor.segment_change_ids.action_reject()
        debtor.action_choose_segment(late.id, "After all")
        debtor.action_release_segment()
        self._refresh()
        self.assertEqual(debtor.segment_id, late)
        self.assertFalse(
            debtor.segment_change_ids.filtered(lambda one: one.state == "proposed")
        )


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestSegmentChangeAccess(AccessCommon):
    """Nobody writes the log; who may change debtors decides about proposals."""

    def setUp(self):
        super().setUp()
        self.records["dunning.segment"].write({"mode": "proposed"})
        self.group.action_refresh()
        self.change = self.env["dunning.segment.change"].search(
            [("debtor_id", "=", self.records["dunning.debtor"].id)]
        )
        self.change.ensure_one()

    def _as(self, role):
        return self.change.with_user(self.roles[role])

    def test_nobody_writes_or_deletes_the_log(self):
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role=role):
                self.assertTrue(self._as(role).has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(self._as(role).has_access(operation))
                with self.assertRaises(AccessError):
                    self._as(role).write({"reason": "Mine"})

    def test_viewer_does_not_decide(self):
        for decide in ("action_confirm", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(self._as("viewer"), decide)()
        with self.assertRaises(AccessError):
            self.change.debtor_id.with_user(self.roles["viewer"]).action_choose_segment(
                False, "Mine"
            )
        with self.assertRaises(AccessError):
            self.change.debtor_id.with_user(
                self.roles["viewer"]
            ).action_release_segment()

    def test_collector_decides(self):
        self._as("collector").action_confirm()
        self.assertEqual(self.change.user_id, self.roles["collector"])
        debtor = self.change.debtor_id
        self.assertEqual(debtor.segment_id, self.records["dunning.segment"])

    def test_who_lacks_a_company_sees_and_decides_nothing(self):
        for role in ("half", "nobody", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role).read(["sentence"])
            with self.assertRaises(AccessError):
                self._as(role).action_confirm()

    def test_salesperson_sees_changes_of_own_customers_only(self):
        mine = self._as("salesperson")
        self.assertFalse(mine.has_access("read"))
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertTrue(mine.has_access("read"))
        with self.assertRaises(AccessError):
            mine.action_confirm()
