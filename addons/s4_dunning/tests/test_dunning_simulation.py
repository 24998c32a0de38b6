from odoo.tests import freeze_time, tagged

from .common import TODAY
from .simulation_common import SimulationCommon

FIRST, SECOND, FINAL = "Reminder", "Second reminder", "Final notice"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulation(SimulationCommon):
    """The workflow: 7 days after the due date, then 14 and 14 days after the notice.

    All days are worked out by hand. 1 January 2026 is a Thursday.
    """

    def test_levels_follow_until_the_item_is_paid(self):
        item = self._due(1000, "2026-01-05")
        self._due(200, "2026-03-20")
        self._pay(item, 1000, "2026-02-11")

        simulation = self._simulation()

        expected = [
            ("2026-01-12", FIRST, 1000),
            ("2026-01-26", SECOND, 1000),
            ("2026-02-09", FINAL, 1000),
            ("2026-03-27", FIRST, 200),
        ]
        self.assertEqual(self._notices(simulation), expected)
        self.assertEqual(self._notices(simulation, "tried"), expected)

    def test_what_is_paid_on_the_day_of_a_run_is_not_dunned(self):
        self._pay(self._due(1000, "2026-01-05"), 1000, "2026-01-12")

        self.assertEqual(self._notices(self._simulation()), [])

    def test_another_policy_beside_todays(self):
        self._pay(self._due(1000, "2026-01-05"), 1000, "2026-02-11")
        tried = self._create_workflow(grace_days=5, name="Patient")

        simulation = self._simulation(workflow_id=tried.id)

        self.assertEqual(
            self._notices(simulation, "tried"),
            [("2026-01-17", FIRST, 1000), ("2026-01-31", SECOND, 1000)],
        )
        self.assertEqual(simulation.notice_count_today, 3)
        self.assertEqual(simulation.notice_count_tried, 2)
        self.assertEqual(simulation.customer_count_tried, 1)
        self.assertEqual(simulation.amount_today, 3000)
        self.assertEqual(simulation.sent_count, 0)

    def test_catching_up_goes_straight_to_the_highest_level(self):
        self.workflow.level_ids[1:].write({"trigger_base": "due_date"})
        self.workflow.level_ids[2].days = 40
        self.workflow.progression = "catch_up"
        self._due(1000, "2026-01-05")
        fridays = self._simulation(run_days="4")

        # 5 January + 7 = Monday 12, + 14 = Monday 19, + 40 = Saturday 14 February
        self.assertEqual(
            self._notices(fridays),
            [
                ("2026-01-16", FIRST, 1000),
                ("2026-01-23", SECOND, 1000),
                ("2026-02-20", FINAL, 1000),
            ],
        )

    def test_runs_on_one_day_of_the_week(self):
        self._pay(self._due(1000, "2026-01-05"), 1000, "2026-02-11")

        simulation = self._simulation(run_days="4")

        self.assertEqual(
            self._notices(simulation),
            [("2026-01-16", FIRST, 1000), ("2026-01-30", SECOND, 1000)],
        )

    def test_a_payment_that_crosses_a_notice(self):
        for number, day in enumerate(("2026-01-13", "2026-01-15", "2026-01-16")):
            customer = self._create_customer(f"Customer{number}")
            item = self._due(100, "2026-01-05", partner=customer)
            self._pay(item, 100, day)

        simulation = self._simulation()

        rows = simulation.notice_ids.filtered(lambda row: row.variant == "today")
        crossed = {row.partner_id.name: row.payment_on_the_way for row in rows}
        self.assertEqual(
            crossed, {"Customer0": True, "Customer1": True, "Customer2": False}
        )
        self.assertEqual(simulation.crossed_count_today, 2)

    def test_a_credit_note_is_no_payment_on_the_way(self):
        item = self._due(100, "2026-01-05")
        credit = self._invoice(
            100, move_type="out_refund", invoice_date="2026-01-13", overdue=76
        )
        (item | credit).reconcile()

        simulation = self._simulation()

        self.assertEqual(self._notices(simulation), [("2026-01-12", FIRST, 100)])
        self.assertEqual(simulation.crossed_count_today, 0)

    def test_what_was_paid_in_part_is_not_asked_for(self):
        self._pay(self._due(1000, "2026-01-05"), 400, "2026-01-20")

        self.assertEqual(
            self._notices(self._simulation()),
            [
                ("2026-01-12", FIRST, 1000),
                ("2026-01-26", SECOND, 600),
                ("2026-02-09", FINAL, 600),
            ],
        )

    def test_items_below_a_minimum_wait_for_more(self):
        self.reminder.minimum_amount = 100
        self._due(60, "2026-01-05")
        self._due(50, "2026-02-05")

        notices = self._notices(self._simulation())

        self.assertEqual(notices[0], ("2026-02-12", FIRST, 110))

    def test_one_notice_for_the_debtor_or_one_per_invoice(self):
        self._due(60, "2026-03-20")
        self._due(50, "2026-03-20")
        tried = self._create_workflow(grouping="invoice")

        simulation = self._simulation(workflow_id=tried.id)

        self.assertEqual(self._notices(simulation), [("2026-03-27", FIRST, 110)])
        self.assertEqual(
            sorted(self._notices(simulation, "tried")),
            [("2026-03-27", FIRST, 50), ("2026-03-27", FIRST, 60)],
        )
        tried = simulation.notice_ids.filtered(lambda row: row.variant == "tried")
        self.assertEqual(sorted(tried.mapped("is_first_contact")), [False, True])

    def test_old_items_are_as_far_as_the_policy_would_have_brought_them(self):
        self._due(1000, "2025-10-01")

        self.assertEqual(self._notices(self._simulation()), [])

    def test_levels_really_sent_before_the_period_count(self):
        self._due(1000, "2025-12-10")
        with freeze_time("2025-12-20"):
            self._send(self._propose("2025-12-20").notice_ids)

        simulation = self._simulation()

        self.assertEqual(
            self._notices(simulation),
            [("2026-01-03", SECOND, 1000), ("2026-01-17", FINAL, 1000)],
        )

    def test_a_hold_pauses_for_its_days(self):
        item = self._due(1000, "2026-01-05")
        self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": item.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
                "date_start": "2026-01-10",
                "date_end": "2026-01-20",
            }
        )

        self.assertEqual(
            self._notices(self._simulation())[0], ("2026-01-21", FIRST, 1000)
        )

    def test_two_companies_write_together_or_each_for_itself(self):
        sister = self._second_company()["company"]
        self._due(60, "2026-03-20")
        self._due(50, "2026-03-20", company=sister)
        tried = self._create_workflow(grouping="company")

        simulation = self._simulation(workflow_id=tried.id)

        self.assertEqual(self._notices(simulation), [("2026-03-27", FIRST, 110)])
        tried = simulation.notice_ids.filtered(lambda row: row.variant == "tried")
        self.assertEqual(
            sorted(tried.mapped(lambda row: (row.company_id.name, row.amount))),
            sorted([(self.company.name, 60), (sister.name, 50)]),
        )
