from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVehicleFacts(AutomotiveCommon):
    """An invoice takes over what the fleet knows of its vehicle."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref("fleet.fleet_group_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref("base.nl")
        make = cls.env["fleet.vehicle.model.brand"].create({"name": "Test VW"})
        cls.model = cls.env["fleet.vehicle.model"].create(
            {"name": "Golf", "brand_id": make.id}
        )
        cls.driver = cls.env["res.partner"].create({"name": "Anne de Vries"})
        cls.golf = cls._create_vehicle(
            license_plate="ab123c",
            vin_sn="wvwzzz1jz3w386752",
            driver_id=cls.driver.id,
        )
        cls.polo = cls._create_vehicle(license_plate="X1", vin_sn="unknown")

    @classmethod
    def _create_vehicle(cls, **values):
        return cls.env["fleet.vehicle"].create({"model_id": cls.model.id, **values})

    def _service_of(self, *vehicles, **values):
        """Post an invoice with a line for each vehicle."""
        lines = [
            Command.create(
                {
                    "name": "Service",
                    "price_unit": 100,
                    "tax_ids": [],
                    "vehicle_id": vehicle.id,
                }
            )
            for vehicle in vehicles
        ]
        return self._invoice(0, invoice_line_ids=lines, **values).move_id

    def _facts(self, move):
        return (
            move.vehicle_licence_plate,
            move.vehicle_vin,
            move.vehicle_driver_name,
        )

    def test_posting_takes_over_plate_vin_and_driver(self):
        move = self._service_of(self.golf, self.golf)
        self.assertEqual(
            self._facts(move), ("AB-123-C", "WVWZZZ1JZ3W386752", "Anne de Vries")
        )

    def test_what_was_typed_stays(self):
        move = self._service_of(self.golf, vehicle_driver_name="Piet")
        self.assertEqual(self._facts(move), ("AB-123-C", "WVWZZZ1JZ3W386752", "Piet"))

    def test_who_posts_need_not_keep_the_fleet(self):
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        draft = self._service_of(self.golf).copy()
        self.assertFalse(draft.vehicle_licence_plate)

        draft.with_user(clerk).action_post()

        self.assertEqual(draft.vehicle_licence_plate, "AB-123-C")

    def test_two_vehicles_tell_nothing(self):
        move = self._service_of(self.golf, self.polo)
        self.assertEqual(self._facts(move), (False, False, False))

    def test_what_cannot_be_right_does_not_stop_the_posting(self):
        move = self._service_of(self.polo)
        self.assertEqual(move.state, "posted")
        self.assertEqual(self._facts(move), (False, False, False))

    def test_vendor_bills_are_left_alone(self):
        move = self._service_of(self.golf, move_type="in_invoice")
        self.assertEqual(self._facts(move), (False, False, False))
