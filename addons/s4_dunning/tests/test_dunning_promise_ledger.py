from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY, text_of
from .promise_common import BELIEVED, PAYS, PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPromiseLedger(PromiseCommon):
    """The ledger tells whether a promise was kept."""

    def test_payment_keeps_it_at_once(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 100, date(2026, 4, 2))
        self._refresh(date(2026, 4, 3))
        self.assertEqual(promise.state, "kept")
        self.assertEqual(promise.amount_paid, 100)
        self.assertEqual(promise.date_ended, date(2026, 4, 3))
        self.assertTrue(promise.hold_ids.is_released)

    def test_promise_of_a_part_is_kept_by_that_part(self):
        item = self._invoice(100)
        promise = self._promise(amount=40)
        self._pay(item, 40, date(2026, 4, 2))
        self._refresh(date(2026, 4, 3))
        self.assertEqual(promise.state, "kept")

    def test_a_percent_less_is_tolerated_and_no_cent_more(self):
        for amount, state in ((99, "kept"), (98.99, "partly")):
            with self.subTest(amount=amount):
                item = self._invoice(100)
                promise = self._promise(item_ids=item.ids)
                self._pay(item, amount, PAYS)
                self._refresh(date(2026, 4, 13))
                self.assertEqual(promise.state, state)

    def test_broken_after_the_tolerance_and_not_before(self):
        self._invoice(100)
        promise = self._promise()
        self._refresh(BELIEVED)
        self.assertEqual(promise.state, "open")
        self._refresh(date(2026, 4, 13))
        self.assertEqual(promise.state, "broken")
        self.assertTrue(promise.hold_ids.is_released)
        task = self.debtor.activity_ids
        self.assertEqual(
            task.activity_type_id, self.env.ref("s4_dunning.mail_activity_promise")
        )
        self.assertEqual(
            text_of(task.summary),
            "Broken promise: $ 100.00 promised for 04/09/2026, $ 0.00 paid",
        )

    def test_part_that_was_paid_is_partly_kept(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 60, PAYS)
        self._refresh(date(2026, 4, 13))
        self.assertEqual((promise.state, promise.amount_paid), ("partly", 60))

    def test_money_that_came_too_late_does_not_keep_it(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 100, date(2026, 4, 13))
        self._refresh(date(2026, 5, 1))
        self.assertEqual(promise.amount_paid, 100)
        self.assertEqual(promise.state, "broken")

    def test_credit_note_is_no_payment(self):
        item = self._invoice(100)
        promise = self._promise()
        credit = self._invoice(100, move_type="out_refund")
        (item | credit).reconcile()
        self._refresh(date(2026, 4, 2))
        self.assertEqual(promise.state, "withdrawn")
        self.assertEqual(promise.amount_paid, 0)

    def test_rest_after_a_credit_note_is_enough(self):
        item = self._invoice(100)
        promise = self._promise()
        (item | self._invoice(30, move_type="out_refund")).reconcile()
        self._pay(item, 70, PAYS)
        self._refresh(PAYS)
        self.assertEqual(promise.state, "kept")
        self.assertEqual(promise.amount_paid, 70)

    def test_broken_promise_makes_the_next_level_at_once(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)  # reminder; second 14 days after
        self._promise(date=date(2026, 4, 2))
        untouched = self._propose(date(2026, 4, 5))
        self.assertEqual(self._reason(untouched, item), "hold")

        run = self._propose(date(2026, 4, 6))

        self.assertEqual(run.notice_ids.level_id, self.second)
        self.assertEqual(item.dunning_level_id, self.reminder)

    def test_after_the_next_notice_the_workflow_sets_the_pace_again(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self._promise(date=date(2026, 4, 2))
        run = self._propose(date(2026, 4, 6))
        with freeze_time(date(2026, 4, 6)):
            self._send(run.notice_ids)
        later = self._propose(date(2026, 4, 10))
        self.assertEqual(self._reason(later, item), "waiting")

    def test_kept_promise_leaves_the_pace_as_it_was(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self._promise(date=date(2026, 4, 2), amount=40)
        self._pay(item, 40, date(2026, 4, 2))
        run = self._propose(date(2026, 4, 6))
        self.assertEqual(self._reason(run, item), "waiting")

    def test_debtor_counts_kept_promises(self):
        for number, (amount, state) in enumerate(
            [(100, "kept"), (0, "broken"), (100, "kept"), (50, "partly")]
        ):
            item = self._invoice(100)
            promise = self._promise(item_ids=item.ids)
            if amount:
                self._pay(item, amount, date(2026, 4, 2))
            self._refresh(date(2026, 4, 13))
            self.assertEqual(promise.state, state, number)
        self.assertEqual(self.debtor.promise_count, 4)
        self.assertEqual(self.debtor.promise_kept_count, 2)
        self.assertEqual(self.debtor.promise_kept_ratio, 0.5)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPromiseLost(PromiseCommon):
    """Items that disappear are not paid, and need not be paid any more."""

    def test_deleted_invoice_withdraws_it(self):
        item = self._invoice(100)
        promise = self._promise()
        item.move_id.button_draft()
        item.move_id.with_context(force_delete=True).unlink()

        self._refresh(date(2026, 4, 2))

        self.assertEqual((promise.state, promise.amount_paid), ("withdrawn", 0))
        for thread in (promise, self.debtor):
            self.assertIn("Nothing of it is owed", thread.message_ids[0].body)
        self.assertFalse(self.debtor.promise_count)
        self.assertFalse(self.debtor.activity_ids)

    def test_cancelled_invoice_withdraws_it(self):
        item = self._invoice(100)
        promise = self._promise()
        item.move_id.button_draft()
        item.move_id.button_cancel()
        self._refresh(date(2026, 4, 2))
        self.assertEqual(promise.state, "withdrawn")

    def test_invoice_that_is_corrected_is_waited_for(self):
        item = self._invoice(100)
        promise = self._promise()
        item.move_id.button_draft()
        self._refresh(date(2026, 4, 2))
        self.assertEqual(promise.state, "open")

        item.move_id.invoice_line_ids.price_unit = 80
        item.move_id.action_post()
        self._refresh(date(2026, 4, 3))
        self.assertEqual((promise.state, promise.amount_paid), ("open", 0))
        self._pay(promise.item_ids, 80, PAYS)
        self._refresh(PAYS)
        self.assertEqual((promise.state, promise.amount_paid), ("kept", 80))

    def test_invoice_that_stays_in_draft_withdraws_it_in_the_end(self):
        item = self._invoice(100)
        promise = self._promise()
        item.move_id.button_draft()
        self._refresh(BELIEVED)
        self.assertEqual(promise.state, "open")
        self._refresh(date(2026, 4, 13))
        self.assertEqual(promise.state, "withdrawn")

    def test_only_the_items_that_are_left_count(self):
        for paid, state in ((100, "kept"), (60, "partly"), (0, "broken")):
            with self.subTest(paid=paid):
                item, lost = self._invoice(100), self._invoice(50)
                promise = self._promise(item_ids=(item | lost).ids)
                if paid:
                    self._pay(item, paid, PAYS)
                lost.move_id.button_draft()
                lost.move_id.with_context(force_delete=True).unlink()

                self._refresh(date(2026, 4, 13))

                self.assertEqual(promise.state, state)
                self.assertEqual(promise.amount_paid, paid)

    def test_what_was_paid_before_does_not_count(self):
        item, lost = self._invoice(100), self._invoice(50)
        self._pay(item, 30, TODAY)
        self._pay(lost, 20, TODAY)
        promise = self._promise()
        self.assertEqual(promise.amount, 100)
        lost.move_id.button_draft()
        lost.move_id.button_cancel()
        self._refresh(date(2026, 4, 2))
        self.assertEqual((promise.state, promise.amount_paid), ("open", 0))

        self._pay(item, 69, PAYS)
        self._refresh(date(2026, 4, 13))

        self.assertEqual(promise.amount_paid, 69)
        self.assertEqual(promise.state, "partly", "98.57 % of the 70 that are left")
