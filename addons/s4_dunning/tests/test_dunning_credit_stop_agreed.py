from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY, DunningCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCreditStopDispute(DunningCommon):
    """A dispute about a notice lifts its credit stop until it is settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.is_credit_stop = True

    def setUp(self):
        super().setUp()
        self.item = self._invoice(300, overdue=10)
        self.notice = self._propose().notice_ids
        self.debtor = self.notice.debtor_id
        self._send(self.notice)

    def _last_log(self):
        return self.debtor.message_ids.sorted("id")[-1:].body

    def _refresh(self):
        with freeze_time(TOMORROW):
            self.group.action_refresh()

    def _dispute(self, amount):
        return self.env["dunning.dispute"].create(
            {
                "move_id": self.item.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
                "amount": amount,
            }
        )

    def test_dispute_over_all_lifts_it_until_it_is_settled(self):
        dispute = self._dispute(300)
        self.assertFalse(self.debtor.is_credit_stopped)
        self.assertIn("in an arrangement or a dispute", self._last_log())

        dispute.action_withdraw()

        self.assertTrue(self.debtor.is_credit_stopped)
        self.assertEqual(self.debtor.credit_stop_notice_id, self.notice)
        self.assertIn("unpaid, and not agreed any more", self._last_log())

    def test_dispute_over_a_part_lifts_nothing(self):
        dispute = self._dispute(299)
        self._refresh()
        self.assertTrue(self.debtor.is_credit_stopped)

        dispute.amount = 300

        self.assertFalse(self.debtor.is_credit_stopped)

    def test_dispute_over_all_that_is_not_paid_lifts_it(self):
        smit = self._create_customer("Smit")
        paid = self._invoice(50, overdue=10, partner=smit)
        self.item = self._invoice(80, overdue=10, partner=smit)
        notice = self._propose().notice_ids
        self._send(notice)
        self._register_payment(paid.move_id)
        self.assertTrue(notice.debtor_id.is_credit_stopped)

        self._dispute(80)

        self.assertFalse(notice.debtor_id.is_credit_stopped)

    def test_credit_note_that_is_posted_does_not_bring_it_back(self):
        dispute = self._dispute(300)
        dispute._settle("accepted")
        self.assertFalse(self.debtor.is_credit_stopped)

        dispute.credit_note_id.action_post()

        self.assertFalse(self.debtor.is_credit_stopped)
        self._refresh()
        self.assertEqual(self.notice.credit_stop_state, "paid")

    def test_credit_note_that_is_deleted_leaves_it_lifted(self):
        dispute = self._dispute(300)
        dispute._settle("partly", amount=100)
        self.assertTrue(self.debtor.is_credit_stopped)

        dispute.credit_note_id.unlink()

        self.assertFalse(self.debtor.is_credit_stopped, "all of it is disputed again")

    def test_dispute_of_one_customer_lifts_the_stop_of_no_other(self):
        other = self._invoice(50, overdue=10, partner=self._create_customer("Smit"))
        notice = self._propose().notice_ids
        self.assertEqual(notice.line_ids.move_line_id, other)
        self._send(notice)
        statement = "UPDATE dunning_notice SET credit_stop_state = 'agreed'"
        self.env.flush_all()
        self.env.cr.execute(f"{statement} WHERE id = %s", [notice.id])
        self.env.invalidate_all()

        self._dispute(300)

        self.assertEqual(notice.credit_stop_state, "agreed", "nobody asked about it")

    def test_stop_that_was_agreed_ends_with_the_payment(self):
        self._dispute(300)
        self._register_payment(self.item.move_id)

        self._refresh()

        self.assertEqual(self.notice.credit_stop_state, "paid")
        self.assertFalse(self.debtor.is_credit_stopped)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCreditStopArrangement(ArrangementCommon):
    """An arrangement about a notice lifts its credit stop for as long as it is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.is_credit_stop = True

    def setUp(self):
        super().setUp()
        self.notice = self._propose().notice_ids
        self._send(self.notice)
        self.assertTrue(self.debtor.is_credit_stopped)

    def test_arrangement_lifts_it_and_its_breach_brings_it_back(self):
        arrangement = self._active()
        self.assertEqual(self.notice.credit_stop_state, "agreed")
        self.assertFalse(self.debtor.is_credit_stopped)

        self._refresh(date(2026, 6, 30))

        self.assertEqual(arrangement.state, "breached")
        self.assertTrue(self.debtor.is_credit_stopped)
        self.assertEqual(self.debtor.credit_stop_notice_id, self.notice)

    def test_cancelled_arrangement_brings_it_back_at_once(self):
        arrangement = self._active()
        arrangement.action_cancel()
        self.assertTrue(self.debtor.is_credit_stopped)

    def test_arrangement_about_a_part_of_the_notice_lifts_nothing(self):
        self._active(self.old)

        self._refresh(TOMORROW)

        self.assertTrue(self.debtor.is_credit_stopped)

    def test_arrangement_that_nobody_accepted_lifts_nothing(self):
        self._arrangement().action_offer()

        self._refresh(TOMORROW)

        self.assertTrue(self.debtor.is_credit_stopped)

    def test_arrangement_is_an_event(self):
        self._active()
        self.env.flush_all()

        events = self.env["dunning.event"].search(
            [("debtor_id", "=", self.debtor.id), ("kind", "=", "arrangement")]
        )

        self.assertEqual(
            events.sentence.replace("\N{NO-BREAK SPACE}", " "),
            "$ 500.00 in 3 instalments. Active.",
        )
