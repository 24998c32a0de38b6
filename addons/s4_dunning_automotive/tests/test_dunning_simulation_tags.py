from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulationTags(LocationLimitCommon):
    """Simulated notices by location, and not for users limited to locations."""

    def _simulation(self, **values):
        simulation = self.env["dunning.simulation"].create(
            {"group_id": self.group.id, "workflow_id": self.workflow.id, **values}
        )
        simulation.action_simulate()
        return simulation

    def _found(self, simulation, variant):
        return sorted(
            (row.partner_id.name, row.location_id.name or "", row.amount)
            for row in simulation.notice_ids
            if row.variant == variant and row.level_id == row.workflow_id.level_ids[0]
        )

    def test_notices_by_location(self):
        tried = self._create_workflow(grouping="location")

        simulation = self._simulation(workflow_id=tried.id)

        self.assertEqual(
            self._found(simulation, "today"),
            [("Duo", "", 60), ("Garage", "Groningen", 10), ("Lease", "", 3100)],
        )
        self.assertEqual(
            self._found(simulation, "tried"),
            [
                ("Duo", "Assen", 20),
                ("Duo", "Leeuwarden", 40),
                ("Garage", "Groningen", 10),
                ("Lease", "", 1600),
                ("Lease", "Assen", 200),
                ("Lease", "Groningen", 100),
                ("Lease", "Leeuwarden", 400),
                ("Lease", "Zwolle", 800),
            ],
        )

    def test_a_user_limited_to_a_location_sees_none_of_it(self):
        simulation = self._simulation()
        for name in ("g_manager", "g_collector"):
            user = self.users[name]
            for record in (simulation, simulation.notice_ids[:1]):
                self.assertFalse(
                    record.with_user(user).search([("id", "=", record.id)])
                )
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        with self.assertRaises(AccessError):
            simulation.with_user(self.users["g_manager"]).action_simulate()
