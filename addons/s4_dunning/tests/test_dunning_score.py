import random
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..engine import scores
from ..rules.scores import CRITERIA, lost, risk, score
from .behaviour_common import BehaviourCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningScore(BehaviourCommon):
    """Scores as calculated by hand from the weights of a new group:

    days 20, all from 60; late 20; trend 5, all from 30; promise 15, returned 10 and
    dispute 5, all from 2; relation 5, none from 36 months; overdue 10; oldest 10, all
    from 90.
    """

    def _prompt_customer(self):
        """First invoice 230 days ago, 7 months: 5 * 29 / 36 = 4 points."""
        for due in (200, 150, 100, 50):
            self._paid_invoice(due, 0)

    def _sentence(self, debtor):
        return debtor.score_reason.replace("\N{MINUS SIGN}", "-")

    def test_points_are_told_in_one_sentence(self):
        for due, late in ((200, 19), (150, 19), (100, 19), (50, 0)):
            self._paid_invoice(due, late)

        debtor = self._debtor()

        # 20 * 19 / 60 = 6.3; 20 * 3 / 4 = 15; 4 for the relation
        self.assertEqual(debtor.score, 75)
        self.assertEqual(debtor.score_risk, "low")
        self.assertEqual(
            self._sentence(debtor),
            "100 - 6 (pays 19 days late) - 15 (75% of the invoices late)"
            " - 4 (customer for 7 months) = 75",
        )

    def test_new_customer_has_no_score_and_says_so(self):
        self._invoice(100, overdue=300)

        debtor = self._debtor()

        self.assertEqual(debtor.behaviour, "new")
        self.assertFalse(debtor.score_risk)
        self.assertEqual(debtor.score_reason, "No score yet: too new to judge")
        found = self.env["dunning.debtor"].search([("score_risk", "=", "high")])
        self.assertNotIn(debtor, found)

    def test_customer_who_becomes_too_new_loses_the_score(self):
        self._prompt_customer()
        self.assertEqual(self._debtor().score, 96)
        self.group.behaviour_invoice_minimum = 5
        debtor = self._debtor()
        self.assertFalse(debtor.score_risk)
        self.assertFalse(debtor.score_points)

    def test_customer_of_three_years_who_pays_in_time_has_all_points(self):
        self._prompt_customer()
        self._paid_invoice(36 * 30 - 30, 90)  # outside of the window
        debtor = self._debtor()
        self.assertEqual(debtor.score, 100)
        self.assertEqual(
            debtor.score_reason, "100: nothing speaks against the customer"
        )

    def test_share_that_is_late_and_the_oldest_invoice(self):
        self._prompt_customer()
        self._invoice(300, overdue=-10)
        self._invoice(100, overdue=45)

        debtor = self._debtor()

        # 1 of 5 late: 4; 100 of 400: 2.5; 10 * 45 / 90 = 5
        self.assertEqual(
            debtor.score_points,
            {
                "late": [20, 4],
                "relation": [7, 4],
                "overdue": [25, 3],
                "oldest": [45, 5],
            },
        )
        self.assertEqual(debtor.score, 84)

    def test_dispute_counts_only_when_it_was_rejected(self):
        self._prompt_customer()
        item = self._invoice(100, overdue=45)
        before = self._debtor().score
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
            }
        )

        self.assertEqual(self._debtor().score, 96, "what is disputed is not late")

        dispute._settle("rejected")
        debtor = self._debtor()
        self.assertEqual(debtor.score_points["dispute"], [1, 3])
        self.assertEqual(debtor.score, before - 3)

    def test_broken_promises_and_returned_payments(self):
        self._prompt_customer()
        item = self._invoice(100, overdue=10)
        debtor = self._debtor()
        promise = self.env["dunning.promise"].create(
            {"debtor_id": debtor.id, "date": TODAY}
        )
        promise.sudo().write({"state": "broken", "date_ended": TODAY})
        promise.hold_ids._release()
        self._pay(item, TODAY - timedelta(days=5)).action_reject()

        debtor = self._debtor()

        self.assertEqual(debtor.score_points["promise"], [1, 8])
        self.assertEqual(debtor.score_points["returned"], [1, 5])
        # and 4 of 20 for one of five invoices that was late, 4 for the relation
        self.assertEqual(debtor.score, 100 - 8 - 5 - 4 - 4)
        self.assertIn("(broken promise)", debtor.score_reason)
        self.assertIn("(1 payment returned)", debtor.score_reason)
        promise.sudo().date_ended = TODAY - timedelta(days=366)
        self.assertNotIn("promise", self._debtor().score_points)

    def test_customer_who_pays_slower_than_before(self):
        for due in (350, 300, 250):
            self._paid_invoice(due, 0)
        for due in (150, 100, 50):
            self._paid_invoice(due, 12)
        # 5 * 12 / 30
        self.assertEqual(self._debtor().score_points["trend"], [12, 2])

    def test_weights_are_settings_of_the_group(self):
        self._prompt_customer()
        self._invoice(100, overdue=45)
        self.group.write(
            {f"score_{name}": 0 for name in CRITERIA} | {"score_oldest": 100}
        )
        debtor = self._debtor()
        self.assertEqual((debtor.score, debtor.score_risk), (50, "medium"))
        with self.assertRaisesRegex(ValidationError, "101"):
            self.group.score_days = 1
        with self.assertRaisesRegex(ValidationError, "negative"):
            self.group.score_oldest = -1

    def test_defaults_make_a_hundred(self):
        self.assertEqual(sum(self.group[f"score_{name}"] for name in CRITERIA), 100)

    def test_sql_gives_the_points_that_the_rules_give(self):
        numbers = random.Random(7)
        rows = [
            {name: numbers.randint(-20, 130) for name in CRITERIA}
            for _row in range(500)
        ]
        weights = {name: self.group[f"score_{name}"] for name in CRITERIA}
        found = self.env.execute_query(
            SQL(
                "SELECT %s FROM (VALUES %s) fact (%s)",
                SQL(", ").join(scores.points(self.group, name) for name in CRITERIA),
                SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows),
                SQL(", ").join(SQL.identifier(name) for name in CRITERIA),
            )
        )
        expected = [
            tuple(lost(name, row[name], weights[name]) for name in CRITERIA)
            for row in rows
        ]
        self.assertEqual(found, expected)

    def test_stored_scores_are_those_of_the_rules(self):
        numbers = random.Random(11)
        customers = [self._create_customer(f"Customer {i}") for i in range(8)]
        for customer in customers:
            for due in (330, 270, 160, 110, 60):
                self._paid_invoice(due, numbers.randint(-5, 55), partner=customer)
            self._invoice(80, overdue=numbers.randint(-20, 80), partner=customer)
        self.group.action_refresh()

        facts = self.env.execute_query_dict(scores.facts(self.group))

        self.assertEqual(len(facts), 8)
        weights = {name: self.group[f"score_{name}"] for name in CRITERIA}
        for fact in facts:
            debtor = self.env["dunning.debtor"].browse(fact["id"])
            number, reasons = score(fact, weights)
            self.assertEqual(debtor.score, number)
            self.assertEqual(debtor.score_risk, risk(number))
            self.assertEqual(
                debtor.score_points,
                {name: list(pair) for name, pair in reasons.items()},
            )

    def test_scores_that_did_not_change_are_not_written(self):
        self._prompt_customer()
        debtor = self._debtor()
        before = self._version(debtor)
        self._debtor()
        self.assertEqual(self._version(debtor), before)

    def _version(self, debtor):
        """:return: the version of the row that PostgreSQL has"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT ctid::text FROM dunning_debtor WHERE id = %s", [debtor.id]
        )
        return self.env.cr.fetchone()
