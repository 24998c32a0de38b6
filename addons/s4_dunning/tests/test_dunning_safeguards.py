from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSafeguards(DunningCommon):
    """What must never go out: a wrong amount, a second copy, a letter too strict."""

    def _approved(self):
        notice = self._propose().notice_ids
        notice.action_approve()
        return notice

    def test_text_names_what_is_left_after_a_part_payment(self):
        item = self._invoice(300)
        self._invoice(50)
        notice = self._approved()
        self._register_payment(item.move_id, amount=100)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.amount_total, 250)
        self.assertEqual(notice.claim_ids.amount_total, 250)
        self.assertIn("250.00", notice.printed_opening)

    def test_edited_text_follows_the_amount_too(self):
        item = self._invoice(300)
        notice = self._propose().notice_ids
        notice.opening = "<p>Dear Piet, only {amount}.</p>"
        notice.action_approve()
        self._register_payment(item.move_id, amount=100)
        with self.without_pdf():
            notice.action_send()
        self.assertIn("200.00", notice.printed_opening)
        self.assertIn("Dear Piet", notice.printed_opening)

    def test_sent_notice_is_not_approved_again(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)
        action = notice.action_approve_together()
        self.assertEqual(notice.state, "sent")
        self.assertIn("0 approved", action["params"]["message"])

    def test_group_without_companies(self):
        group = self.env["dunning.group"].create({"name": "Empty"})
        group.action_refresh()
        with self.assertRaises(AccessError):
            self.env["dunning.run"].create({"group_id": group.id})

    def test_notices_of_a_group_that_lost_its_companies_are_closed_to_all(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=self.env.ref("base.main_company").id,
            company_ids=[Command.set(self.env.ref("base.main_company").ids)],
        )
        elsewhere = self.env["dunning.group"].create({"name": "Elsewhere"})
        self.company.sudo()._enter_dunning_group(elsewhere)
        self.env.flush_all()
        self.assertFalse(notice.with_user(stranger).has_access("read"))

    def test_archived_company_does_not_lock_the_group(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        notice = self._propose().notice_ids
        sister.sudo().active = False
        self.env.flush_all()
        self.assertTrue(notice.has_access("read"))

    def test_level_that_lost_its_items_waits_for_a_person(self):
        strict = self._invoice(100)
        self._send(self._propose().notice_ids)
        mild = self._invoice(50, overdue=0)
        later = TODAY + timedelta(days=14)
        with freeze_time(later):
            notice = self._propose(later).notice_ids
            self.assertEqual(notice.level_id, self.second)
            notice.action_approve()
            self._register_payment(strict.move_id)
            with self.without_pdf():
                notice.action_send()
        self.assertEqual(notice.state, "approved")
        self.assertIn("does not justify Second reminder", notice.send_error)
        self.assertFalse(mild.dunning_level_id)

    def test_part_payment_below_the_minimum_waits_for_a_person(self):
        self.reminder.minimum_amount = 25
        item = self._invoice(100)
        notice = self._approved()
        self._register_payment(item.move_id, amount=99)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "approved")
        self.assertIn("does not justify", notice.send_error)

    def test_channel_follows_the_action_of_the_level(self):
        self.second.action = "call"
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.level_id = self.second
        self.assertEqual(notice.channel, "phone")
        notice.level_id = self.reminder
        self.assertEqual(notice.channel, "email")

    def test_later_due_date_is_respected(self):
        item = self._invoice(100)
        notice = self._approved()
        item.sudo().date_maturity = TODAY + timedelta(days=20)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")
        self.assertIn("not due yet", notice.closing_reason)

    def test_limit_that_is_set_after_the_approval_counts(self):
        self._invoice(100)
        first = self._propose().notice_ids
        self._send(first)
        later = TODAY + timedelta(days=14)
        with freeze_time(later):
            notice = self._propose(later).notice_ids
            notice.action_approve()
            first.line_ids.move_id.dunning_level_cap_id = self.reminder
            with self.without_pdf():
                notice.action_send()
        self.assertEqual(notice.state, "skipped")

    def test_run_of_a_day_to_come_is_refused(self):
        run = self.env["dunning.run"].create(
            {"group_id": self.group.id, "date": TODAY + timedelta(days=1)}
        )
        with self.assertRaisesRegex(UserError, "a day to come"):
            run.action_propose()

    def test_letter_goes_to_the_customer_if_its_contact_has_an_email_only(self):
        self.reminder.channel = "letter"
        self.env["res.partner"].create(
            {
                "name": "Accounts payable",
                "parent_id": self.customer.id,
                "type": "invoice",
                "email": "ap@jansen.example.com",
                "street": False,
                "zip": False,
                "city": False,
            }
        )
        self._invoice(100)
        self.assertEqual(self._propose().notice_ids.channel, "letter")

    def test_credit_that_covers_one_workflow_is_not_used_twice(self):
        other = self._create_workflow(name="Other")
        self._invoice(400)
        special = self._invoice(100)
        special.move_id.dunning_workflow_id = other
        self._invoice(400, move_type="out_refund")
        notice = self._propose().notice_ids
        self.assertEqual(notice.workflow_id, other)
        self.assertEqual(notice.amount_total, 100)

    def test_credit_that_reaches_into_the_next_notice_lets_it_wait(self):
        self._invoice(400)
        special = self._invoice(100)
        special.move_id.dunning_workflow_id = self._create_workflow(name="Other")
        self._invoice(450, move_type="out_refund")
        run = self._propose()
        self.assertFalse(run.notice_ids)
        self.assertEqual(self._reason(run, special), "covered_by_credit")

    def test_invalid_address_is_told_before_sending(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.email = "geen adres"
        with self.assertRaisesRegex(UserError, "geen adres is not a valid e-mail"):
            notice.action_approve()

    def test_late_item_goes_on_after_a_level_before_the_due_date(self):
        self.reminder.write({"sequence": 0, "days": -5})
        item = self._invoice(100, overdue=20)
        run = self._propose()
        line = run.notice_ids.line_ids
        self.assertEqual((line.move_line_id, line.level_id), (item, self.second))

    def test_catch_up_stops_at_the_limit_of_the_invoice(self):
        self.workflow.progression = "catch_up"
        self.second.write({"trigger_base": "due_date", "days": 30})
        self.final.write({"trigger_base": "due_date", "days": 60})
        item = self._invoice(100, overdue=90)
        item.move_id.dunning_level_cap_id = self.second
        self.assertEqual(self._propose().notice_ids.level_id, self.second)

    def test_credits_count_for_the_minimum(self):
        self.reminder.minimum_amount = 25
        item = self._invoice(100)
        self._invoice(95, move_type="out_refund")
        self.assertEqual(self._reason(self._propose(), item), "below_minimum")

    def test_levels_of_the_same_sequence_still_fall_back(self):
        self.workflow.progression = "catch_up"
        self.workflow.level_ids.sequence = 5
        self.second.write(
            {"trigger_base": "due_date", "days": 30, "minimum_amount": 500}
        )
        self._invoice(100, overdue=40)
        self.assertEqual(self._propose().notice_ids.level_id, self.reminder)

    def test_collector_does_not_set_the_autonomy_of_a_debtor(self):
        self._invoice(100)
        debtor = self._propose().notice_ids.debtor_id
        collector = new_test_user(
            self.env,
            "collector_only",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            debtor.with_user(collector).autonomy = "automatic"

    def test_change_asks_for_the_first_approval_again(self):
        self.group.write({"second_approval": True, "second_approval_amount": 50})
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        self.assertTrue(notice.first_approved_by_id)
        notice.channel = "letter"
        self.assertFalse(notice.first_approved_by_id)

    def test_bank_that_lags_behind_counts(self):
        self.group.bank_days_maximum = 3
        bank = self.company_data["default_journal_bank"]
        second = bank.copy({"name": "Second bank", "code": "BNK9"})
        for journal, day in ((bank, 30), (second, 10)):
            self.env["account.bank.statement.line"].create(
                {
                    "journal_id": journal.id,
                    "date": date(2026, 3, day),
                    "payment_ref": "Receipt",
                    "amount": 1,
                }
            )
        run = self._propose()
        self.assertEqual(run.run_company_ids.date_bank, date(2026, 3, 10))
        self.assertTrue(run.is_bank_stale)

    def test_invoice_reset_to_draft_does_not_close_its_notice(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)
        item.move_id.button_draft()
        self.group.action_refresh()
        self.assertEqual(notice.state, "sent")

    def test_proposed_run_can_be_deleted(self):
        self._invoice(100)
        run = self._propose()
        run.unlink()
        self.assertTrue(self._propose().notice_ids)

    def test_run_status_is_not_written_by_hand(self):
        run = self._propose()
        with self.assertRaises(AccessError):
            run.state = "done"

    def test_group_follows_the_currency_of_its_company(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        company.currency_id = self.env.ref("base.GBP")
        self.assertEqual(company.dunning_group_id.currency_id, self.env.ref("base.GBP"))
