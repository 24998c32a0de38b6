from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .payment_common import PaymentCommon

# Invoices (company, amount, days overdue), the money at A, (open, share) of each
# company, and what stays on account at A: computed by hand.
TWO = (("A", 100, 20), ("B", 200, 30))
SPLITS = {
    "exact": (TWO, 300, {"A": (100, 100), "B": (200, 200)}, 0),
    "short: the oldest first, of B": (TWO, 150, {"A": (100, 0), "B": (200, 150)}, 0),
    "short: then the next": (TWO, 240, {"A": (100, 40), "B": (200, 200)}, 0),
    "too much": (TWO, 333.33, {"A": (100, 100), "B": (200, 200)}, 33.33),
    "three companies, oldest first over all": (
        (("A", 100, 40), ("B", 200, 30), ("C", 300, 20), ("B", 50, 10), ("A", 5, 9)),
        # 100 to A, 200 to B, 300 to C, then 30 of B's 50
        630,
        {"A": (105, 100), "B": (250, 230), "C": (300, 300)},
        0,
    ),
    "the same day in proportion": (
        (("A", 100, 20), ("B", 200, 20), ("C", 300, 20)),
        # by 1 : 2 : 3, and the missing cent to the largest remainder: 16.67, 33.33, 50
        100,
        {"A": (100, 16.67), "B": (200, 33.33), "C": (300, 50)},
        0,
    ),
    "nothing for the company that received it": (
        (("B", 200, 30), ("C", 100, 20)),
        300,
        {"B": (200, 200), "C": (100, 100)},
        0,
    ),
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentSplit(PaymentCommon):
    """What the wizard proposes, and what it refuses."""

    def test_proposals_as_by_hand(self):
        for name, (invoices, money, shares, on_account) in SPLITS.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                notice = self._notice(*invoices)

                form = self._wizard(self._pay(notice, money))

                self.assertEqual(form.notice_id, notice)
                self.assertEqual(self._shares(form), shares)
                self.assertAlmostEqual(form.amount_on_account, on_account)
                self.assertFalse(form.warning)
                savepoint.rollback()

    def test_what_was_paid_since_the_notice_is_not_proposed(self):
        notice = self._notice(("A", 100, 30), ("B", 200, 20), ("B", 50, 10))
        self._settle(self.items[1])

        form = self._wizard(self._pay(notice, 150))

        self.assertEqual(self._shares(form), {"A": (100, 100), "B": (50, 50)})

    def test_company_that_is_paid_already_gets_nothing(self):
        notice = self._notice(("A", 100, 30), ("B", 200, 20), ("C", 50, 10))
        self._settle(self.items[1])

        form = self._wizard(self._pay(notice, 150))

        self.assertEqual(
            self._shares(form), {"A": (100, 100), "B": (0, 0), "C": (50, 50)}
        )

    def test_credit_counts_in_its_own_company_only(self):
        # B asks 300 - 120: the oldest 100 are covered, 20 of the other
        self._invoice(120, 5, company=self.sister, move_type="out_refund")
        notice = self._notice(("A", 50, 25), ("B", 100, 30), ("B", 200, 20))

        form = self._wizard(self._pay(notice, 230))

        self.assertEqual(notice.amount_total, 230)
        self.assertEqual(self._shares(form), {"A": (50, 50), "B": (180, 180)})

    def test_money_that_the_notice_knew_as_a_credit_is_not_counted_twice(self):
        line = self._receive(90)
        notice = self._notice(("A", 100, 30), ("B", 200, 20))
        self.assertEqual(notice.amount_total, 210)

        form = self._wizard(line)

        # the 90 went off A's claim when the notice was sent; A has 100 open
        self.assertEqual(self._shares(form), {"A": (100, 90), "B": (200, 0)})

    def test_only_claims_in_the_currency_of_the_payment(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        pound.rate_ids.company_id = False
        self._invoice(60, 40, currency_id=pound.id)
        notice = self._notice(("A", 100, 30), ("B", 200, 20))
        self.assertEqual(len(notice.claim_ids), 3)

        form = self._wizard(self._pay(notice, 300))

        self.assertEqual(self._shares(form), {"A": (100, 100), "B": (200, 200)})
        self.assertIn("only what it claims in USD", form.warning)

    def test_a_person_changes_the_shares(self):
        notice = self._notice(*TWO)
        form = self._wizard(self._pay(notice, 150))

        with form.line_ids.edit(self._place(form, "A")) as line:
            line.amount = 100
            self.assertEqual(line.amount_left, 0)
        self.assertEqual(form.amount_on_account, -100)
        with form.line_ids.edit(self._place(form, "B")) as line:
            line.amount = 20
            self.assertEqual(line.amount_left, 180)
        self.assertEqual(form.amount_on_account, 30)

    def test_shares_that_are_no_split_are_refused(self):
        notice = self._notice(*TWO)
        for shares, sentence in (
            ({"A": 100, "B": 200.01}, "between nothing and the .*200.00"),
            ({"A": -1}, "between nothing and the .*100.00"),
            ({"A": 100, "B": 100}, "50.00 more than the payment"),
            ({"A": 100, "B": 0}, "nothing to split"),
        ):
            with self.subTest(shares):
                line = self._pay(notice, 150)
                with self.assertRaisesRegex(UserError, sentence):
                    self._split(line, **shares)
                self.assertFalse(notice.payment_entry_ids)

    def test_shares_are_held_against_what_is_open_at_that_moment(self):
        notice = self._notice(*TWO)
        wizard = self._wizard(self._pay(notice, 300)).save()
        self._settle(self.items[1], 120)

        with self.assertRaisesRegex(UserError, "the .*80.00 that are open"):
            wizard.action_draft_entries()

    def test_payment_is_split_once(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        second = self._wizard(line).save()
        entries = self._split(line)

        with self.assertRaisesRegex(UserError, "was split already, see .*Sister"):
            self._wizard(line)
        with self.assertRaisesRegex(UserError, "was split already"):
            second.action_draft_entries()
        self._post(*entries["A"], *entries["B"])
        with self.assertRaisesRegex(UserError, "Choose one payment"):
            self._wizard(line)

    def test_payment_can_be_split_anew_once_the_drafts_are_gone(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        first = self._split(line)
        (first["A"] | first["B"]).unlink()

        second = self._split(line)

        self.assertTrue(second["A"] and second["B"])

    def test_second_payment_waits_for_the_entries_of_the_first(self):
        notice = self._notice(*TWO)
        entries = self._split(self._pay(notice, 150))
        line = self._pay(notice, 150)
        with self.assertRaisesRegex(UserError, "earlier payment .* waits in"):
            self._split(line)
        self._post(entries["A"], entries["B"])

        form = self._wizard(line)

        self.assertEqual(self._shares(form), {"A": (100, 100), "B": (50, 50)})

    def test_payment_that_quotes_nothing_goes_to_the_latest_collective_notice(self):
        notice = self._notice(*TWO)

        form = self._wizard(self._receive(300, "diverse facturen"))

        self.assertEqual(form.notice_id, notice)
        self.assertIn("quotes no notice", form.warning)

    def test_payment_of_who_has_no_notice_finds_none(self):
        self._notice(*TWO)
        smit = self._create_customer("Smit")

        form = self._wizard(self._receive(300, "rekening", customer=smit))

        self.assertFalse(form.notice_id)
        self.assertIn("choose the one", form.warning)
        self.assertFalse(form.line_ids)

    def test_reference_of_another_customer_is_pointed_out_and_refused(self):
        notice = self._notice(*TWO)
        smit = self._create_customer("Smit")
        line = self._pay(notice, 300, customer=smit)

        form = self._wizard(line)

        self.assertFalse(form.notice_id)
        self.assertIn(f"quotes {notice.name}: Jansen Transport", form.warning)
        form.notice_id = notice
        with self.assertRaisesRegex(UserError, "booked to Smit, but .* for Jansen"):
            form.save().action_draft_entries()

    def test_company_outside_the_group_cannot_split(self):
        notice = self._notice(*TWO)
        outsider = self.setup_other_company(name="Outsider")["company"]
        self.env.user.company_ids |= outsider
        self.companies = {**self.companies, "X": outsider}
        line = self._pay(notice, 300, letter="X")
        form = self._wizard(line)
        self.assertFalse(form.notice_id)
        form.notice_id = notice
        with self.assertRaisesRegex(UserError, "Outsider does not belong to"):
            form.save().action_draft_entries()

    def test_money_for_a_claim_that_arrived_at_the_wrong_company(self):
        notice = self._notice(("B", 200, 30))
        line = self._receive(200, notice.claim_ids.payment_reference)

        form = self._wizard(line)

        self.assertEqual(form.notice_id, notice)
        self.assertEqual(self._shares(form), {"B": (200, 200)})

    def test_notice_finds_the_payment_that_quotes_it(self):
        notice = self._notice(*TWO)
        quoting = self._pay(notice, 300)
        self._receive(70, "iets anders")
        other = self._create_customer("Smit")
        self._receive(300, "huur", customer=other)

        form = self._wizard(notice)

        self.assertEqual(form.payment_id, self._money(quoting))
        self.assertEqual(len(form.candidate_ids), 2, "not the one of Smit")

    def test_notice_without_a_payment_says_so(self):
        notice = self._notice(*TWO)
        with self.assertRaisesRegex(UserError, "No payment of Jansen Transport"):
            notice.action_split_payment()

    def test_notice_leaves_out_a_payment_that_is_split(self):
        notice = self._notice(*TWO)
        self._split(self._pay(notice, 200))
        with self.assertRaisesRegex(UserError, "No payment of Jansen Transport"):
            notice.action_split_payment()
        other = self._receive(100)
        self.assertEqual(self._wizard(notice).payment_id, self._money(other))

    def test_notice_that_was_not_sent_cannot_be_paid(self):
        self._invoice(100)
        self._invoice(200, company=self.sister)
        notice = self._propose().notice_ids
        form = self._wizard(self._receive(300))
        form.notice_id = notice
        with self.assertRaisesRegex(UserError, "was not sent"):
            form.save().action_draft_entries()

    def test_one_payment_at_a_time(self):
        notice = self._notice(*TWO)
        both = self._pay(notice, 100) | self._pay(notice, 200)
        with self.assertRaisesRegex(UserError, "Choose one payment"):
            both.action_split_payment()
        with self.assertRaisesRegex(UserError, "Choose one payment"):
            self.items[0].action_split_payment()

    def _settle(self, item, amount=None):
        """Pay an item by itself, in its own company."""
        letter = "A" if item.company_id == self.company else "B"
        line = self._receive(amount or item.amount_residual, letter=letter)
        (self._money(line) | item).reconcile()

    def test_without_a_payment_there_is_no_text(self):
        split = self.env["dunning.payment.split"].new({})

        self.assertFalse(split.text or split.amount)
