from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentPreview(SegmentCommon):
    """Before it is done: who would change, and which segment a customer would get."""

    def _user(self, login, group):
        return new_test_user(
            self.env,
            login,
            groups=f"s4_dunning.s4_dunning_group_{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _preview(self, segment):
        action = segment.action_preview()
        rows = self.env[action["res_model"]].search([("create_uid", "=", self.env.uid)])
        return sorted(
            (
                row.debtor_id.partner_id.name,
                row.segment_before_id.name or "",
                row.segment_id.name or "",
                row.mode,
            )
            for row in rows
        )

    def _explain(self, customer, user=None):
        debtor = self._debtor(customer).with_user(user or self.env.user)
        action = debtor.action_explain_segment()
        explanation = self.env[action["res_model"]].browse(action["res_id"])
        lines = [
            (line.segment_id.name, line.state, line.reason)
            for line in explanation.line_ids
        ]
        return explanation.sentence, lines

    def test_preview_tells_who_would_come_and_who_would_leave(self):
        late = self._segment("Late", days_overdue_from=30)
        self._refresh()
        late.days_overdue_from = 60
        others = self._segment("Others", mode="manual", days_overdue_to=50)
        self.assertEqual(
            self._preview(others),
            [
                ("Anna", "", "Others", "manual"),
                ("Bakker", "Late", "Others", "manual"),
            ],
        )
        self.assertEqual(self._preview(late), [("Bakker", "Late", "", "automatic")])
        self.assertEqual(self._assigned(), ["", "Late", "Late"])

    def test_preview_is_for_managers_and_their_own(self):
        segment = self._segment("Others")
        collector = self._user("collector_login", "collector")
        with self.assertRaises(AccessError):
            segment.with_user(collector).action_preview()
        manager = self._user("manager_login", "manager")
        segment.with_user(manager).action_preview()
        previews = self.env["dunning.segment.preview"]
        self.assertEqual(previews.with_user(manager).search_count([]), 3)
        other = self._user("other_login", "manager")
        self.assertFalse(previews.with_user(other).search_count([]))

    def test_tester_says_what_each_segment_finds(self):
        self._segment(
            "Large", amount_overdue_from=1000, days_overdue_from=30, mode="proposed"
        )
        self._segment("Late", days_overdue_from=30)
        self._segment("VIP", mode="manual")
        self._segment("Others")
        large = self.company.currency_id.format(1000)
        sentence, lines = self._explain(self.bakker)
        self.assertEqual(sentence, "Comes into Late at the next refresh.")
        self.assertEqual(
            lines,
            [
                ("Large", "no", f"Not met: Overdue from: {large}"),
                ("Late", "yes", "Met: Days overdue from: 30"),
                ("VIP", "hand", "People move debtors in and out."),
                ("Others", "later", "Met: everybody"),
            ],
        )
        self.assertEqual(self._explain(self.claes)[0], "Is proposed for Large.")
        self._refresh()
        self.assertEqual(self._explain(self.bakker)[0], "Stays in Late.")

    def test_tester_agrees_with_the_refresh(self):
        self._segment("Abroad", region="foreign")
        self._segment("People", customer_kind="consumer")
        self._segment("Middle", amount_open_from=100, amount_open_to=1000)
        customers = (self.anna, self.bakker, self.claes)
        foretold = [self._explain(customer)[0] for customer in customers]
        self._refresh()
        self.assertEqual(
            foretold,
            [f"Comes into {name} at the next refresh." for name in self._assigned()],
        )

    def test_tester_tells_that_a_person_chose(self):
        self._segment("Others")
        debtor = self._debtor(self.bakker)
        debtor.action_choose_segment(False, "Left alone")
        self.assertEqual(
            self._explain(self.bakker)[0],
            f"Stays in no segment. {debtor.segment_rule}",
        )

    def test_tester_tells_who_rejected(self):
        self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self._debtor(self.bakker).segment_change_ids.action_reject()
        self.assertEqual(
            self._explain(self.bakker)[1],
            [("Late", "no", f"Rejected by {self.env.user.name} on 03/31/2026")],
        )

    def test_tester_tells_who_rejected_that_the_debtor_leaves(self):
        late = self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        debtor = self._debtor(self.bakker)
        debtor.segment_change_ids.action_confirm()
        late.days_overdue_from = 60
        self.assertEqual(self._explain(self.bakker)[0], "Is proposed for no segment.")
        self._refresh()
        debtor.segment_change_ids.filtered(
            lambda change: change.state == "proposed"
        ).action_reject()

        sentence = self._explain(self.bakker)[0]

        self.assertEqual(
            sentence,
            f"Stays in Late: {self.env.user.name} rejected on 03/31/2026 that it "
            "leaves.",
        )
        self._refresh()
        self.assertEqual(debtor.segment_id, late)

    def test_who_reads_the_debtor_may_ask(self):
        self._segment("Others")
        viewer = self._user("viewer_login", "viewer")
        sentence, _lines = self._explain(self.bakker, viewer)
        self.assertEqual(sentence, "Comes into Others at the next refresh.")
        salesperson = self._user("sales_login", "viewer_own")
        with self.assertRaises(AccessError):
            self._explain(self.bakker, salesperson)

    def test_wizard_chooses_for_several_debtors(self):
        vip = self._segment("VIP", mode="manual")
        debtors = self._debtor(self.anna) | self._debtor(self.bakker)
        form = Form(
            self.env["dunning.segment.choice"].with_context(active_ids=debtors.ids)
        )
        form.segment_id = vip
        form.reason = "Board"
        form.save().action_choose()
        self.assertEqual(self._assigned(), ["VIP", "VIP", ""])

        form = Form(
            self.env["dunning.segment.choice"].with_context(active_ids=debtors[:1].ids)
        )
        form.choice = "criteria"
        form.save().action_choose()
        self.env.invalidate_all()
        self.assertEqual(self._assigned(), ["", "VIP", ""])

    def test_count_follows_what_is_typed(self):
        form = Form(self.env["dunning.segment"])
        form.name = "Late"
        self.assertFalse(form.match_message)
        form.days_overdue_from = 40
        self.assertEqual(form.match_message, "Debtors that meet all criteria: 2")
        form.days_overdue_from = 41
        self.assertEqual(form.match_message, "Debtors that meet all criteria: 1")
