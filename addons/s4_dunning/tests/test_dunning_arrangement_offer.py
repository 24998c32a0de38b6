from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementOffer(ArrangementCommon):
    """Offer, acceptance, and how it ends without being kept."""

    def _task(self):
        kind = self.env.ref("s4_dunning.mail_activity_arrangement")
        return self.debtor.activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def test_items_rest_while_the_offer_stands(self):
        arrangement = self._arrangement()
        arrangement.action_offer()

        self.assertRecordValues(
            arrangement,
            [{"state": "offered", "date_offered": TODAY, "name": "ARR/2026/0001"}],
        )
        self.assertEqual(arrangement.hold_ids.move_line_id, self.old | self.new)
        self.assertEqual(
            set(arrangement.hold_ids.mapped("date_end")), {date(2026, 4, 14)}
        )
        run = self._propose(date(2026, 4, 14))
        self.assertFalse(run.notice_ids)
        self.assertEqual(self._reason(run, self.old), "hold")

    def test_invoices_stay_as_they_are(self):
        before = (self.old.date_maturity, self.old.move_id.invoice_date_due)
        stamp = self.old.move_id.write_date

        self._active()

        self.assertEqual(
            before, (self.old.date_maturity, self.old.move_id.invoice_date_due)
        )
        self.assertEqual(self.old.move_id.write_date, stamp)

    def test_customer_accepts(self):
        arrangement = self._arrangement()
        arrangement.action_offer()
        action = arrangement.action_accept()

        wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
        wizard.how = "phone"
        wizard.save().action_accept()

        self.assertRecordValues(
            arrangement,
            [
                {
                    "state": "active",
                    "date_accepted": TODAY,
                    "accepted_how": "phone",
                    "accepted_by_id": self.customer.id,
                }
            ],
        )
        self.assertFalse(any(arrangement.hold_ids.mapped("date_end")))
        self._refresh(date(2026, 4, 15))
        self.assertEqual(arrangement.state, "active")
        run = self._propose(date(2026, 4, 15))
        self.assertEqual(self._reason(run, self.old), "hold")

    def test_acceptance_on_a_day_that_cannot_be_is_refused(self):
        arrangement = self._arrangement()
        arrangement.action_offer()
        for day in (date(2026, 3, 30), date(2026, 4, 1)):
            wizard = self.env["dunning.arrangement.acceptance"].create(
                {"arrangement_id": arrangement.id, "date": day}
            )
            with self.subTest(day), self.assertRaisesRegex(UserError, "Enter the day"):
                wizard.action_accept()

    def test_offer_that_is_not_accepted_lapses(self):
        arrangement = self._arrangement()
        arrangement.action_offer()

        self._refresh(date(2026, 4, 14))
        self.assertEqual(arrangement.state, "offered")

        self._refresh(date(2026, 4, 15))
        self.assertRecordValues(
            arrangement, [{"state": "cancelled", "date_ended": date(2026, 4, 15)}]
        )
        self.assertTrue(all(arrangement.hold_ids.mapped("is_released")))
        self.assertEqual(
            self._task().summary, "Arrangement not accepted: ARR/2026/0001"
        )
        self.assertEqual(self._task().user_id, self.env.user)
        run = self._propose(date(2026, 4, 15))
        self.assertEqual(run.notice_ids.line_ids.move_line_id, self.old | self.new)

    def test_cancelled_arrangement_lets_the_items_go(self):
        arrangement = self._active()

        arrangement.action_cancel()

        self.assertEqual(arrangement.state, "cancelled")
        self.assertTrue(all(arrangement.hold_ids.mapped("is_released")))
        with self.assertRaisesRegex(UserError, "is cancelled"):
            arrangement.action_cancel()

    def test_hold_ends_with_its_arrangement_only(self):
        arrangement = self._active()

        with self.assertRaisesRegex(UserError, "is made by ARR/2026/0001"):
            arrangement.hold_ids[0].action_release()

    def test_what_was_offered_does_not_change(self):
        arrangement = self._active()

        with self.assertRaisesRegex(UserError, "was offered as it is"):
            arrangement.date_first = date(2026, 5, 1)
        with self.assertRaisesRegex(UserError, "was offered as it is"):
            arrangement.instalment_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, "was offered as it is"):
            arrangement.instalment_ids[0].unlink()
        with self.assertRaises(AccessError):
            arrangement.state = "done"
        with self.assertRaises(AccessError):
            arrangement.instalment_ids[0].state = "paid"
        with self.assertRaisesRegex(UserError, "stays on file"):
            arrangement.unlink()
        arrangement.user_id = self.env.ref("base.user_admin")

    def test_buttons_are_for_their_state(self):
        draft = self._arrangement(self.old)
        with self.assertRaisesRegex(UserError, "is draft"):
            draft.action_accept()
        draft.action_offer()
        with self.assertRaisesRegex(UserError, "is offered"):
            draft.action_offer()
        with self.assertRaisesRegex(UserError, "is offered"):
            draft.action_recalculate()

    def test_task_goes_to_who_is_in_charge_if_the_owner_left(self):
        owner = self.env["res.users"].create(
            {
                "name": "Owner",
                "login": "owner",
                "group_ids": self.quick_ref("s4_dunning.s4_dunning_group_collector"),
                "company_ids": [(6, 0, (self.north | self.south).ids)],
                "company_id": self.north.id,
            }
        )
        arrangement = self._arrangement(user_id=owner.id)
        arrangement.action_offer()
        owner.active = False

        self._refresh(date(2026, 4, 15))

        self.assertEqual(self._task().user_id, self.debtor._owner())
