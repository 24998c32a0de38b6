from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools.translate import code_translations

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
class TestVehicleLetter(AutomotiveCommon):
    """What a notice says of the vehicle, and finding the notice by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref("base.nl")
        cls.facts = {
            "vehicle_licence_plate": "ab123c",
            "vehicle_order_number": "WO-17",
            "vehicle_approval_number": "LP 4711",
            "vehicle_driver_name": "Anne de Vries",
            "delivery_location_id": cls.assen.id,
        }

    def _line(self, **facts):
        item = self._invoice(100, **facts)
        run = self._propose()
        return run.notice_ids.line_ids.filtered(lambda line: line.move_line_id == item)

    def test_a_line_names_every_fact_that_is_known(self):
        self.assertEqual(
            self._line(**self.facts).details,
            "AB-123-C · Order WO-17 · Approval LP 4711 · Driver Anne de Vries"
            " · Delivered by Assen",
        )

    def test_a_line_leaves_out_what_is_not_known(self):
        line = self._line(vehicle_order_number="WO-17")
        self.assertEqual(line.details, "Order WO-17")
        line.move_line_id.move_id.vehicle_order_number = False
        self.assertFalse(line.details)

    def test_the_letter_prints_the_details(self):
        line = self._line(**self.facts)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "s4_dunning.dunning_letter_report", line.notice_id.ids
        )[0]
        self.assertIn("AB-123-C · Order WO-17", html.decode())

    def test_the_letter_speaks_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        line = self._line(**self.facts)
        words = {
            "Order %(number)s": "Opdracht %(number)s",
            "Driver %(name)s": "Berijder %(name)s",
        }

        with patch.dict(
            code_translations.python_translations,
            {("s4_dunning_automotive", "nl_NL"): words},
        ):
            dutch = line.with_context(lang="nl_NL").details

        self.assertIn("Opdracht WO-17", dutch)
        self.assertIn("Berijder Anne de Vries", dutch)
        self.assertIn("Order WO-17", line.details)

    def test_a_sent_notice_keeps_what_it_said(self):
        line = self._line(**self.facts)
        self._send(line.notice_id)

        line.move_line_id.move_id.vehicle_order_number = "WO-18"

        self.assertIn("Order WO-17", line.details)

    def test_a_notice_is_found_by_the_vehicle_without_rights_on_the_ledger(self):
        line = self._line(**self.facts)
        viewer = new_test_user(
            self.env,
            "viewer",
            "s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        notices = self.env["dunning.notice"].with_user(viewer)

        for name, text in (
            ("vehicle_licence_plate", "ab 123"),
            ("vehicle_order_number", "wo-17"),
            ("vehicle_approval_number", "4711"),
            ("vehicle_driver_name", "vries"),
        ):
            domain = [(f"line_ids.{name}", "ilike", text)]
            self.assertEqual(notices.search(domain), line.notice_id, name)
            domain = [(f"line_ids.{name}", "ilike", "nothing")]
            self.assertFalse(notices.search(domain), name)
        self.assertFalse(self.env["account.move"].with_user(viewer).has_access("read"))
        self.assertIn("AB-123-C", line.with_user(viewer).details)
