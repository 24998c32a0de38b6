from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.engine import simulation_batches

from .access_common import AccessCommon
from .common import TODAY
from .simulation_common import SimulationWorkMixin


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulationAccess(SimulationWorkMixin, AccessCommon):
    """Managers simulate, collectors read, and nobody sees another group's customers."""

    def setUp(self):
        super().setUp()
        other = self._create_customer("Other")
        self._invoice(50, overdue=30, partner=other)
        self.simulation = self._create_simulation(self.roles["manager"])
        self.simulation.action_simulate()

    def _create_simulation(self, user):
        simulations = self.env["dunning.simulation"].with_user(user)
        return simulations.create(
            {"group_id": self.group.id, "workflow_id": self.workflow.id}
        )

    def test_a_manager_simulates(self):
        self.assertTrue(self.simulation.notice_ids)
        self.assertIn("Notices", self.simulation.summary)

    def test_a_collector_reads_and_changes_nothing(self):
        simulation = self.simulation.with_user(self.roles["collector"])

        self.assertIn("Notices", simulation.summary)
        self.assertTrue(simulation.notice_ids.mapped("amount"))
        self.assertTrue(simulation.action_open_notices())
        for attempt in (
            simulation.action_simulate,
            simulation.action_change,
            simulation.action_cancel,
            simulation.unlink,
            simulation.notice_ids.unlink,
            lambda: simulation.write({"name": "Mine"}),
            lambda: self._create_simulation(self.roles["collector"]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_nobody_else_reads(self):
        for role in ("nobody", "portal", "accountant", "salesperson", "viewer"):
            for record in (self.simulation, self.simulation.notice_ids[:1]):
                with self.subTest(role), self.assertRaises(AccessError):
                    record.with_user(self.roles[role]).read(["display_name"])

    def test_who_has_one_company_of_the_group_sees_nothing_of_it(self):
        half = self.roles["half"]
        for record in (self.simulation, self.simulation.notice_ids[:1]):
            self.assertFalse(record.with_user(half).search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                record.with_user(half).read(["display_name"])
        with self.assertRaises(AccessError):
            self.simulation.with_user(half).action_simulate()
        with self.assertRaises(AccessError):
            self._create_simulation(half)

    def test_nobody_writes_figures_by_hand(self):
        manager = self.roles["manager"]
        with self.assertRaises(AccessError):
            self.simulation.with_user(manager).state = "draft"
        with self.assertRaises(AccessError):
            self.simulation.with_user(manager).notice_ids[:1].amount = 1
        with self.assertRaises(AccessError):
            self.simulation.with_user(manager).notice_count_tried = 0

    def test_what_is_found_so_far_is_seen_by_the_same_people(self):
        self._begin_in_background()
        with patch.object(simulation_batches, "BATCH_SIZE", 1):
            self._work(2)
        self.assertEqual(self.simulation.state, "running")
        self.assertTrue(self.simulation.notice_ids)
        self.assertEqual(self.simulation.user_id, self.roles["manager"])
        for record in (self.simulation, self.simulation.notice_ids[:1]):
            with self.assertRaises(AccessError):
                record.with_user(self.roles["half"]).read(["display_name"])
        for role in ("collector", "half"):
            with self.assertRaises(AccessError):
                self.simulation.with_user(self.roles[role]).action_cancel()

        self.simulation.action_cancel()

        self.assertEqual(self.simulation.state, "draft")

    def test_who_may_not_simulate_any_more(self):
        for change in (
            {"company_ids": [Command.set(self.company.ids)]},
            {"active": False},
        ):
            self._begin_in_background()
            self._work()
            before = self.roles["manager"].company_ids
            self.roles["manager"].write(change)
            self._work()
            simulation = self.simulation.sudo()
            self.assertEqual(simulation.state, "failed")
            self.assertIn("may not simulate", simulation.failure)
            self.assertFalse(simulation.notice_ids)
            self.roles["manager"].write(
                {"company_ids": [Command.set(before.ids)], "active": True}
            )

    def _begin_in_background(self):
        with patch.object(simulation_batches, "AT_ONCE", 0):
            self.simulation.action_simulate()
