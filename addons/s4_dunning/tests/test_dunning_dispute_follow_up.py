from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .dispute_common import DisputeCommon

LATE = date(2026, 4, 15)


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
