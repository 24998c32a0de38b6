from datetime import date

from odoo.tests import freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementLost(ArrangementCommon):
    """Invoices that disappear are not paid; the owner hears of it.

    The instalments: 14 April North 166.66; 14 May North 133.34 and South 33.32;
    14 June South 166.68.
    """

    def setUp(self):
        super().setUp()
        self.arrangement = self._active()

    def _cancel(self, item):
        item.move_id.button_draft()
        item.move_id.button_cancel()

    def _tasks(self):
        kind = self.env.ref("s4_dunning.mail_activity_arrangement")
        return self.debtor.activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def test_cancelled_invoice_is_not_paid_and_its_owner_hears_of_it_once(self):
        self._cancel(self.old)

        self._refresh(date(2026, 4, 1))
        self._refresh(date(2026, 4, 2))

        self.assertEqual(self.arrangement.amount_paid, 0)
        self.assertEqual(self.arrangement.amount_lost, 300)
        self.assertEqual(set(self.arrangement.instalment_ids.mapped("state")), {"open"})
        task = self._tasks()
        self.assertEqual(task.user_id, self.arrangement.user_id)
        self.assertEqual(
            task.summary, "Items of the arrangement ARR/2026/0001 are gone"
        )
        self.assertIn("300.00 of it is not owed any more", task.note)

    def test_deleted_invoice_is_not_paid(self):
        self._pay(self.new, 200)
        self.old.move_id.button_draft()
        self.old.move_id.with_context(force_delete=True).unlink()

        self._refresh(date(2026, 4, 15))

        self.assertEqual(self.arrangement.state, "active")
        self.assertEqual(self.arrangement.amount_paid, 200)
        self.assertEqual(self.arrangement.amount_lost, 300)
        self.assertEqual(len(self._tasks()), 1)

    def test_what_is_not_owed_any_more_breaches_nothing(self):
        self._cancel(self.old)
        self._refresh(date(2026, 5, 17))
        self.assertEqual(self.arrangement.state, "active")

        # the first three instalments are 333.32, and 300 of them are lost
        self._refresh(date(2026, 5, 18))

        self.assertEqual(self.arrangement.state, "breached")
        self.assertIn("33.32 is missing", self.arrangement.message_ids[0].body)

    def test_rest_that_is_paid_in_time_ends_it(self):
        self._cancel(self.old)
        self._pay(self.new, 200)
        self._refresh(date(2026, 6, 17))
        self.assertEqual(self.arrangement.state, "active")

        self._refresh(date(2026, 6, 18))

        self.assertEqual(self.arrangement.state, "done")
        self.assertIn(
            "300.00 of it is not owed any more", self.arrangement.message_ids[0].body
        )

    def test_nothing_that_is_left_cancels_it_in_the_end(self):
        self._cancel(self.old)
        self._cancel(self.new)
        self._refresh(date(2026, 6, 18))
        self.assertEqual(self.arrangement.state, "cancelled")

    def test_invoice_that_is_posted_again_is_owed_again(self):
        self.old.move_id.button_draft()
        self._refresh(date(2026, 4, 18))
        self.assertEqual(self.arrangement.state, "active")
        self.assertEqual(self.arrangement.amount_lost, 300)

        self.old.move_id.action_post()
        self._refresh(date(2026, 4, 19))

        self.assertEqual(self.arrangement.amount_lost, 0)
        self.assertEqual(self.arrangement.state, "breached")

    def test_invoice_that_is_corrected_is_not_paid_by_that(self):
        self.old.move_id.button_draft()
        self.old.move_id.invoice_line_ids.price_unit = 250
        self.old.move_id.action_post()

        self._refresh(date(2026, 4, 1))

        self.assertEqual(self.arrangement.amount_paid, 0)
        self.assertEqual(self.arrangement.amount_lost, 50)

    def test_what_was_paid_before_the_offer_does_not_count(self):
        self.arrangement.action_cancel()
        self._pay(self.old, 100, TODAY)
        again = self._active(self.old, self.new)

        self._refresh(date(2026, 4, 1))

        self.assertEqual(again.amount_total, 400)
        self.assertEqual((again.amount_paid, again.amount_lost), (0, 0))
