from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAssignmentRule(AutomotiveCommon):
    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "sales_team.group_sale_manager"
        )

    def test_sales_team(self):
        fleet, retail = self.env["crm.team"].create(
            [{"name": "Fleet Sales"}, {"name": "Retail"}]
        )
        rule = self._create_rule(
            team_ids=fleet.ids, department_id=self.sales.id, location_id=self.assen.id
        )
        inside = self._invoice(100, team_id=fleet.id)
        outside = self._invoice(100, team_id=retail.id)
        self.assertEqual(self._tags(inside), (False, "Assen", "Vehicle Sales"))
        self.assertEqual(self._tags(outside), (False, False, False))
        self.assertEqual(rule.conditions, "Sales teams: Fleet Sales")
