from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .dispute_common import DisputeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeInput(DisputeCommon):
    """What cannot be disputed, in one sentence each."""

    def test_paid_invoice(self):
        item = self._invoice(500)
        self._register_payment(item.move_id)

        with self.assertRefused("is paid: nothing of it"):
            self._dispute(item)

    def test_more_than_what_is_open(self):
        with self.assertRefused("500.01 is more than the .*500.00 that is open"):
            self._dispute(self._invoice(500), 500.01)

    def test_nothing_and_less(self):
        item = self._invoice(500)
        for amount in (0, -5, 0.001):
            with (
                self.subTest(amount=amount),
                self.assertRefused("more than zero"),
            ):
                self._dispute(item, amount)

    def test_together_more_than_what_is_open(self):
        item = self._invoice(500)
        self._dispute(item, 300)

        with self.assertRefused("not disputed yet"):
            self._dispute(item, 201)
        self._dispute(item, 200)
        with self.assertRefused("disputed already"):
            self._dispute(item)

    def test_owner_who_left_or_may_not_see_the_debtor(self):
        dispute = self._dispute(self._invoice(500))
        gone, stranger, portal = (
            new_test_user(self.env, login, groups=groups)
            for login, groups in (
                ("gone", "s4_dunning.s4_dunning_group_collector"),
                ("stranger", "base.group_user"),
                ("buyer", "base.group_portal"),
            )
        )
        gone.active = False
        for user in (gone, stranger, portal):
            with (
                self.subTest(user=user.login),
                self.assertRefused("cannot open the dispute"),
            ):
                dispute.user_id = user

    def test_deadline_in_the_past(self):
        item = self._invoice(500)
        values = {
            "move_id": item.move_id.id,
            "reason_id": self.price.id,
            "date_deadline": "2026-03-30",
        }
        disputes = self.env["dunning.dispute"].with_user(self.collector)

        with self.assertRefused("deadline is over"):
            disputes.create(values)
        dispute = disputes.create({**values, "date_deadline": "2026-03-31"})
        with self.assertRefused("deadline is over"):
            dispute.date_deadline = "2026-03-30"

    def test_day_in_the_future(self):
        with self.assertRefused("until today"):
            self._dispute(self._invoice(500), date="2026-04-01")

    def test_invoice_of_another_customer(self):
        item = self._invoice(500)
        self._invoice(1, partner=self._create_customer("Smit"))
        self.group.action_refresh()
        smit = self.env["dunning.debtor"].search([("partner_id.name", "=", "Smit")])

        with self.assertRefused("is no claim on Smit"):
            self._dispute(item, debtor_id=smit.id)

    def test_invoice_of_another_group(self):
        other = self.setup_other_company(name="East")["company"]
        self.env.user.company_ids |= other
        item = self._invoice(500, company=other)
        self._invoice(1)
        self.group.action_refresh()
        ours = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id), ("group_id", "=", self.group.id)]
        )

        with self.assertRefused("is no claim on"):
            self._dispute(item, debtor_id=ours.id)

    def test_draft_and_documents_that_are_no_invoices(self):
        item = self._invoice(500)
        credit = self._invoice(50, move_type="out_refund")
        bill = self._create_bill()
        item.move_id.button_draft()

        with self.assertRefused("is not posted"):
            self._dispute(item, 10)
        for move in (credit.move_id, bill):
            with (
                self.subTest(move=move.move_type),
                self.assertRaises(ValidationError),
            ):
                self.env["dunning.dispute"].create(
                    {
                        "move_id": move.id,
                        "reason_id": self.price.id,
                        "amount": 10,
                        "debtor_id": self._debtor().id,
                    }
                )

    def _create_bill(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    (0, 0, {"name": "Rent", "price_unit": 90, "tax_ids": []})
                ],
            }
        )
        bill.action_post()
        return bill

    def _debtor(self):
        self.group.action_refresh()
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id), ("group_id", "=", self.group.id)]
        )

    def test_outcome_is_not_written_by_hand(self):
        item = self._invoice(500)
        disputes = self.env["dunning.dispute"].with_user(self.collector)
        values = {"move_id": item.move_id.id, "reason_id": self.price.id}
        with self.assertRaises(AccessError):
            disputes.create({**values, "state": "accepted"})
        dispute = disputes.create(values)
        for name, value in (
            ("state", "rejected"),
            ("is_resting", False),
            ("amount_accepted", 10),
            ("move_id", item.move_id.id),
            ("credit_note_id", item.move_id.id),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                dispute[name] = value

    def test_amount_of_a_settled_dispute_stays(self):
        dispute = self._dispute(self._invoice(500))
        dispute.action_withdraw()

        with self.assertRefused("is settled already .Withdrawn"):
            dispute.amount = 10
        with self.assertRefused("is settled already"):
            dispute.action_withdraw()
