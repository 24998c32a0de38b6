from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulationAccess(AccessCommon):
    """Managers simulate, collectors read, and nobody sees another group's customers."""

    def setUp(self):
        super().setUp()
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
