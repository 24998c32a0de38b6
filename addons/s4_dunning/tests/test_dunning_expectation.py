import random
from datetime import date, timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..engine import predictions
from ..rules import prediction
from .common import TODAY
from .expectation_common import ExpectationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningExpectation(ExpectationCommon):
    """Expected days as calculated by hand, and as rules/prediction.py has them."""

    def test_sentence_and_day_of_a_customer_that_is_usually_late(self):
        for due in (250, 200, 150, 100):
            self._paid_invoice(due, 9)
        item = self._invoice(100, overdue=-20)

        self._refresh()

        row = self._expectation(item)
        # its like is itself: the median of four times nine days, and of nine days
        self.assertEqual(row.date_expected, TODAY + timedelta(days=20 + 9))
        self.assertEqual(row.days_expected, 9)
        self.assertEqual((row.method, row.reliability), ("habit", "medium"))
        self.assertEqual(
            row.sentence,
            "Usually pays 9 days late (4 of 4 invoices late); expected 29 April; "
            "reliability medium.",
        )
        self.assertEqual(item.dunning_date_expected, row.date_expected)
        self.assertEqual(item.dunning_expectation, row.sentence)

    def test_few_invoices_of_ones_own_say_less_than_those_of_others(self):
        self._paid_invoice(100, 30)
        for number in range(3):
            other = self._create_customer(f"Other{number}")
            self._invoice(1, overdue=0, partner=other)  # a debtor, too
            for due in (200, 100):
                self._paid_invoice(due, 5, partner=other)
        self.group.action_refresh()
        item = self._invoice(100, overdue=0)

        self._refresh()

        # (30 + 5) / 2, five days being the median of 30, 5, 5 and 5
        row = self._expectation(item)
        self.assertEqual((row.days_usual, row.reliability), (18, "low"))

    def test_customer_without_history_pays_like_the_others(self):
        item = self._invoice(100, overdue=0)
        other = self._create_customer("Other")
        self._invoice(1, overdue=0, partner=other)
        self._debtor()
        self._paid_invoice(100, 5, partner=other)
        self._refresh()
        row = self._expectation(item)
        self.assertEqual(row.date_expected, TODAY + timedelta(days=5))
        self.assertIn("Customers like this one usually pay 5 days late", row.sentence)

    def test_customer_who_pays_on_fridays_is_expected_on_a_friday(self):
        for weeks in range(8):
            friday = 4 + 7 * (weeks + 4)  # before Tuesday 31 March
            self._paid_invoice(friday + 9, 9)
        item = self._invoice(100, overdue=-20)  # Monday 20 April
        self._refresh()
        row = self._expectation(item)
        self.assertEqual(row.date_expected, date(2026, 5, 1))  # not Wednesday
        self.assertIn("Usually pays 9 days late, on Fridays", row.sentence)

    def test_nothing_is_predicted_where_the_due_date_is_as_good(self):
        for due in (250, 200, 150, 100):
            self._paid_invoice(due, 9)
        soon = self._invoice(100, overdue=-20)
        late = self._invoice(100, overdue=3)
        self._refresh(is_better=False)
        self.assertEqual(self._expectation(soon).date_expected, soon.date_maturity)
        self.assertEqual(self._expectation(late).date_expected, TODAY)
        self.assertEqual(self._expectation(late).method, "due")
        self.assertFalse(late.dunning_date_expected)
        self.assertIn("Not predicted", late.dunning_expectation)

    def test_small_ledger_proves_nothing_so_nothing_is_predicted(self):
        for due in (250, 200, 150, 100):
            self._paid_invoice(due, 9)
        item = self._invoice(100, overdue=-20)
        self._debtor()
        self.assertEqual(self._expectation(item).method, "due")

    def test_paid_item_is_expected_no_more(self):
        item = self._invoice(100, overdue=0)
        self._debtor()
        row = self._expectation(item)
        self.assertTrue(row)
        self._pay(item, TODAY)
        self._debtor()
        self.assertFalse(row.exists())

    def test_quality_is_what_a_past_day_would_have_told(self):
        # known on 30 December 2025: eight days late, twice
        for due in (200, 180):
            self._paid_invoice(due, 8)
        # open on that day, and what came: 8 and 14 days late
        self._paid_invoice(90, 8)
        self._paid_invoice(80, 14)
        self._debtor()
        quality = self.env["dunning.prediction"].search(
            [("group_id", "=", self.group.id)]
        )
        expected = {
            "date": TODAY - timedelta(days=91),
            "item_count": 2,
            "error": 3,  # 0 and 6
            "error_average": 3,
            "error_due": 11,  # 8 and 14
            "is_better": False,  # two are no proof
        }
        self.assertRecordValues(
            quality.sorted("reliability"),
            [
                {"reliability": "all", **expected},
                {"reliability": "low", **expected},
            ],
        )

    def test_merged_customer_keeps_what_is_expected(self):
        other = self._create_customer("Jansen BV")
        item = self._invoice(100, overdue=0, partner=other)
        self._debtor()
        row = self._expectation(item)
        target = row.debtor_id.search([("partner_id", "=", self.customer.id)])
        row.sudo().debtor_id._merge_into({row.sudo().debtor_id: target.sudo()})
        self.assertEqual(row.debtor_id, target)

    def test_sql_does_what_the_rules_say(self):
        draw = random.Random(7)
        debtors = self._random_debtors(draw)
        days_paid = {debtor.id: self._random_days(draw) for debtor in debtors}
        paid = {
            id_: [round(draw.gauss(10, 8) + draw.choice((0, 0, 0, 60))) for _ in days]
            for id_, days in days_paid.items()
        }
        self._judge(
            (id_, *row)
            for id_ in paid
            for row in zip(days_paid[id_], paid[id_], strict=True)
        )
        items = [
            (number, draw.choice(debtors).id, TODAY - timedelta(draw.randint(-40, 90)))
            for number in range(400)
        ]

        predictions.learn(self.group, TODAY)
        self.env.cr.execute(
            predictions.expect(
                TODAY,
                SQL(
                    "SELECT * FROM (VALUES %s) AS item (id, debtor_id, date_due)",
                    SQL(", ").join(
                        SQL("(%s, %s, %s::date)", *values) for values in items
                    ),
                ),
            )
        )
        found = {row["id"]: row for row in self.env.cr.dictfetchall()}

        everything = [late for lates in paid.values() for late in lates]
        methods = set()
        for number, debtor_id, due in items:
            own = paid[debtor_id]
            pool = self._pool(self.env["dunning.debtor"].browse(debtor_id), paid)
            usual = prediction.usual_days(own, pool)
            rhythm = prediction.rhythm(days_paid[debtor_id])
            method, day = prediction.expect(due, TODAY, usual, everything, rhythm)
            reliability = prediction.reliability(own) if method == "habit" else "low"
            rhythm = rhythm if method == "habit" else None
            methods.add((method, reliability, rhythm))
            row = found[number]
            self.assertEqual(
                (
                    *(row["days_usual"], row["method"], row["date_expected"]),
                    *(row["reliability"], row["rhythm"]),
                ),
                (usual, method, day, reliability, rhythm),
            )
        self.assertGreaterEqual(len(methods), 8, methods)

    def _random_days(self, draw):
        """Days in 2025 on which a debtor paid: any, or mostly in a rhythm."""
        rhythm = draw.choice((None, *range(8)))
        day = TODAY - timedelta(days=100)
        days = [
            day - timedelta(days=draw.randint(0, 200))
            for _ in range(draw.choice((0, 1, 3, 4, 8, 30)))
        ]
        return [
            prediction.in_rhythm(day, rhythm, day) if draw.random() < 0.9 else day
            for day in days
        ]

    def _random_debtors(self, draw):
        segments = self.env["dunning.segment"].create(
            [
                {
                    "name": name,
                    "group_id": self.group.id,
                    "workflow_id": self.workflow.id,
                }
                for name in ("Large", "Small", "Empty")
            ]
        )
        debtors = self.env["dunning.debtor"].create(
            [
                {
                    "partner_id": self._create_customer(f"Random{number}").id,
                    "group_id": self.group.id,
                }
                for number in range(40)
            ]
        )
        for debtor in debtors[:30]:
            debtor.segment_id = segments[draw.choice((0, 0, 0, 0, 1, 2))]
        return debtors

    def _pool(self, debtor, paid):
        """The median of the medians of a debtor's like."""
        medians = {
            id_: prediction.median(lates) for id_, lates in paid.items() if lates
        }
        of_segment = [
            value
            for id_, value in medians.items()
            if debtor.browse(id_).segment_id == debtor.segment_id
        ]
        is_enough = len(of_segment) >= prediction.POOL_DEBTORS and debtor.segment_id
        return prediction.median(of_segment if is_enough else list(medians.values()))

    def _judge(self, rows):
        """Fill the table of what can be judged by with (debtor, paid on, days late)."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute("DROP TABLE IF EXISTS dunning_judged_item")
        cr.execute(
            "CREATE TEMPORARY TABLE dunning_judged_item"
            " (debtor_id int, date_paid date, days int) ON COMMIT DROP"
        )
        for row in rows:
            cr.execute(SQL("INSERT INTO dunning_judged_item VALUES (%s, %s, %s)", *row))
