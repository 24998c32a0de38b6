from datetime import date

from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .dispute_common import DisputeCommon

LATE = date(2026, 4, 15)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeRefresh(DisputeCommon):
    """Disputes follow the ledger and the calendar."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(500)
        self.dispute = self._dispute(self.item, 180, user_id=self.collector.id)

    def _refresh(self, today=TODAY):
        with freeze_time(today):
            self.group.action_refresh()

    def test_paid_invoice_ends_the_dispute(self):
        self._register_payment(self.item.move_id)

        self._refresh()

        self.assertEqual(self.dispute.state, "withdrawn")
        self.assertFalse(self.dispute.is_resting)
        self.assertFalse(self._held(self.dispute))
        self.assertFalse(self._tasks(self.dispute))
        self.assertIn("was paid", self._said(self.dispute))

    def test_payment_of_the_rest_leaves_the_dispute(self):
        self._register_payment(self.item.move_id, amount=320)

        self._refresh()

        self.assertEqual(self.dispute.state, "open")
        self.assertEqual(self._held(self.dispute), [(self.item, 0)])

    def test_holds_move_on_when_the_first_instalment_is_paid(self):
        first, second = self._instalments(100, 100)
        dispute = self._dispute(first, 150)
        self.assertEqual(self._held(dispute), [(first, 0), (second, 50)])
        payment = self._register_payment(first.move_id, amount=100)
        self.assertTrue(first.reconciled, payment)

        self._refresh()

        self.assertEqual(self._held(dispute), [(second, 0)])

    def test_cancelled_invoice_ends_the_dispute(self):
        self.item.move_id.button_draft()
        self._refresh()
        self.assertEqual(self.dispute.state, "open", "it is being corrected")

        self.item.move_id.button_cancel()
        self._refresh()

        self.assertEqual(self.dispute.state, "withdrawn")
        self.assertIn("Nothing is open", self._said(self.dispute))

    def test_corrected_invoice_rests_again(self):
        invoice = self.item.move_id
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 400
        invoice.action_post()

        self._refresh()

        item = invoice._dunning_items()
        self.assertEqual(item.amount_residual, 400)
        self.assertEqual(self._held(self.dispute), [(item, 180)])

    def test_accepted_amount_that_is_not_open_any_more_ends_the_rest(self):
        self.dispute._settle("accepted")
        self._register_payment(self.item.move_id)

        self._refresh()

        self.assertEqual(self.dispute.state, "accepted")
        self.assertFalse(self._held(self.dispute))

    def test_late_dispute_is_escalated_once(self):
        boss = new_test_user(
            self.env,
            "boss",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=self.company.id,
        )
        self.group.responsible_id = boss
        self._refresh(date(2026, 4, 14))
        self.assertFalse(self.dispute.is_escalated, "the last day is in time")

        for day in (LATE, date(2026, 4, 16)):
            self._refresh(day)

        task = self._tasks(self.dispute) - self._tasks(self.dispute).filtered(
            lambda task: task.user_id == self.collector
        )
        self.assertEqual(task.user_id, boss)
        self.assertEqual(task.date_deadline, LATE)
        self.assertIn(self.collector.name, task.summary)

    def test_late_dispute_of_the_responsible_is_noted(self):
        self.group.responsible_id = self.collector

        self._refresh(LATE)

        self.assertEqual(len(self._tasks(self.dispute)), 1)
        self.assertIn("The deadline is over", self._said(self.dispute))

    def test_late_dispute_without_responsible_is_noted(self):
        self._refresh(LATE)

        self.assertTrue(self.dispute.is_escalated)
        with freeze_time(LATE):
            found = self.env["dunning.dispute"].search([("is_overdue", "=", True)])
            self.assertEqual(found, self.dispute)

    def test_settling_ends_the_task_of_the_responsible_too(self):
        self._refresh(LATE)

        self.dispute.with_user(self.collector)._settle("rejected", answer="No")

        self.assertFalse(self._tasks(self.dispute))

    def test_ended_disputes_are_left_alone(self):
        self.dispute.action_withdraw()
        before = self.dispute.message_ids

        self._refresh(LATE)

        self.assertEqual(self.dispute.message_ids, before)
        self.assertFalse(self.dispute.is_escalated)
