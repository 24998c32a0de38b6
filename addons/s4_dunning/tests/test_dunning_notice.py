from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningNotice(DunningCommon):
    """Review: approve, skip, hold, change, edit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env,
            "colleague",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def test_approved_notice_waits_and_can_be_recalled(self):
        self.group.outbox_minutes = 45
        self._invoice(100)
        notice = self._propose().notice_ids

        notice.action_approve()

        self.assertEqual(notice.state, "approved")
        self.assertEqual(notice.approved_by_id, self.env.user)
        self.assertEqual(
            notice.send_after, fields.Datetime.now() + timedelta(minutes=45)
        )
        self.assertEqual(notice.run_id.state, "done")

        notice.action_recall()

        self.assertEqual(notice.state, "proposed")
        self.assertFalse(notice.send_after)
        self.assertEqual(notice.run_id.state, "proposed")

    def test_only_proposed_notices_are_approved(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)
        for action in (notice.action_approve, notice.action_recall, notice.action_send):
            with self.assertRaisesRegex(UserError, "is sent"):
                action()
        with self.assertRaisesRegex(UserError, "is sent"):
            notice.action_skip("Too late")

    def test_skip_keeps_the_reason(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids

        notice.action_skip("Called, pays on Friday")

        self.assertEqual(notice.state, "skipped")
        self.assertEqual(notice.closing_reason, "Called, pays on Friday")
        self.assertFalse(item.dunning_level_id)

    def test_hold_pauses_the_debtor_until_its_last_day(self):
        item = self._invoice(100)
        reason = self.env["dunning.hold.reason"].create({"name": "Promise", "days": 5})
        notice = self._propose().notice_ids

        notice.action_hold(reason.id, note="Spoke to Ms Jansen")

        hold = notice.debtor_id.hold_ids
        self.assertEqual(hold.date_end, TODAY + timedelta(days=5))
        self.assertEqual(hold.user_id, self.env.user)
        self.assertEqual(notice.state, "skipped")
        run = self._propose(TODAY + timedelta(days=5))
        self.assertEqual(self._reason(run, item), "hold")
        self.assertIn("Promise", run.exclusion_ids.explanation)
        self.assertTrue(self._propose(TODAY + timedelta(days=6)).notice_ids)

    def test_released_hold_no_longer_counts(self):
        self._invoice(100)
        reason = self.env["dunning.hold.reason"].create({"name": "Promise"})
        self._propose().notice_ids.action_hold(reason.id)
        self.env["dunning.hold"].search([]).action_release()
        self.assertTrue(self._propose().notice_ids)

    def test_hold_of_a_company_pauses_its_items_only(self):
        sister = self._second_company()["company"]
        item = self._invoice(100)
        self._invoice(50, company=sister)
        self.env["dunning.hold"].create(
            {
                "scope": "company",
                "company_id": self.company.id,
                "reason_id": self.env["dunning.hold.reason"]
                .create({"name": "Stocktaking"})
                .id,
            }
        )
        run = self._propose()
        self.assertEqual(self._reason(run, item), "hold")
        self.assertEqual(run.notice_ids.claim_ids.company_id, sister)

    def test_lower_level_of_a_notice_takes_its_items_along(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        newer = self._invoice(50, overdue=20)
        later = TODAY + timedelta(days=14)
        with freeze_time(later):
            notice = self._propose(later).notice_ids
            self.assertEqual(notice.level_id, self.second)
            self.assertEqual(
                {line.move_line_id: line.level_id for line in notice.line_ids},
                {item: self.second, newer: self.reminder},
            )
            notice.level_id = self.final
            self.assertEqual(
                {line.move_line_id: line.level_id for line in notice.line_ids},
                {item: self.final, newer: self.reminder},
            )
            notice.level_id = self.reminder
            self.assertEqual(notice.line_ids.level_id, self.reminder)

    def test_approved_notice_is_fixed(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        for values in (
            {"level_id": self.final.id},
            {"email": "other@example.com"},
            {"opening": "<p>Other words</p>"},
        ):
            with self.assertRaisesRegex(UserError, "recall it"):
                notice.write(values)

    def test_text_of_one_notice_is_edited_without_touching_the_level(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertEqual(notice.printed_subject, f"Invoices of {self.company.name}")
        self.assertIn("Dear Jansen Transport", notice.printed_opening)
        self.assertIn("100.00", notice.printed_opening)

        notice.opening = "<p>Dear Piet, just this once.</p>"

        self.assertIn("just this once", notice.printed_opening)
        self.assertNotIn("just this once", self.reminder.opening)
        notice.action_reset_text()
        self.assertIn("Dear Jansen Transport", notice.printed_opening)

    def test_text_speaks_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.reminder.with_context(lang="nl_NL").write(
            {"subject": "Facturen van {company}", "opening": "<p>Geachte {debtor}</p>"}
        )
        self.customer.lang = "nl_NL"
        self._invoice(1234.5)
        notice = self._propose().notice_ids
        self.assertEqual(notice.printed_subject, f"Facturen van {self.company.name}")
        self.assertIn("Geachte Jansen Transport", notice.printed_opening)
        values = notice._placeholder_values()
        self.assertIn("1.234,50", values["amount"])
        self.assertEqual(values["deadline"], "10-04-2026")

    def test_values_in_a_text_are_escaped(self):
        self.customer.name = "Jansen <b>& Zn"
        self._invoice(100)
        opening = self._propose().notice_ids.printed_opening
        self.assertIn("Jansen &lt;b&gt;&amp; Zn", opening)

    def test_manual_level_is_left_out_of_mass_approval(self):
        self.reminder.autonomy = "manual"
        self._invoice(100)
        run = self._propose()
        action = run.action_approve()
        self.assertEqual(run.notice_ids.state, "proposed")
        self.assertIn("0 approved, 1 need", action["params"]["message"])
        run.notice_ids.action_approve()
        self.assertEqual(run.notice_ids.state, "approved")

    def test_autonomy_of_the_debtor_comes_first(self):
        self.workflow.level_ids.autonomy = "automatic"
        self._invoice(100)
        first = self._propose()
        self.assertEqual(first.notice_ids.state, "approved")
        self.assertFalse(first.notice_ids.approved_by_id, "no person did")
        first.notice_ids.debtor_id.autonomy = "manual"
        first.notice_ids.action_recall()
        first.action_propose()
        self.assertEqual(first.notice_ids.state, "proposed")

    def test_second_person_approves_above_the_limit(self):
        self.group.write({"second_approval": True, "second_approval_amount": 99})
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertTrue(notice.needs_second_approval)

        notice.action_approve()
        notice.action_approve()

        self.assertEqual(notice.state, "proposed", "the same person cannot do both")
        self.assertEqual(notice.first_approved_by_id, self.env.user)
        notice.with_user(self.colleague).action_approve()
        self.assertEqual(notice.state, "approved")
        self.assertEqual(notice.approved_by_id, self.colleague)

    def test_second_person_approves_a_level_that_asks_for_it(self):
        self.group.second_approval = True
        self.reminder.write({"second_approval": True, "autonomy": "automatic"})
        self._invoice(1)
        notice = self._propose().notice_ids
        self.assertTrue(notice.needs_second_approval)
        self.assertEqual(notice.state, "proposed", "it does not approve itself")

    def test_reviewed_notice_is_not_deleted(self):
        self._invoice(100)
        run = self._propose()
        run.notice_ids.action_approve()
        with self.assertRaisesRegex(UserError, "stays on file"):
            run.notice_ids.sudo().unlink()
        with self.assertRaisesRegex(UserError, "reviewed already"):
            run.unlink()

    def test_why_is_answered_for_every_item(self):
        overdue = self._invoice(100)
        not_due = self._invoice(50, overdue=-3)
        paid = self._invoice(20)
        self._register_payment(paid.move_id)
        explanation = self.env["dunning.explanation"]

        def sentence(item):
            action = item.action_explain_dunning()
            return explanation.browse(action["res_id"]).line_ids.sentence

        self.assertIn("Reminder is reached", sentence(overdue))
        self.assertEqual(sentence(not_due), "The item is not due yet.")
        self.assertIn("it was paid", sentence(paid))
        notice = self._propose().notice_ids
        self.assertEqual(
            sentence(overdue),
            "In a notice that is proposed. Reminder, the first notice.",
        )
        self.assertEqual(
            sentence(not_due), "In a notice that is proposed. The item is not due yet."
        )
        lines = explanation.browse(notice.debtor_id.action_explain()["res_id"]).line_ids
        self.assertEqual(
            lines.mapped("name"), [overdue.move_id.name, not_due.move_id.name]
        )

    def test_figures_of_the_debtor(self):
        self._invoice(100, overdue=12)
        self._invoice(40, overdue=-5)
        self._invoice(25, move_type="out_refund")
        debtor = self._propose().notice_ids.debtor_id
        self.assertRecordValues(
            debtor,
            [
                {
                    "amount_open": 115,
                    "amount_overdue": 100,
                    "amount_credit": 25,
                    "days_overdue": 12,
                }
            ],
        )

    def test_figures_and_active_companies(self):
        self._invoice(100)
        debtor = self._propose().notice_ids.debtor_id
        self.assertFalse(debtor.has_inactive_companies)
        self._second_company()
        narrowed = debtor.with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(narrowed.has_inactive_companies)

    def test_paid_notice_closes_itself(self):
        item = self._invoice(100)
        self._invoice(30, overdue=-4)
        notice = self._propose().notice_ids
        self._send(notice)
        self.group.action_refresh()
        self.assertEqual(notice.state, "sent")
        self._register_payment(item.move_id)
        self.group.action_refresh()
        self.assertEqual(notice.state, "closed")
        self.assertEqual(item.dunning_level_id, self.reminder, "history stays")
