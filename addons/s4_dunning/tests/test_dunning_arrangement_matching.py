from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementMatching(ArrangementCommon):
    """Money that quotes an instalment finds the items of its arrangement."""

    def setUp(self):
        super().setUp()
        self.arrangement = self._active()
        self.first = self.arrangement._schedule_rows()[0]

    def _receive(self, amount, text, company=None, customer=True):
        """:return: account.move.line, the side of a bank line that is not matched"""
        company = company or self.north
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        line = (
            self.env["account.bank.statement.line"]
            .with_company(company)
            .create(
                {
                    "journal_id": journal.id,
                    "date": date(2026, 4, 14),
                    "payment_ref": text,
                    "amount": amount,
                    "partner_id": customer and self.customer.id,
                }
            )
        )
        return line.move_id.line_ids.filtered(
            lambda item: item.account_id == journal.suspense_account_id
        )

    def test_reference_is_found_however_it_is_written(self):
        reference = self.first.payment_reference
        arrangements = self.env["dunning.arrangement"]
        for text in (
            reference,
            reference.replace(" ", ""),
            f"Termijn 1, kenmerk {reference.lower()}.",
        ):
            with self.subTest(text):
                self.assertEqual(
                    arrangements._find_by_reference(text), self.arrangement
                )

    def test_other_references_find_nothing(self):
        arrangements = self.env["dunning.arrangement"]
        number = self.first.payment_reference.replace(" ", "")
        wrong = number[:2] + f"{(int(number[2:4]) + 1) % 97:02d}" + number[4:]
        for text in (wrong, number.replace("A", ""), "", "INV/2026/00001"):
            with self.subTest(text):
                self.assertFalse(arrangements._find_by_reference(text))
        self.assertFalse(self.env["dunning.notice"]._find_by_reference(number))

    def test_money_is_matched_with_the_oldest_items_of_its_company(self):
        newer = self._invoice(50, overdue=5)
        self.debtor.action_refresh()
        other = self._active(newer, self._invoice(30, overdue=60))
        money = self._receive(40, other.instalment_ids[0].payment_reference)

        other.action_match_payments()

        self.assertTrue(money.reconciled)
        self.assertEqual(
            other.item_ids.sorted("date_maturity").mapped("amount_residual"), [0, 40]
        )
        self.assertEqual(other.amount_paid, 40)
        self.assertEqual(self.old.amount_residual, 300)

    def test_bank_line_without_customer_is_booked(self):
        money = self._receive(166.66, self.first.payment_reference, customer=False)

        self.arrangement.action_match_payments()

        self.assertEqual(money.partner_id, self.customer)
        self.assertEqual(self.first.state, "paid")

    def test_money_that_quotes_nothing_is_left(self):
        self._receive(166.66, "Betaling")
        with self.assertRaisesRegex(UserError, "No payment"):
            self.arrangement.action_match_payments()

    def test_money_at_another_company_is_left(self):
        self._receive(166.66, self.first.payment_reference, company=self.south)
        with self.assertRaisesRegex(UserError, "No payment"):
            self.arrangement.action_match_payments()

    def test_split_of_a_payment_leads_to_the_arrangement(self):
        money = self._receive(166.66, self.first.payment_reference)

        action = money.action_split_payment()

        self.assertEqual(action["res_model"], "dunning.arrangement")
        self.assertEqual(action["res_id"], self.arrangement.id)

    def test_more_money_than_the_items_stays_on_account(self):
        money = self._receive(350, self.first.payment_reference)

        self.arrangement.action_match_payments()

        self.assertEqual(money.amount_residual, -50)
        self.assertTrue(self.old.reconciled)
        self.assertEqual(self.new.amount_residual, 200)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementSuccession(ArrangementCommon):
    """Customers that are merged, companies that change their group."""

    def test_merged_customer_keeps_the_arrangement(self):
        arrangement = self._active()
        kept = self._create_customer("Jansen Holding")
        self._invoice(10, partner=kept)
        self.group.action_refresh()

        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.customer | kept).ids)],
                "dst_partner_id": kept.id,
            }
        )._merge((self.customer | kept).ids, kept)

        self.assertEqual(arrangement.partner_id, kept)
        self.assertEqual(arrangement.debtor_id.partner_id, kept)
        self.assertEqual(arrangement.item_ids, self.old | self.new)
        self.assertEqual(arrangement.amount_total, 500)
        self._pay(self.old, 300)
        self._pay(self.new, 200)
        self._refresh(date(2026, 4, 15))
        self.assertEqual(arrangement.state, "done")

    def test_arrangement_of_the_company_alone_goes_along(self):
        arrangement = self._active(self.new)

        self.south.dunning_group_id = False

        own = self.south.dunning_group_id
        self.assertEqual(arrangement.group_id, own)
        self.assertEqual(arrangement.debtor_id.group_id, own)
        self.assertEqual(arrangement.hold_ids.group_id, own)
        self.assertEqual(arrangement.amount_total, 200)
        with freeze_time(date(2026, 4, 18)):
            own.action_refresh()
        self.assertEqual(arrangement.state, "breached")

    def test_arrangement_with_several_companies_stays(self):
        arrangement = self._active()

        self.south.dunning_group_id = False

        self.assertEqual(arrangement.group_id, self.group)
        self._pay(self.old, 300)
        self._pay(self.new, 200)
        self._refresh(date(2026, 4, 15))
        self.assertEqual(arrangement.state, "done")

    def test_group_that_disappears_hands_its_arrangements_over(self):
        east = self.setup_other_company(name="East")["company"]
        self.env.user.company_ids |= east
        self._add_bank_account(east, "NL91ABNA0417164300")
        self._invoice(90, company=east)
        east.dunning_group_id.action_refresh()
        self.debtor = self.env["dunning.debtor"].search(
            [("group_id", "=", east.dunning_group_id.id)]
        )
        arrangement = self._active()

        east.dunning_group_id = self.group

        self.assertEqual(arrangement.group_id, self.group)
        self.assertEqual(arrangement.debtor_id.partner_id, self.customer)
        self.assertEqual(arrangement.amount_total, 90)
