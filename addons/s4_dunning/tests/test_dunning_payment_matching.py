from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .payment_common import PaymentCommon

TWO = (("A", 100, 20), ("B", 200, 30))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentMatching(PaymentCommon):
    """Posting the entries matches what was proposed, in each company by itself."""

    def test_posting_matches_exactly_what_was_proposed(self):
        notice = self._notice(*TWO)
        # an older item that the notice does not ask for
        other = self._invoice(500, 60, company=self.sister)
        line = self._pay(notice, 300)
        entries = self._split(line)

        self._post(entries["B"])
        self.assertEqual(self._residuals(), [100, 0])
        self.assertEqual(self._money(line).amount_residual, -300)
        self._post(entries["A"])

        self.assertEqual(self._residuals(), [0, 0])
        self.assertTrue(self._money(line).reconciled)
        self.assertEqual(other.amount_residual, 500)
        self.assertEqual(self.items[1].move_id.payment_state, "paid")
        for entry in (entries["A"], entries["B"]):
            items = entry.line_ids.filtered("account_id.reconcile")
            customers = items.filtered(lambda item: item.partner_id == self.customer)
            self.assertTrue(all(customers.mapped("reconciled")))

    def test_short_payment_is_matched_as_by_hand(self):
        # 230: 100 to B (40 days), 100 to A (30 days), 30 of B's 200 (20 days)
        notice = self._notice(("B", 100, 40), ("A", 100, 30), ("B", 200, 20))
        line = self._pay(notice, 230)
        entries = self._split(line)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0, 170])
        self.assertTrue(self._money(line).reconciled)

    def test_shares_of_a_person_are_matched_in_each_company(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 150)
        entries = self._split(line, A=90, B=60)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [10, 140])
        self.assertTrue(self._money(line).reconciled)

    def test_too_much_stays_on_account_where_it_arrived(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 360)
        entries = self._split(line)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])
        self.assertEqual(self._money(line).amount_residual, -60)

    def test_too_much_at_a_company_that_claims_nothing_stays_on_account(self):
        notice = self._notice(("B", 200, 30))
        line = self._receive(260, notice.name)
        entries = self._split(line)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0])
        self.assertEqual(self._money(line).amount_residual, -60)

    def test_what_is_left_of_a_payment_is_split(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 350)
        (self._money(line) | self._invoice(50, 60)).reconcile()
        entries = self._split(line)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])
        self.assertTrue(self._money(line).reconciled)

    def test_money_kept_back_by_a_person_is_left_for_a_person_to_match(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        entries = self._split(line, A=40, B=200)
        self._post(entries["A"], entries["B"])
        # 40 of A's 100 are its share, 60 stay on account: which is which is not ours
        self.assertEqual(self._residuals(), [100, 0])
        self.assertEqual(self._money(line).amount_residual, -100)

    def test_credit_note_of_a_sister_is_used_up_with_its_share(self):
        refund = self._invoice(120, 5, company=self.sister, move_type="out_refund")
        notice = self._notice(("A", 50, 25), ("B", 100, 30), ("B", 200, 20))
        entries = self._split(self._pay(notice, 230))
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0, 0])
        self.assertTrue(refund.reconciled)

    def test_items_on_several_accounts_are_each_paid_on_their_own(self):
        account = self._account("asset_receivable", self.sister)
        notice = self._notice(("A", 100, 40), ("B", 200, 30), ("B", 50, 20))
        self.items[2].with_company(self.sister).account_id = account

        entries = self._split(self._pay(notice, 340))

        self.assertEqual(
            entries["B"]
            .line_ids.filtered(lambda item: item.account_id == account)
            .balance,
            -40,
        )
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0, 10])

    def test_payer_pays_for_the_customer_that_ordered(self):
        self._invoice(1, partner=self.customer, overdue=-90)
        parent = self._create_customer("Jansen Holding")
        self.env["dunning.debtor"]._refresh(self.group)
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        debtor.write({"addressee": "payer", "payer_id": parent.id})
        notice = self._notice(*TWO)
        self.assertEqual(notice.partner_id, parent)
        line = self._pay(notice, 300, customer=parent)

        entries = self._split(line)

        self.assertIn(
            ("asset_receivable", self.customer.name, -200), self._lines(entries["B"])
        )
        self.assertIn(("asset_receivable", parent.name, 200), self._lines(entries["A"]))
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])

    def test_payment_that_was_used_meanwhile_stops_the_posting(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        entries = self._split(line)
        other = self._invoice(250, 60)
        (self._money(line) | other).reconcile()
        with self.assertRaisesRegex(UserError, "50.00 left, but .*200.00 is to be"):
            self._post(entries["A"])

    def test_item_that_was_paid_meanwhile_leaves_a_credit(self):
        notice = self._notice(*TWO)
        entries = self._split(self._pay(notice, 300))
        line = self._receive(150, letter="B")
        (self._money(line) | self.items[1]).reconcile()

        self._post(entries["A"], entries["B"])

        credit = entries["B"].line_ids.filtered(
            lambda item: item.partner_id == self.customer
        )
        self.assertEqual(self._residuals(), [0, 0])
        self.assertEqual(credit.amount_residual, -150)
        self.assertFalse(credit.no_followup, "the next notice nets it")

    def test_posting_again_after_a_reset_matches_again(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        entries = self._split(line)
        both = (entries["A"], entries["B"])
        self._post(*both)
        for entry in both:
            entry.with_company(entry.company_id).button_draft()
        self._post(*both)
        self.assertEqual(self._residuals(), [0, 0])
        for entry in both:
            entry = entry.with_company(entry.company_id)
            entry.button_draft()
            entry.line_ids.remove_move_reconcile()
        self.assertEqual(self._residuals(), [0, 200])  # A's own match is not theirs
        self._post(*both)
        self.assertEqual(self._residuals(), [0, 0])
