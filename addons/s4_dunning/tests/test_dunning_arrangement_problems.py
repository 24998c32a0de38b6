from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementProblems(ArrangementCommon):
    """What cannot be offered, in one sentence each."""

    def test_bad_input_is_refused_in_a_sentence(self):
        yesterday = TODAY - timedelta(days=1)
        left = self.env["res.users"].create(
            {"name": "Left", "login": "left", "active": False}
        )
        cases = {
            "past": {"date_first": yesterday},
            "before the first": {"split": "date", "date_last": yesterday},
            "zero": {"instalment_number": 0},
            "cannot be zero": {"split": "amount", "instalment_amount": 0},
            "negative": {"instalment_number": -1},
            "61 instalments are too many": {"instalment_number": 61},
            "500 instalments are too many": {"split": "amount", "instalment_amount": 1},
            "valid until a day in the past": {"date_valid": yesterday},
            "Left has left": {"user_id": left.id},
            "Choose the items": {"item_ids": [Command.set([])]},
        }
        sentences = {"negative": "zero"}
        for name, values in cases.items():
            with self.subTest(name):
                draft = self._arrangement()
                draft.write(values)

                with self.assertRaisesRegex(UserError, sentences.get(name, name)):
                    draft.action_offer()

                self.assertEqual(draft.state, "draft")
                self.assertTrue(draft.problem)

    def test_sum_other_than_the_items_is_refused(self):
        draft = self._arrangement(self.old, instalment_number=2)
        draft.instalment_ids[0].amount = 149.99
        with self.assertRaisesRegex(UserError, "299.99, but its items .*300.00"):
            draft.action_offer()

        draft.instalment_ids[0].amount = 150.01
        with self.assertRaisesRegex(UserError, "more than the debt"):
            draft.action_offer()

        draft.instalment_ids[0].amount = 0
        draft.instalment_ids[1].amount = 300
        with self.assertRaisesRegex(UserError, "Instalment 1 is zero"):
            draft.action_offer()

    def test_days_in_another_order_are_refused(self):
        draft = self._arrangement(self.old)
        draft.instalment_ids.filtered(lambda one: one.number == 2).date_due = date(
            2026, 4, 14
        )

        with self.assertRaisesRegex(UserError, "Instalment 2 is not after"):
            draft.action_offer()

    def test_currencies_are_not_mixed(self):
        currency = self.setup_other_currency("EUR")
        foreign = self._invoice(100, currency_id=currency.id)

        draft = self._arrangement(self.old, foreign)

        with self.assertRaisesRegex(UserError, "several currencies"):
            draft.action_offer()

    def test_item_paid_meanwhile_is_refused(self):
        draft = self._arrangement()
        self._pay(self.old, 300, TODAY)

        with self.assertRaisesRegex(UserError, "was paid meanwhile"):
            draft.action_offer()

        draft.action_recalculate()
        draft.action_offer()
        self.assertEqual(draft.amount_total, 200)

    def test_item_paid_in_part_meanwhile_is_planned_anew(self):
        draft = self._arrangement(self.old, instalment_number=1)
        self._pay(self.old, 100, TODAY)

        with self.assertRaisesRegex(UserError, "more than the debt|open now"):
            draft.action_offer()

        draft.action_recalculate()
        self.assertEqual(self._plan(draft), [(1, self.north, date(2026, 4, 14), 200)])

    def test_amount_that_is_changed_by_hand_after_a_payment_is_told(self):
        draft = self._arrangement(self.old, instalment_number=2)
        self._pay(self.old, 100, TODAY)

        draft.instalment_ids[0].amount = 50

        self.assertIn("recalculate the instalments", draft.problem)

    def test_item_is_in_one_arrangement_only(self):
        self._arrangement(self.old).action_offer()

        with self.assertRaisesRegex(UserError, "is in the arrangement ARR/2026"):
            self._arrangement(self.old).action_offer()

    def test_disputed_item_is_refused(self):
        self.debtor._hold_for("complaint", self.old, None, "Wrong tyres")

        with self.assertRaisesRegex(UserError, "is disputed"):
            self._arrangement(self.old).action_offer()

        self.env["dunning.dispute"].create(
            {
                "move_id": self.new.move_id.id,
                "debtor_id": self.debtor.id,
                "amount": 50,
                "reason_id": self.debtor._dispute_reason().id,
                "note": "One tyre is missing",
            }
        )
        with self.assertRaisesRegex(UserError, "is disputed"):
            self._arrangement(self.new).action_offer()

    def test_promised_item_is_refused_and_the_other_way_round(self):
        promise = self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtor.id,
                "item_ids": [Command.set(self.old.ids)],
                "date": TODAY + timedelta(days=5),
            }
        )
        with self.assertRaisesRegex(UserError, "is promised"):
            self._arrangement(self.old).action_offer()
        promise.action_withdraw()

        self._arrangement(self.old).action_offer()
        with self.assertRaisesRegex(UserError, "is in the arrangement"):
            self.env["dunning.promise"].create(
                {
                    "debtor_id": self.debtor.id,
                    "item_ids": [Command.set(self.old.ids)],
                    "date": TODAY + timedelta(days=5),
                }
            )

    def test_item_of_another_customer_is_refused(self):
        foreign = self._invoice(100, partner=self._create_customer("Smit"))

        with self.assertRaisesRegex(UserError, "of another customer"):
            self._arrangement(self.old, foreign).action_offer()

    def test_company_without_bank_account_is_refused(self):
        self.south.partner_id.bank_ids.unlink()

        with self.assertRaisesRegex(UserError, "South has no bank account"):
            self._arrangement().action_offer()

    def test_customer_without_address_is_refused(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            self._arrangement().action_offer()

        self.customer.city = False
        with self.assertRaisesRegex(UserError, "no complete postal address"):
            self._arrangement(channel="letter").action_offer()
