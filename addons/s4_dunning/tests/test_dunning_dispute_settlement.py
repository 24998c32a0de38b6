from datetime import date

from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .dispute_common import DisputeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeSettlement(DisputeCommon):
    """Accepted, partly, rejected or withdrawn: what rests, and until when."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(500)
        self.dispute = self._dispute(self.item, 180, user_id=self.collector.id)

    def test_accepted_amount_rests_until_the_credit_note_is_posted(self):
        self.dispute._settle("accepted")

        credit_note = self.dispute.credit_note_id
        self.assertRecordValues(
            credit_note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "amount_total": 180,
                    "reversed_entry_id": self.item.move_id.id,
                    "invoice_date": TODAY,
                }
            ],
        )
        self.assertRecordValues(
            self.dispute,
            [{"state": "accepted", "amount_accepted": 180, "date_ended": TODAY}],
        )
        self.assertEqual(self._held(self.dispute), [(self.item, 180)])
        self.assertFalse(self._tasks(self.dispute))

        credit_note.action_post()

        self.assertEqual(self.item.amount_residual, 320)
        self.assertFalse(self._held(self.dispute))
        self.assertEqual(self._propose().notice_ids.amount_total, 320)

    def test_rejected_amount_is_dunned(self):
        self.dispute._settle("rejected", answer="It was delivered.")

        self.assertEqual(self.dispute.state, "rejected")
        self.assertFalse(self._held(self.dispute))
        self.assertFalse(self.dispute.credit_note_id)
        self.assertFalse(self._tasks(self.dispute))
        self.assertEqual(self._propose().notice_ids.amount_total, 500)

    def test_partly_accepted_lets_the_rest_be_dunned(self):
        self.dispute._settle("partly", amount=50)

        self.assertEqual(self.dispute.state, "partly")
        self.assertEqual(self.dispute.credit_note_id.amount_total, 50)
        self.assertEqual(self._held(self.dispute), [(self.item, 50)])
        self.assertEqual(self._propose().notice_ids.amount_total, 450)

    def test_a_part_is_more_than_nothing_and_less_than_all(self):
        for amount in (0, -1, 180, 200):
            with (
                self.subTest(amount=amount),
                self.assertRefused("between zero and"),
            ):
                self.dispute._settle("partly", amount=amount)

    def test_nothing_is_credited_of_a_paid_invoice(self):
        self._register_payment(self.item.move_id)
        for outcome in ("accepted", "partly"):
            with self.subTest(outcome=outcome), self.assertRefused("is paid"):
                self.dispute._settle(outcome, amount=50)

    def test_no_more_is_credited_than_what_is_open(self):
        self._register_payment(self.item.move_id, amount=400)

        self.dispute._settle("accepted")

        self.assertEqual(self.dispute.credit_note_id.amount_total, 100)
        self.assertEqual(self.dispute.amount_accepted, 100)

    def test_withdrawn_dispute_lets_dunning_go_on(self):
        self.dispute.with_user(self.collector).action_withdraw()

        self.assertEqual(self.dispute.state, "withdrawn")
        self.assertFalse(self._held(self.dispute))
        self.assertFalse(self._tasks(self.dispute))

    def test_what_is_settled_is_not_settled_again(self):
        self.dispute._settle("rejected", answer="No")
        for outcome in ("accepted", "rejected"):
            with self.assertRefused("settled already .Rejected"):
                self.dispute._settle(outcome)
        with self.assertRefused("settled already"):
            self.dispute.with_context(outcome="accepted").action_settle()

    def test_deleted_credit_note_opens_the_dispute_again(self):
        self.dispute._settle("partly", amount=50)

        self.dispute.credit_note_id.unlink()

        self._assert_open_again("was deleted")

    def test_cancelled_credit_note_opens_the_dispute_again(self):
        self.dispute._settle("accepted")

        self.dispute.credit_note_id.button_cancel()

        self._assert_open_again("was cancelled")

    def _assert_open_again(self, words):
        self.assertRecordValues(
            self.dispute,
            [
                {
                    "state": "open",
                    "is_resting": True,
                    "amount_accepted": 0,
                    "date_ended": False,
                    "credit_note_id": False,
                }
            ],
        )
        self.assertEqual(self._held(self.dispute), [(self.item, 180)])
        self.assertEqual(self._tasks(self.dispute).user_id, self.collector)
        self.assertIn(words, self._said(self.dispute))

    def test_posted_credit_note_that_is_deleted_after_all(self):
        self.dispute._settle("accepted")
        credit_note = self.dispute.credit_note_id
        credit_note.action_post()
        self.assertFalse(self._held(self.dispute))

        credit_note.button_draft()
        credit_note.button_cancel()

        self.assertEqual(self.item.amount_residual, 500)
        self._assert_open_again("was cancelled")

    def test_credit_note_changed_by_the_accountant_is_what_was_accepted(self):
        self.dispute._settle("accepted")
        credit_note = self.dispute.credit_note_id
        credit_note.invoice_line_ids.price_unit = 120

        credit_note.action_post()

        self.assertRecordValues(
            self.dispute, [{"state": "partly", "amount_accepted": 120}]
        )

    def test_days_to_settle(self):
        with freeze_time("2026-04-09"):
            self.dispute._settle("rejected", answer="No")

        self.assertEqual(self.dispute.days_to_settle, 9)
        self.assertEqual(self.dispute.date_ended, date(2026, 4, 9))

    def test_cause_that_is_found_later_changes_nothing_else(self):
        self.dispute._settle("rejected", answer="No")

        self.dispute.reason_id = self.env["dunning.dispute.reason"].create(
            {"name": "Quality", "days": 3, "user_id": self.env.user.id}
        )

        self.assertEqual(self.dispute.user_id, self.collector)
        self.assertEqual(self.dispute.date_deadline, date(2026, 4, 14))

    def test_wizard_of_a_collector(self):
        dispute = self.dispute.with_user(self.collector)
        action = dispute.with_context(outcome="partly").action_settle()
        wizard = Form(
            self.env["dunning.dispute.settlement"]
            .with_user(self.collector)
            .with_context(**action["context"])
        )
        wizard.amount = 80
        wizard.is_answered = False

        wizard.save().action_settle()

        self.assertEqual(dispute.state, "partly")
        self.assertEqual(dispute.credit_note_id.amount_total, 80)
        self.assertEqual(dispute.credit_note_id.create_uid, self.collector)
