from datetime import timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .behaviour_common import BehaviourCommon
from .common import TODAY

LATER = TODAY + timedelta(days=14)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningForecastCredit(BehaviourCommon):
    """100 is overdue, 40 falls due in two weeks; who has paid on account pays less."""

    def setUp(self):
        super().setUp()
        self.first = self._invoice(100, overdue=10)
        self.second = self._invoice(40, overdue=-14)

    def _credit_note(self, amount, **values):
        return self._invoice(amount, move_type="out_refund", **values)

    def _payment_on_account(self, amount, company=None):
        journal = self.company_data["default_journal_bank"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": journal.default_account_id.id,
                            "debit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.first.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        return entry

    def _rows(self, partner=None):
        """:return: list of (day, open item, amount, whether it is taken off)"""
        self._debtor()
        self.env.flush_all()
        rows = self.env["dunning.forecast"].search(
            [("partner_id", "=", (partner or self.customer).id)]
        )
        found = [
            (row.date, row.move_line_id, row.amount, row.is_credit) for row in rows
        ]
        return sorted(found, key=lambda row: (row[0], row[3]))

    def test_earliest_item_first(self):
        self._credit_note(20)
        self._payment_on_account(100)
        self.assertEqual(
            self._rows(),
            [
                (TODAY, self.first, 100, False),
                (TODAY, self.first, -100, True),
                (LATER, self.second, 40, False),
                (LATER, self.second, -20, True),
            ],
        )

    def test_less_than_the_first_item(self):
        self._payment_on_account(30)
        self.assertEqual(
            self._rows(),
            [
                (TODAY, self.first, 100, False),
                (TODAY, self.first, -30, True),
                (LATER, self.second, 40, False),
            ],
        )

    def test_nothing_flows_back(self):
        self._payment_on_account(500)
        self.assertEqual(sum(amount for _day, _item, amount, _off in self._rows()), 0)

    def test_what_is_reconciled_is_taken_off_once(self):
        (self.first | self._credit_note(30)).reconcile()
        self.assertEqual(
            self._rows(),
            [(TODAY, self.first, 70, False), (LATER, self.second, 40, False)],
        )

    def test_credit_of_a_draft_does_not_count(self):
        self._payment_on_account(30).button_draft()
        self.assertFalse([row for row in self._rows() if row[3]])

    def test_each_company_and_each_customer_by_itself(self):
        sister = self._second_company()["company"]
        self._credit_note(25, company=sister)
        other = self._create_customer("Pietersen")
        self._credit_note(35, partner=other)
        self.assertFalse([row for row in self._rows() if row[3]])
        self.assertFalse(self._rows(other))

    def test_contact_of_the_customer_pays_too(self):
        contact = self.env["res.partner"].create(
            {"name": "Els", "parent_id": self.customer.id, "type": "invoice"}
        )
        self._credit_note(25, partner=contact)
        self.assertIn((TODAY, self.first, -25, True), self._rows())

    def test_day_of_the_promise_counts(self):
        debtor = self._debtor()
        pays = LATER + timedelta(days=7)
        self.env["dunning.promise"].create(
            {
                "debtor_id": debtor.id,
                "date": pays,
                "amount": 100,
                "item_ids": self.first.ids,
            }
        )
        self._payment_on_account(50)
        self.assertEqual(
            self._rows(),
            [
                (LATER, self.second, 40, False),
                (LATER, self.second, -40, True),
                (pays, self.first, 100, False),
                (pays, self.first, -10, True),
            ],
        )

    def test_ids_differ(self):
        self._payment_on_account(110)
        self._debtor()
        rows = self.env["dunning.forecast"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(set(rows.ids)), 4)
        [credit] = rows.filtered(lambda row: row.is_credit and row.amount == -10)
        self.assertEqual(credit.action_open_item()["res_id"], self.second.move_id.id)
