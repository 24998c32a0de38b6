from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAgreementEdges(DunningCommon):
    """Where promises, disputes and arrangements meet what nobody thinks of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )
        cls.reason = cls.env["dunning.dispute.reason"].search([], limit=1)
        cls.anna = cls._user("anna")

    @classmethod
    def _user(cls, login):
        return new_test_user(
            cls.env,
            login,
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _dispute(self, item, amount, **values):
        return self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "amount": amount,
                "reason_id": self.reason.id,
                **values,
            }
        )

    def _arrangement(self, items):
        arrangement = self.env["dunning.arrangement"].create(
            {
                "debtor_id": self.debtor.id,
                "item_ids": [Command.set(items.ids)],
                "split": "number",
                "instalment_number": 2,
                "date_first": TODAY + timedelta(days=10),
                "channel": "letter",
            }
        )
        arrangement.sudo()._offer()
        return arrangement

    def test_another_owner_does_not_end_the_hold_of_a_dispute(self):
        dispute = self._dispute(self._invoice(100), 100)
        dispute.user_id = self.anna
        self.assertEqual(dispute.hold_ids.user_id, self.anna)
        self.assertFalse(dispute.hold_ids.date_end)

    def test_dispute_of_an_owner_who_left_does_not_stop_the_refresh(self):
        item = self._invoice(100)
        dispute = self._dispute(item, 60, user_id=self.anna.id)
        self.anna.active = False
        dispute.hold_ids.sudo()._release()

        run = self._propose()

        self.assertEqual(run.notice_ids.amount_total, 40)

    def test_hold_of_the_system_needs_no_owner(self):
        """The mail gateway and the outbox work as a user who is not active."""
        self.group.responsible_id = False
        self._invoice(100)
        root = self.env.ref("base.user_root")
        self.assertFalse(root.active)
        hold = self.debtor.with_user(root)._hold_for(
            "answer", self.env["account.move.line"], date(2026, 4, 7), "Answer"
        )
        self.assertFalse(hold.user_id)

    def test_credit_in_an_arrangement_is_not_taken_off_once_more(self):
        items = self._invoice(1000) | self._invoice(300, move_type="out_refund")
        arrangement = self._arrangement(items)
        self.assertEqual(arrangement.amount_total, 700)
        self._invoice(250)
        run = self._propose()
        self.assertEqual(run.notice_ids.amount_total, 250)
        self.assertFalse(run.has_difference)

    def test_two_disputes_credit_no_more_than_is_open(self):
        item = self._invoice(100)
        first, second = self._dispute(item, 60), self._dispute(item, 40)
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=item.ids
        ).create({"amount": 50})._create_payments()
        first._settle("accepted")
        self.assertEqual(first.credit_note_id.amount_total, 50)
        with self.assertRaisesRegex(ValidationError, "nothing of it is left"):
            second._settle("accepted")

    def test_credit_note_that_is_corrected_rests_again(self):
        item = self._invoice(100)
        dispute = self._dispute(item, 100)
        dispute._settle("accepted")
        dispute.credit_note_id.action_post()
        dispute.credit_note_id.button_draft()
        self.assertTrue(dispute.is_resting)

    def test_promise_is_not_made_as_settled(self):
        self._invoice(100)
        promises = self.env["dunning.promise"].with_user(self.anna)
        values = {"debtor_id": self.debtor.id, "date": date(2026, 4, 9)}
        with self.assertRaises(AccessError):
            promises.create({**values, "state": "kept"})

    def test_merged_customers_keep_the_owners_of_their_promises(self):
        self._invoice(100)
        promise = self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtor.id,
                "date": date(2026, 4, 9),
                "user_id": self.anna.id,
            }
        )
        target = self.env["dunning.debtor"].create(
            {
                "partner_id": self._create_customer("Smit").id,
                "group_id": self.group.id,
                "collector_id": self.env.user.id,
            }
        )
        self.env["dunning.debtor"]._merge_into({self.debtor: target})
        self.assertEqual(promise.user_id, self.anna)

    def test_customer_does_not_read_what_is_next(self):
        item = self._invoice(100)
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.customer
        mine = item.with_user(portal)
        for name in ("dunning_why", "dunning_level_next_id", "dunning_date_next"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])

    def test_only_colleagues_stand_in(self):
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        with self.assertRaisesRegex(ValidationError, "Only colleagues"):
            portal.with_user(portal).dunning_substitute_id = self.anna
        with self.assertRaisesRegex(ValidationError, "Only colleagues"):
            self.anna.dunning_substitute_id = portal

    def test_credit_stop_is_not_written_by_hand(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        self.assertEqual(notice.line_ids.move_line_id, item)
        with self.assertRaises(AccessError):
            notice.with_user(self.anna).credit_stop_state = "ended"
        with self.assertRaises(AccessError):
            self.env["dunning.debtor"].with_user(self.anna).create(
                {
                    "partner_id": self._create_customer("Smit").id,
                    "group_id": self.group.id,
                    "is_credit_stopped": True,
                }
            )
