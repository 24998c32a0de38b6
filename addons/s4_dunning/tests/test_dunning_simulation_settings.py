from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .simulation_common import SimulationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulationSettings(SimulationCommon):
    """On whom a policy is tried, and what a simulation leaves as it is."""

    def test_what_a_person_chose_for_a_customer_stays(self):
        self._due(1000, "2026-03-20")
        self._propose()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        debtor.workflow_id = self.workflow
        tried = self._create_workflow(grace_days=30)

        simulation = self._simulation(workflow_id=tried.id)

        self.assertEqual(simulation.notice_count_tried, 1)

    def test_a_segment_tried_on_the_customers_of_another(self):
        other = self._create_customer("Other")
        self._due(60, "2026-03-20")
        self._due(50, "2026-03-20")
        self._due(10, "2026-03-20", partner=other)
        self._propose()
        fleets, invoices = self.env["dunning.segment"].create(
            [
                {
                    "name": name,
                    "group_id": self.group.id,
                    "workflow_id": self.workflow.id,
                    "grouping": grouping,
                }
                for name, grouping in (("Fleets", False), ("Each", "invoice"))
            ]
        )
        debtors = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        debtors.segment_id = fleets

        simulation = self._simulation(
            segment_id=fleets.id, segment_tried_id=invoices.id
        )

        self.assertEqual(simulation.workflow_id, self.workflow)
        self.assertEqual(simulation.notice_count_today, 1)
        self.assertEqual(simulation.notice_count_tried, 2)
        self.assertEqual(simulation.notice_ids.segment_id, fleets)

    def test_nothing_is_sent_and_no_item_is_touched(self):
        item = self._due(1000, "2026-01-05")
        self._send(self._propose().notice_ids)
        tables = (
            *("account_move_line", "account_move", "account_partial_reconcile"),
            *("dunning_notice", "dunning_notice_line", "dunning_claim", "dunning_run"),
            *("dunning_debtor", "dunning_hold", "mail_mail", "dunning_level"),
        )
        self.env.flush_all()
        before = [self._rows_of(table) for table in tables]

        simulation = self._simulation()
        self.env.flush_all()

        self.assertEqual([self._rows_of(table) for table in tables], before)
        self.assertEqual(simulation.notice_count_today, 3)
        self.assertEqual(item.dunning_count, 1)
        self.assertEqual(simulation.sent_count, 1)

    def _rows_of(self, table):
        self.env.cr.execute(
            f"SELECT COUNT(*), MD5(STRING_AGG(row::text, '' ORDER BY row.id))"
            f" FROM {table} row"
        )
        return table, *self.env.cr.fetchone()

    def test_settings_stay_as_long_as_there_are_figures(self):
        self._due(1000, "2026-01-05")
        simulation = self._simulation()

        with self.assertRaisesRegex(UserError, "press Change"):
            simulation.run_days = "1"
        simulation.action_change()
        simulation.run_days = "1"

        self.assertFalse(simulation.notice_ids)
        self.assertEqual(simulation.state, "draft")

    def test_simulating_again_replaces_the_figures(self):
        self._due(1000, "2026-01-05")
        simulation = self._simulation()

        simulation.action_simulate()

        self.assertEqual(len(simulation.notice_ids), 6)

    def test_a_period_lies_in_the_past(self):
        with self.assertRaisesRegex(ValidationError, "looks back"):
            self._simulation(date_to="2026-04-01")
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._simulation(date_to="2025-12-31")

    def test_the_workflow_is_one_of_the_group(self):
        other = self.env["dunning.group"].create({"name": "Other"})
        tried = self._create_workflow(group_id=other.id)

        with self.assertRaisesRegex(ValidationError, "Choose a workflow"):
            self._simulation(workflow_id=tried.id)

    def test_a_customer_who_owes_nothing_any_more_counts_too(self):
        self.env["dunning.debtor"].search([]).unlink()
        self._pay(self._due(1000, "2026-01-05"), 1000, "2026-01-20")

        simulation = self._simulation()

        row = simulation.notice_ids[:1]
        self.assertEqual((row.partner_id, bool(row.debtor_id)), (self.customer, False))
        self.assertEqual(row.action_open_debtor()["res_model"], "res.partner")

    def test_the_summary_shows_both_policies(self):
        self._due(1000, "2026-01-05")
        tried = self._create_workflow(
            name="Short",
            level_ids=[Command.create({"name": "Only letter", "days": 7})],
        )

        simulation = self._simulation(workflow_id=tried.id)

        self.assertIn("Only letter", simulation.summary)
        self.assertIn("Final notice", simulation.summary)
        row = simulation._summary_rows()[0]
        self.assertEqual(
            (row["today"], row["tried"], row["difference"]), ("3", "1", "-2")
        )

    def test_who_has_no_debtor_is_a_consumer_by_the_same_rule(self):
        sister = self._second_company()["company"]
        for number in ("NL123456782B90", "NL123456789B91"):
            customer = self._create_customer(number, is_company=False, vat=number)
            for company in (self.company, sister):
                item = self._due(100, "2026-03-20", partner=customer, company=company)
                self._pay(item, 100, "2026-03-29")

        simulation = self._simulation()

        notices = simulation.notice_ids.filtered(lambda row: row.variant == "today")
        self.assertFalse(notices.debtor_id)
        self.assertEqual(
            sorted((row.partner_id.name, row.amount) for row in notices),
            [
                ("NL123456782B90", 200),
                ("NL123456789B91", 100),
                ("NL123456789B91", 100),
            ],
        )
