from datetime import date

from odoo import Command
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


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeFollowUp(DisputeCommon):
    """What is said on the phone or in an answer becomes a dispute of each invoice."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(500)
        self.other = self._invoice(70)
        self.group.action_refresh()
        self.debtor = self.item.move_id._dunning_debtor()

    def _say(self, items, **values):
        return self.debtor._follow_up("dispute", items=items, note="Late", **values)

    def test_a_dispute_for_each_invoice(self):
        disputes = self._say(self.item | self.other)

        self.assertEqual(disputes._name, "dunning.dispute")
        self.assertRecordValues(
            disputes.sorted("amount"),
            [
                {"move_id": self.other.move_id.id, "amount": 70, "note": "Late"},
                {"move_id": self.item.move_id.id, "amount": 500, "note": "Late"},
            ],
        )
        self.assertFalse(self.debtor.hold_ids)
        self.assertEqual(disputes.reason_id.name, "Other")

    def test_only_the_instalments_that_were_named(self):
        first, second = self._instalments(100, 40)

        self.assertEqual(self._say(second).amount, 40)
        self.assertEqual(self._say(first | second).amount, 100)

    def test_who_names_nothing_rests_whole(self):
        hold = self._say(self.item.browse())

        self.assertEqual(hold._name, "dunning.hold")
        self.assertEqual(hold.debtor_id, self.debtor)
        self.assertFalse(self.debtor.dispute_ids)
        self.assertEqual(self.debtor.activity_ids.summary, "Settle the complaint")

    def test_who_owes_one_invoice_means_that_one(self):
        self._register_payment(self.other.move_id)

        dispute = self._say(self.item.browse())

        self.assertEqual(dispute._name, "dunning.dispute")
        self.assertEqual(dispute.move_id, self.item.move_id)
        self.assertEqual(dispute.amount, 500)
        self.assertFalse(self.debtor.hold_ids)

    def test_opening_balance_rests_as_it_is(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": TODAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.item.account_id.id,
                            "partner_id": self.customer.id,
                            "debit": 33,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 33,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        balance = entry.line_ids.filtered("debit")

        self.assertEqual(self._say(balance).move_line_id, balance)

        dispute = self._say(balance | self.item)
        self.assertEqual(dispute.move_id, self.item.move_id)

    def test_said_again(self):
        dispute = self._say(self.item)

        self.assertEqual(self._say(self.item), dispute)

        self.assertIn("Said again: Late", self._said(dispute))

    def test_about_a_paid_invoice(self):
        self._register_payment(self.item.move_id)

        self.assertFalse(self._say(self.item))

        self.assertEqual(
            self.debtor.activity_ids.summary,
            f"{self.item.move_id.name} is disputed, and paid",
        )

    def test_call(self):
        self.env["dunning.call"].with_user(self.collector).create(
            {
                "debtor_id": self.debtor.id,
                "outcome": "dispute",
                "note": "Wrong tyres",
                "item_ids": [Command.set(self.other.ids)],
            }
        )

        self.assertRecordValues(
            self.debtor.dispute_ids, [{"amount": 70, "note": "Wrong tyres"}]
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeReason(DisputeCommon):
    """The reason says who settles it, and by when."""

    def test_new_reason_passes_it_on(self):
        dispute = self._dispute(self._invoice(500), user_id=self.env.user.id)
        reason = self.env["dunning.dispute.reason"].create(
            {"name": "Quality", "days": 3, "user_id": self.collector.id}
        )

        dispute.reason_id = reason

        self.assertEqual(dispute.user_id, self.collector)
        self.assertEqual(dispute.date_deadline, date(2026, 4, 3))
        self.assertEqual(self._tasks(dispute).user_id, self.collector)
        self.assertEqual(self._tasks(dispute).date_deadline, date(2026, 4, 3))

    def test_new_reason_without_owner_leaves_the_owner(self):
        dispute = self._dispute(self._invoice(500), user_id=self.collector.id)

        dispute.reason_id = self.env.ref("s4_dunning.dunning_dispute_reason_details")

        self.assertEqual(dispute.user_id, self.collector)

    def test_hold_says_what_the_dispute_says(self):
        dispute = self._dispute(self._invoice(500), 10, date="2026-03-20")
        hold = dispute.hold_ids
        self.assertEqual(hold.date_start, date(2026, 3, 20))
        reason = self.env["dunning.dispute.reason"].create(
            {
                "name": "Quality",
                "hold_reason_id": self.env.ref(
                    "s4_dunning.dunning_hold_reason_document"
                ).id,
            }
        )

        dispute.write(
            {
                "note": "Scratched",
                "reason_id": reason.id,
                "user_id": self.collector.id,
            }
        )

        self.assertRecordValues(
            hold,
            [
                {
                    "note": "Scratched",
                    "reason_id": reason.hold_reason_id.id,
                    "user_id": self.collector.id,
                }
            ],
        )

    def test_hold_says_the_reason(self):
        other = self.env.ref("s4_dunning.dunning_hold_reason_other")
        self.price.hold_reason_id = other

        self.assertEqual(self._dispute(self._invoice(500)).hold_ids.reason_id, other)
