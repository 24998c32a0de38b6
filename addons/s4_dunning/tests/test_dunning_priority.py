from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPriority(DunningCommon):
    """Scores as calculated by hand from the weights of a new group:

    amount 30, all from 10,000; days 20, all from 90; level 15; promise 20; dispute 5;
    contact 10, all from 30 days.
    """

    def _debtor(self):
        self.group.action_refresh()
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def test_amount_days_and_silence(self):
        self._invoice(2500, overdue=45)

        debtor = self._debtor()

        # 30 * 2500 / 10000 = 7.5; 20 * 45 / 90 = 10; 10 * 45 / 30 > 10
        self.assertEqual(debtor.priority, 8 + 10 + 10)
        self.assertEqual(
            debtor.priority_reason.replace("\N{NO-BREAK SPACE}", " "),
            f"{debtor.currency_id.symbol} 2,500 overdue: 8; 45 days late: 10; "
            "no contact for 45 days: 10",
        )

    def test_nothing_counts_more_than_its_weight(self):
        self._invoice(25_000, overdue=400)
        self.assertEqual(self._debtor().priority, 30 + 20 + 10)

    def test_debtor_who_owes_nothing_overdue_has_no_score(self):
        self._invoice(25_000, overdue=-1)
        debtor = self._debtor()
        self.assertEqual(debtor.priority, 0)
        self.assertFalse(debtor.priority_reason)

    def test_notice_is_a_contact_and_a_level(self):
        self._invoice(1000, overdue=9)
        self._send(self._propose().notice_ids)
        debtor = self._debtor()
        # 30 * 0.1 = 3; 20 * 0.1 = 2; first of three levels 15 * 0.33 = 4.95; no silence
        self.assertEqual(debtor.priority, 3 + 2 + 5)
        self.assertIn("Reminder: 5", debtor.priority_reason)

        with freeze_time(TODAY + timedelta(days=15)):
            # 20 * 24 / 90 = 5.3; 10 * 15 / 30 = 5
            self.assertEqual(self._debtor().priority, 3 + 5 + 5 + 5)

    def test_call_that_reached_somebody_is_a_contact(self):
        self._invoice(1000, overdue=30)
        debtor = self._debtor()
        self.assertEqual(debtor.priority, 3 + 7 + 10)
        for outcome, points in (("not_reached", 10), ("reached", 0)):
            self.env["dunning.call"].create(
                {"debtor_id": debtor.id, "outcome": outcome}
            )
            self.assertEqual(self._debtor().priority, 3 + 7 + points, outcome)

    def test_broken_promise_of_the_last_year(self):
        self._invoice(1000, overdue=9)
        promise = self.env["dunning.promise"].create(
            {"debtor_id": self._debtor().id, "date": TODAY}
        )
        before = self._debtor().priority
        promise.sudo().write({"state": "broken", "date_ended": TODAY})

        debtor = self._debtor()

        self.assertEqual(debtor.priority, before + 20)
        self.assertIn("broken promise: 20", debtor.priority_reason)
        promise.sudo().date_ended = date(2025, 3, 30)
        self.assertEqual(self._debtor().priority, before)

    def test_weights_are_settings_of_the_group(self):
        self._invoice(2500, overdue=45)
        self.group.write(
            {
                "priority_amount": 40,
                "priority_amount_full": 2500,
                "priority_days": 0,
                "priority_contact": 0,
            }
        )
        debtor = self._debtor()
        self.assertEqual(debtor.priority, 40)
        self.assertNotIn("days", debtor.priority_reason)

    def test_weights_make_a_hundred_at_most(self):
        with self.assertRaisesRegex(ValidationError, "101"):
            self.group.priority_amount = 31
        with self.assertRaisesRegex(ValidationError, "negative"):
            self.group.priority_dispute = -1

    def test_scores_that_did_not_change_are_not_written(self):
        self._invoice(2500, overdue=45)
        other = self._create_customer("Smit")
        self._invoice(100, overdue=45, partner=other)
        debtors = self._debtor() | self.env["dunning.debtor"].search(
            [("partner_id", "=", other.id)]
        )
        before = self._versions(debtors)
        self._invoice(5000, overdue=46, partner=other)

        self.env["dunning.debtor"]._refresh_priorities(self.group)
        self.assertEqual(self._versions(debtors), before)

        self.group.action_refresh()
        after = self._versions(debtors)
        self.assertEqual(before[debtors[0].id], after[debtors[0].id])
        self.assertNotEqual(before[debtors[1].id], after[debtors[1].id])

    def _versions(self, debtors):
        """:return: dict of id to the version of the row that PostgreSQL has"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, ctid::text FROM dunning_debtor WHERE id IN %s",
            [tuple(debtors.ids)],
        )
        return dict(self.env.cr.fetchall())
