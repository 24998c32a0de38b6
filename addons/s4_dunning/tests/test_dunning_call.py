from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .call_common import MOBILE, CallCommon
from .common import TODAY

FRIDAY = date(2026, 4, 3)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCall(CallCommon):
    """What came of a phone call makes the hold and the next task."""

    def test_promise_pauses_until_the_day_of_payment(self):
        day = date(2026, 4, 9)

        self._call("promise", date_promise=day, note="Half of it in cash")

        promise = self.debtor.promise_ids
        self.assertEqual(promise.date, day)
        self.assertEqual(promise.item_ids, self.item)
        self.assertEqual(promise.note, "Half of it in cash")
        self.assertEqual(promise.channel, "phone")
        self.assertFalse(self._calls_to_make(), "the task of the notice is done")
        self.assertEqual(self._reason(self._propose(day), self.item), "hold")

    def test_promise_needs_a_day_from_today_on(self):
        for day in (False, date(2026, 3, 30)):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "from today"):
                self._call("promise", date_promise=day)
        self._call("promise", date_promise=TODAY)
        self.assertEqual(self.debtor.promise_ids.date, TODAY)

    def test_every_outcome_makes_its_hold_and_its_task(self):
        expected = {
            "payment": ("payment", None),
            "copy": ("document", "Send the copy"),
            "address": ("contact", "Find the right contact"),
            "insolvency": ("insolvency", "File the claim with the administrator"),
        }
        for outcome, (reason, task) in expected.items():
            with self.subTest(outcome=outcome):
                self.debtor.activity_ids.unlink()
                self.debtor.hold_ids.unlink()
                self._call(outcome)
                self.assertEqual(
                    self.debtor.hold_ids.reason_id,
                    self.env.ref(f"s4_dunning.dunning_hold_reason_{reason}"),
                )
                self.assertEqual(self._tasks().mapped("summary"), [task] * bool(task))

    def test_dispute_of_nobody_knows_what_rests_all(self):
        self._invoice(50)

        self._call("dispute")

        complaint = self.env.ref("s4_dunning.dunning_hold_reason_complaint")
        self.assertEqual(self.debtor.hold_ids.reason_id, complaint)
        self.assertEqual(self._tasks().mapped("summary"), ["Settle the complaint"])

    def test_dispute_of_one_item_leaves_the_others_alone(self):
        other = self._invoice(50)

        self._call("dispute", item_ids=other.ids)

        hold = self.env["dunning.hold"].search([("move_line_id", "=", other.id)])
        self.assertEqual(hold.scope, "item")
        self.assertFalse(self.debtor.hold_ids)

    def test_not_reached_is_tried_again_on_the_next_working_day(self):
        self._call("not_reached")

        task = self._calls_to_make()
        self.assertEqual(task.date_deadline, date(2026, 4, 1))
        self.assertEqual(task.summary, "Call again: attempt 2")
        self.assertFalse(self.debtor.hold_ids)

        with freeze_time(FRIDAY):
            self._call("not_reached")
        self.assertEqual(self._calls_to_make().date_deadline, date(2026, 4, 6))

    def test_after_three_attempts_a_letter_is_the_better_way(self):
        for expected in (1, 2, 3):
            self.assertEqual(self._call("not_reached").attempt, expected)

        self.assertFalse(self._calls_to_make())
        self.assertEqual(
            self._tasks().summary, "Write a letter: not reached by phone 3 times"
        )

    def test_attempts_begin_anew_once_somebody_was_reached(self):
        self._call("not_reached")
        self._call("not_reached")
        self._call("reached")

        self.assertEqual(self._call("not_reached").attempt, 1)

    def test_attempts_about_another_notice_do_not_count(self):
        self._call("not_reached")
        self.assertEqual(self._call("not_reached", notice_id=False).attempt, 1)

    def test_call_is_told_on_the_task_and_the_notice(self):
        self._call("dispute", phone="+31 50 318 0000", note="Never ordered")

        for record in (self.debtor, self.notice):
            body = record.message_ids.sorted("id")[-1:].body
            self.assertIn("Disputes the claim", body)
            self.assertIn("Never ordered", body)
            self.assertIn("+31 50 318 0000", body)

    def test_call_that_no_task_asked_for_is_told_as_well(self):
        self.debtor.activity_ids.unlink()
        self._call("reached", note="<b>Busy</b>", notice_id=False)
        self.assertIn("&lt;b&gt;Busy", self.debtor.message_ids[0].body)

    def test_wrong_number_is_used_no_more_until_it_is_corrected(self):
        self._call("number")

        self.assertTrue(self.customer.dunning_phone_is_wrong)
        self.assertFalse(self.customer.dunning_phone)
        self.assertEqual(self._tasks().summary, "Find the right phone number")

        self.customer.phone = "0031503180000"
        self.assertFalse(self.customer.dunning_phone, "the same number")
        self.customer.phone = MOBILE
        self.assertEqual(self.customer.dunning_phone, "+31 6 12345678")

    def test_wrong_number_needs_somebody_whom_it_belongs_to(self):
        with self.assertRaisesRegex(UserError, "whom you called"):
            self._call("number", contact_id=False)

    def test_call_is_about_the_debtor_only(self):
        stranger = self._create_customer("Smit", phone=MOBILE)
        foreign = self._invoice(10, partner=stranger)
        notices = self._propose().notice_ids
        self._send(notices)
        for values in (
            {"contact_id": stranger.id},
            {"item_ids": foreign.ids},
            {"notice_id": notices.filtered(lambda n: n.partner_id == stranger).id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._call("number", **values)
        self.assertFalse(stranger.dunning_wrong_phone)

    def test_merged_customers_keep_their_calls(self):
        call = self._call("reached")
        kept = self._create_customer("Jansen Logistics")
        target = self.env["dunning.debtor"].create(
            {"partner_id": kept.id, "group_id": self.group.id}
        )

        self.env["dunning.debtor"].sudo()._merge_into({self.debtor: target})

        self.assertEqual(call.debtor_id, target)
        self.assertEqual(call.attempt, 0)

    def test_call_is_found_in_the_correspondence(self):
        call = self._call("dispute", phone="+31 50 318 0000", note="Never ordered")
        self.env.flush_all()

        row = self.env["dunning.correspondence"].search([("call_id", "=", call.id)])

        self.assertEqual(row.channel, "phone")
        self.assertEqual(row.kind, "dispute")
        self.assertEqual(row.text, "Never ordered")
        self.assertEqual(row.level_id, self.reminder)
        self.assertEqual(row.action_open()["res_id"], call.id)
