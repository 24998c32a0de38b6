import random
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .simulation_common import FIRST, SimulationCommon

DAYS = 40


class SimulationRuns(SimulationCommon):
    """Days of trade with real runs, and the simulation of the same days."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.outbox_minutes = 0
        cls.workflow.interval_days = 3
        for level, days in zip(cls.workflow.level_ids, (3, 6, 6), strict=True):
            level.write({"days": days, "payment_days": 4})
        cls.sister = cls._second_company()["company"]
        cls.customers = [cls._create_customer(f"Customer{n}") for n in range(9)]

    def _compare(self, seed, **values):
        chance = random.Random(seed)
        last = FIRST + timedelta(days=DAYS - 1)
        items = []
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            with freeze_time(day):
                items = self._live(chance, day, items)
                weekday = values.get("run_days", "daily")
                if weekday in ("daily", str(day.weekday())):
                    self._send(self._propose(day).notice_ids)
        notices = self.env["dunning.notice"].search(
            [("group_id", "=", self.group.id), ("state", "in", ("sent", "closed"))]
        )

        simulation = self._simulation(date_to=last, **values)

        for variant in ("today", "tried"):
            found = [row for row in simulation.notice_ids if row.variant == variant]
            self.assertEqual(
                sorted(
                    (
                        str(row.date),
                        row.debtor_id.partner_id.name,
                        row.company_id.name,
                        row.level_id.name,
                        row.item_count,
                        row.amount,
                    )
                    for row in found
                ),
                sorted(
                    (
                        str(notice.date_sent),
                        notice.partner_id.name,
                        notice.company_id.name,
                        notice.level_id.name,
                        len(
                            notice.line_ids.filtered(
                                lambda line: line.kind == "overdue"
                            )
                        ),
                        notice.amount_total,
                    )
                    for notice in notices
                ),
            )
        self.assertGreater(len(notices), 30)
        self.assertEqual(simulation.sent_count, len(notices))

    def _live(self, chance, day, items):
        """A day of trade: invoices, credit notes, payments, now and then a hold."""
        for _number in range(chance.choice((1, 1, 2))):
            items.append(self._trade(chance, day))
        for item in list(items):
            if chance.random() < 0.03:
                amount = item.amount_residual
                if chance.random() < 0.4:
                    amount = round(amount * chance.random(), 2) or amount
                self._pay(item, amount, day)
                if item.reconciled:
                    items.remove(item)
        if items and chance.random() < 0.12:
            self._pause(chance, day, items)
        return items

    def _trade(self, chance, day):
        customer = chance.choice(self.customers)
        company = chance.choice((self.company, self.sister))
        dated = {"partner": customer, "company": company, "invoice_date": day}
        if chance.random() < 0.15:
            self._invoice(
                chance.randint(10, 90),
                move_type="out_refund",
                **dated,
                invoice_date_due=day,
            )
        due = day + timedelta(days=chance.randint(0, 9))
        return self._invoice(chance.randint(20, 300), **dated, invoice_date_due=due)

    def _pause(self, chance, day, items):
        item = chance.choice(items)
        target = chance.choice(("item", "debtor", "part"))
        hold = {
            "scope": "item" if target == "part" else target,
            "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
            "date_end": day + timedelta(days=chance.randint(2, 8)),
        }
        if target == "debtor":
            debtor = self.env["dunning.debtor"].search(
                [("partner_id", "=", item.partner_id.id)]
            )
            if not debtor:
                return
            hold["debtor_id"] = debtor.id
        else:
            hold["move_line_id"] = item.id
        if target == "part":
            hold["amount"] = round(item.amount_residual / 3, 2)
        self.env["dunning.hold"].create(hold)


@tagged("post_install", "-at_install")
@freeze_time(FIRST)
class TestDunningSimulationRuns(SimulationRuns):
    """A simulation tells of past days what the runs of these days really sent."""

    def test_sequential_with_minimums_and_repetition(self):
        self.workflow.write({"repeat_days": 5, "maximum_notices": 5})
        self.second.minimum_amount = 150
        self.final.write(
            {"minimum_percentage": 60, "trigger_base": "previous_deadline"}
        )
        self._compare(1)

    def test_before_the_due_date_and_to_consumers(self):
        self.reminder.days = -3
        self.workflow.level_rule = "lead_company"
        self.second.claims_costs = True
        self.group.lead_company_id = self.sister
        for customer in self.customers[:4]:
            customer.is_company = False
        self._compare(4)


@tagged("post_install", "-at_install")
@freeze_time(FIRST)
class TestDunningSimulationRunsFromDueDate(SimulationRuns):
    """The same, of levels that count from the due date."""

    def setUp(self):
        super().setUp()
        for level, days in zip(self.workflow.level_ids, (2, 7, 16), strict=True):
            level.write({"trigger_base": "due_date", "days": days})

    def test_catch_up_in_one_notice_per_invoice(self):
        self.workflow.write({"progression": "catch_up", "grouping": "invoice"})
        self._compare(2, run_days="2")

    def test_per_level_with_the_level_of_the_oldest(self):
        self.workflow.write({"grouping": "level", "level_rule": "oldest"})
        self.reminder.minimum_amount = 120
        self._compare(3)
