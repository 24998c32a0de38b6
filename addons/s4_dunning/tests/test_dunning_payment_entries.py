from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .payment_common import PaymentCommon

TWO = (("A", 100, 20), ("B", 200, 30))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentEntries(PaymentCommon):
    """The draft entries, and what becomes of the payment."""

    def test_entries_as_by_hand(self):
        notice = self._notice(("A", 100, 40), ("B", 200, 30), ("C", 300, 20))

        entries = self._split(self._pay(notice, 550))

        customer = self.customer.name
        self.assertEqual(
            self._lines(entries["A"]),
            [
                ("asset_receivable", customer, 450),
                ("liability_payable", "Sister B", -200),
                ("liability_payable", "Sister C", -250),
            ],
        )
        self.assertEqual(
            self._lines(entries["B"]),
            [
                ("asset_receivable", customer, -200),
                ("asset_receivable", self.company.name, 200),
            ],
        )
        self.assertEqual(
            self._lines(entries["C"]),
            [
                ("asset_receivable", customer, -250),
                ("asset_receivable", self.company.name, 250),
            ],
        )
        for letter, entry in entries.items():
            self.assertEqual(entry.state, "draft")
            self.assertEqual(entry.date, TODAY)
            self.assertEqual(entry.journal_id.type, "general")
            self.assertEqual(entry.company_id, self.companies[letter])
            self.assertEqual(entry.journal_id.company_id, self.companies[letter])
            self.assertEqual(entry.dunning_notice_id, notice)
            self.assertIn(notice.name, entry.ref)
            self.assertIn("BNK1/", entry.ref)

    def test_accounts_are_those_of_each_company(self):
        notice = self._notice(*TWO)
        owed = self._account("liability_payable", self.company)
        due = self._account("asset_receivable", self.sister)
        self.sister.partner_id.with_company(
            self.company
        ).property_account_payable_id = owed
        self.company.partner_id.with_company(
            self.sister
        ).property_account_receivable_id = due

        entries = self._split(self._pay(notice, 300))

        self.assertIn(owed, entries["A"].line_ids.account_id)
        self.assertIn(due, entries["B"].line_ids.account_id)
        self.assertIn(self.items[1].account_id, entries["B"].line_ids.account_id)

    def test_missing_account_is_named(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        wizard = self._wizard(line).save()
        sister = self.sister.partner_id.with_company(self.company)
        sister.property_account_payable_id = False
        self.env["ir.default"].discard_values(
            "res.partner", "property_account_payable_id", []
        )
        self.env["ir.default"].search(
            [
                ("field_id.name", "=", "property_account_payable_id"),
                ("company_id", "=", self.company.id),
            ]
        ).unlink()
        with self.assertRaisesRegex(UserError, "no account for .* Sister B"):
            wizard.action_draft_entries()

    def test_drafts_change_nothing_in_the_ledger(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)

        self._split(line)

        self.assertEqual(self._residuals(), [100, 200])
        self.assertEqual(self._money(line).amount_residual, -300)
        self.assertEqual(notice.payment_entry_count, 2)

    def test_two_people_at_once_draft_one_split(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        entries = self._split(line)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["account.move"].create(
                {"move_type": "entry", "dunning_payment_id": self._money(line).id}
            )
        entries["A"].button_cancel()
        self.env.flush_all()
        self.env["account.move"].create(
            {"move_type": "entry", "dunning_payment_id": self._money(line).id}
        )

    def test_payment_of_a_split_is_not_deleted(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300)
        entries = self._split(line)
        with self.assertRaisesRegex(UserError, "is split over companies by"):
            line.action_undo_reconciliation()
        (entries["A"] | entries["B"]).unlink()
        line.action_undo_reconciliation()
        self.assertFalse(line.is_reconciled)

    def test_unmatched_bank_line_is_booked_to_the_customer_first(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 300, customer=None)
        self.assertFalse(line.is_reconciled)

        entries = self._split(line)

        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.customer)
        self.assertEqual(
            self._money(line).account_id, self.items[0].account_id, "receivable"
        )
        self.assertEqual(self._money(line).partner_id, self.customer)
        self._post(entries["A"], entries["B"])
        self.assertEqual(self._residuals(), [0, 0])
        self.assertTrue(self._money(line).reconciled)

    def test_payment_record_is_split_like_a_bank_line(self):
        notice = self._notice(*TWO)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 300,
                "memo": notice.payment_reference,
                "date": TODAY,
            }
        )
        payment.action_post()
        self.assertEqual(self._wizard(payment).notice_id, notice)

        entries = self._split(payment)
        self._post(entries["A"], entries["B"])

        self.assertEqual(self._residuals(), [0, 0])

    def test_notice_payment_and_entries_tell_what_happened(self):
        notice = self._notice(*TWO)
        line = self._pay(notice, 240)
        entries = self._split(line)
        for record in (notice, line.move_id, entries["A"]):
            body = record.message_ids.sorted("id")[-1].body
            self.assertIn("Sister B: $&nbsp;200.00", body)
            self.assertIn("$&nbsp;40.00", body)
            self.assertIn(f'data-oe-id="{entries["B"].id}"', body)
        body = entries["B"].message_ids.sorted("id")[-1].body
        self.assertIn(notice.name, body)
        self.assertNotIn("40.00", body, "what A gets is not B's business")
        action = notice.action_open_payment_entries()
        self.assertEqual(
            self.env["account.move"].search(action["domain"]),
            entries["A"] | entries["B"],
        )
