from odoo import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAssignmentRule(AutomotiveCommon):
    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref("fleet.fleet_group_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_volvo, cls.make_kia = cls.env["fleet.vehicle.model.brand"].create(
            [{"name": "Make Volvo"}, {"name": "Make Kia"}]
        )
        cls.van = cls.env["fleet.vehicle.model.category"].create({"name": "Test van"})
        cls.models = {
            make: cls.env["fleet.vehicle.model"].create(
                {"name": make.name, "brand_id": make.id, "category_id": category}
            )
            for make, category in (
                (cls.make_volvo, False),
                (cls.make_kia, cls.van.id),
            )
        }

    def _service_of(self, make):
        """Post an invoice for the service of a vehicle."""
        vehicle = self.env["fleet.vehicle"].create({"model_id": self.models[make].id})
        line = {
            "name": "Service",
            "price_unit": 300,
            "tax_ids": [],
            "vehicle_id": vehicle.id,
        }
        return self._invoice(0, invoice_line_ids=[Command.create(line)])

    def test_manufacturer_of_the_vehicle(self):
        rule = self._create_rule(
            vehicle_brand_ids=self.make_volvo.ids, brand_id=self.volvo.id
        )
        self.assertEqual(self._service_of(self.make_volvo).dunning_brand_id, self.volvo)
        self.assertFalse(self._service_of(self.make_kia).dunning_brand_id)
        self.assertEqual(rule.conditions, "Vehicle manufacturers: Make Volvo")

    def test_category_of_the_vehicle(self):
        self._create_rule(vehicle_category_ids=self.van.ids, location_id=self.assen.id)
        self.assertFalse(self._service_of(self.make_volvo).dunning_location_id)
        self.assertEqual(
            self._service_of(self.make_kia).dunning_location_id, self.assen
        )

    def test_who_keeps_no_fleet_reads_the_rule_and_its_conditions(self):
        rule = self._create_rule(
            vehicle_brand_ids=self.make_volvo.ids, brand_id=self.volvo.id
        )
        manager = new_test_user(
            self.env,
            "no fleet",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with Form(rule.with_user(manager)) as form:
            form.name = "Volvo"
        self.assertEqual(rule.name, "Volvo")
        self.assertEqual(
            rule.with_user(manager).conditions, "Vehicle manufacturers: Make Volvo"
        )
