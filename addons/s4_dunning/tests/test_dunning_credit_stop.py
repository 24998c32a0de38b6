from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCreditStop(DunningCommon):
    """A notice stops the credit; what it asks for lifts the stop again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.is_credit_stop = True

    def setUp(self):
        super().setUp()
        self.item = self._invoice(300, overdue=10)
        self.notice = self._propose().notice_ids
        self.debtor = self.notice.debtor_id

    def _last_log(self):
        return self.debtor.message_ids.sorted("id")[-1:].body

    def _refresh(self, today=TOMORROW):
        with freeze_time(today):
            self.group.action_refresh()

    def test_notice_that_is_sent_stops_the_credit(self):
        self.assertFalse(self.debtor.is_credit_stopped)

        self._send(self.notice)

        self.assertRecordValues(
            self.debtor,
            [
                {
                    "is_credit_stopped": True,
                    "date_credit_stopped": TODAY,
                    "credit_stop_notice_id": self.notice.id,
                    "credit_stop_reason": False,
                }
            ],
        )
        self.assertIn(f"Credit stop: {self.notice.name}", self._last_log())

    def test_level_without_the_flag_stops_nothing(self):
        self.reminder.is_credit_stop = False

        self._send(self.notice)

        self.assertFalse(self.debtor.is_credit_stopped)
        self.assertFalse(self.notice.credit_stop_state)

    def test_test_mode_stops_nothing(self):
        self.group.test_email = "test@example.com"

        self._send(self.notice)

        self.assertFalse(self.debtor.is_credit_stopped)

    def test_payment_lifts_it_with_the_refresh(self):
        self._send(self.notice)
        self._register_payment(self.item.move_id)

        self._refresh()

        self.assertRecordValues(
            self.debtor,
            [
                {
                    "is_credit_stopped": False,
                    "date_credit_stopped": False,
                    "credit_stop_notice_id": False,
                }
            ],
        )
        self.assertIn(f"lifted: {self.notice.name}", self._last_log())
        self.assertIn("was paid", self._last_log())

    def test_returned_payment_brings_it_back(self):
        self._send(self.notice)
        self._register_payment(self.item.move_id)
        self._refresh()
        self.assertEqual(self.notice.state, "closed")

        self.item.remove_move_reconcile()
        self._refresh(TOMORROW + timedelta(days=1))

        self.assertTrue(self.debtor.is_credit_stopped)
        self.assertEqual(self.debtor.credit_stop_notice_id, self.notice)
        self.assertIn("is unpaid again", self._last_log())

    def test_part_of_the_payment_lifts_nothing(self):
        self._send(self.notice)
        self._register_payment(
            self.item.move_id, amount=299, payment_difference_handling="open"
        )

        self._refresh()

        self.assertTrue(self.debtor.is_credit_stopped)

    def test_closing_lifts_it_at_once(self):
        self._send(self.notice)
        self._register_payment(self.item.move_id)

        self.env["dunning.notice"].sudo()._close_paid(self.group)

        self.assertEqual(self.notice.state, "closed")
        self.assertFalse(self.debtor.is_credit_stopped)

    def test_cancelling_lifts_it_at_once(self):
        self._send(self.notice)

        self.notice.action_cancel("Wrong customer")

        self.assertFalse(self.debtor.is_credit_stopped)
        self.assertIn("was cancelled", self._last_log())

    def test_second_cause_keeps_it(self):
        self._send(self.notice)
        self._invoice(50, overdue=10)
        with freeze_time(TOMORROW):
            second = self._propose(TOMORROW).notice_ids
            self._send(second)
        self._register_payment(self.item.move_id)

        self._refresh()

        self.assertTrue(self.debtor.is_credit_stopped)
        self.assertEqual(self.debtor.credit_stop_notice_id, second)
        self.assertEqual(self.debtor.date_credit_stopped, TODAY)

    def test_stop_by_hand_stays_until_it_is_lifted_by_hand(self):
        self.debtor.action_stop_credit("Moved without an address")
        self._send(self.notice)
        self._register_payment(self.item.move_id)
        self._refresh()
        self.assertTrue(self.debtor.is_credit_stopped)

        self.debtor.action_lift_credit_stop("Found")

        self.assertFalse(self.debtor.is_credit_stopped)
        self.assertIn("lifted: Found", self._last_log())

    def test_stop_lifted_by_hand_does_not_come_back(self):
        self._send(self.notice)

        self.debtor.action_lift_credit_stop("Agreed with the management")
        self._refresh()

        self.assertFalse(self.debtor.is_credit_stopped)

    def test_what_is_wrong_is_one_sentence(self):
        for action, reason, sentence in (
            ("action_stop_credit", " ", "Say why"),
            ("action_stop_credit", None, "Say why"),
            ("action_lift_credit_stop", "Paid", "is not stopped"),
        ):
            with (
                self.subTest(action=action, reason=reason),
                self.assertRaisesRegex(UserError, sentence),
            ):
                getattr(self.debtor, action)(reason)
        self.debtor.action_stop_credit("Risk")
        with self.assertRaisesRegex(UserError, "by hand already"):
            self.debtor.action_stop_credit("Risk")

    def test_who_only_reads_cannot_change_it(self):
        viewer = new_test_user(
            self.env,
            "viewer_stop",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        collector = new_test_user(
            self.env,
            "collector_stop",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

        for attempt in (
            lambda: self.debtor.with_user(viewer).action_stop_credit("No"),
            lambda: self.debtor.with_user(viewer).action_lift_credit_stop("No"),
            lambda: self.debtor.with_user(viewer).action_open_credit_stop(),
            lambda: self.debtor.with_user(collector).write({"is_credit_stopped": 1}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.debtor.with_user(collector).action_stop_credit("Risk")
        self.assertTrue(self.debtor.is_credit_stopped)

    def test_draft_invoice_and_customer_warn(self):
        self._send(self.notice)
        child = self.env["res.partner"].create(
            {"name": "Workshop", "parent_id": self.customer.id}
        )
        draft = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": child.id}
        )

        self.assertIn("Jansen Transport has a credit stop", child.dunning_credit_stop)
        self.assertIn("s4_dunning_credit_stop", draft.alerts)
        self.assertNotIn("s4_dunning_credit_stop", self.item.move_id.alerts or {})
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": child.id}
        )
        self.assertNotIn("s4_dunning_credit_stop", bill.alerts or {})

    def test_invoice_warns_as_soon_as_the_customer_is_chosen(self):
        self._send(self.notice)
        form = Form(
            self.env["account.move"].with_context(default_move_type="out_invoice")
        )

        form.partner_id = self.customer

        self.assertIn("s4_dunning_credit_stop", form.alerts)

    def test_company_of_another_group_does_not_warn(self):
        self._send(self.notice)
        other = self.setup_other_company(name="Elsewhere")["company"]

        elsewhere = self.customer.with_company(other)

        self.assertFalse(elsewhere.dunning_credit_stop)

    def test_customer_merge_keeps_it(self):
        self._send(self.notice)
        other = self._create_customer("Jansen Again")
        self._invoice(20, partner=other)
        self.group.action_refresh()

        self.env["dunning.debtor"]._merge(self.customer, other)

        kept = other.dunning_debtor_ids
        self.assertTrue(kept.is_credit_stopped)
        self.assertEqual(kept.credit_stop_notice_id, self.notice)

    def test_merge_keeps_a_stop_that_a_person_set(self):
        self.debtor.action_stop_credit("Risk")
        other = self._create_customer("Jansen Again")
        stays = self.env["dunning.debtor"].create({"partner_id": other.id})

        self.env["dunning.debtor"]._merge(self.customer, other)

        self.assertTrue(stays.is_credit_stopped)
        self.assertEqual(stays.credit_stop_reason, "Risk")

    def test_judging_many_costs_one_statement(self):
        self._send(self.notice)
        self.env.flush_all()
        notices = self.env["dunning.notice"].sudo()
        notices._refresh_credit_stops(self.group)

        with self.assertQueryCount(1):
            notices._refresh_credit_stops(self.group)

    def test_message_says_since_when_and_why(self):
        self.debtor.action_stop_credit("Moved away")

        self.assertEqual(
            self.debtor.credit_stop_message,
            "Credit stop since 03/31/2026: Moved away",
        )
        self.assertEqual(date(2026, 3, 31), self.debtor.date_credit_stopped)

    def test_company_that_changes_its_group_takes_its_credit_stops_along(self):
        sister = self._second_company()["company"]
        self.workflow.grouping = "company"
        self._invoice(50, overdue=10, company=sister)
        notices = self._propose().notice_ids
        self._send(notices)
        of_sister = notices.filtered(lambda notice: notice.company_id == sister)
        other = self.env["dunning.group"].create({"name": "Other"})

        sister.dunning_group_id = other

        there = self.customer.dunning_debtor_ids.filtered(
            lambda debtor: debtor.group_id == other
        )
        self.assertEqual(of_sister.debtor_id, there)
        self.assertTrue(there.is_credit_stopped)
        self.assertEqual(there.credit_stop_notice_id, of_sister)
