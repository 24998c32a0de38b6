from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon
from odoo.addons.s4_dunning_automotive_sale import _archive_rules


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

    def test_rule_is_archived_when_the_add_on_goes(self):
        team = self.env["crm.team"].create({"name": "Fleet Sales"})
        goes = self._create_rule(
            team_ids=team.ids, journal_ids=self.journal.ids, brand_id=self.kia.id
        )
        stays = self._create_rule(journal_ids=self.journal.ids, brand_id=self.kia.id)
        _archive_rules(self.env)
        self.assertEqual((goes.active, stays.active), (False, True))
