from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
class TestVehicleFacts(AutomotiveCommon):
    """Licence plate, VIN and numbers on an invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref("base.nl")

    def _with_plate(self, plate, **values):
        return self._invoice(100, vehicle_licence_plate=plate, **values).move_id

    def test_every_fact_is_stored_in_one_spelling(self):
        move = self._invoice(
            100,
            vehicle_licence_plate=" ab123c ",
            vehicle_vin="wvw-zzz1jz-3w386752",
            vehicle_order_number=" wo  2026/17 ",
            vehicle_approval_number="lp 4711",
            vehicle_driver_name=" Anne de Vries ",
        ).move_id

        self.assertRecordValues(
            move,
            [
                {
                    "vehicle_licence_plate": "AB-123-C",
                    "vehicle_licence_plate_key": "AB123C",
                    "vehicle_vin": "WVWZZZ1JZ3W386752",
                    "vehicle_order_number": "WO 2026/17",
                    "vehicle_approval_number": "LP 4711",
                    "vehicle_driver_name": "Anne de Vries",
                }
            ],
        )

    def test_the_plate_is_printed_as_in_the_country_of_the_company(self):
        german = self._second_company("Autohaus Leer")["company"]
        german.account_fiscal_country_id = self.env.ref("base.de")

        here = self._with_plate("gr ab 123")
        there = self._with_plate("gr ab 123", company=german)

        self.assertEqual(here.vehicle_licence_plate, "GR AB 123")
        self.assertEqual(there.vehicle_licence_plate, "GR-AB 123")

    def test_an_invoice_is_found_by_every_spelling_of_its_plate(self):
        move = self._with_plate("AB-123-C")
        other = self._with_plate("AB-124-C")
        moves = self.env["account.move"]

        for spelling in ("ab-123-c", "AB 123 C", "ab123c", "B-12", "123 c"):
            found = moves.search([("vehicle_licence_plate", "ilike", spelling)])
            self.assertIn(move, found, spelling)
        for spelling in ("ab-123-c", "AB 123 C", "ab123c", "AB-123-C"):
            for operator, value in (("=", spelling), ("in", [spelling])):
                found = moves.search([("vehicle_licence_plate", operator, value)])
                self.assertEqual(found, move, spelling)
        self.assertNotIn(
            other, moves.search([("vehicle_licence_plate", "=", "ab123c")])
        )

    def test_invoices_without_a_plate_are_found_too(self):
        move = self._with_plate("AB-123-C")
        none = self._invoice(100).move_id
        moves = self.env["account.move"]

        domain = [("vehicle_licence_plate", "=", False)]
        self.assertEqual(moves.search([*domain, ("id", "in", (move + none).ids)]), none)
        domain = [("vehicle_licence_plate", "!=", False)]
        self.assertEqual(moves.search([*domain, ("id", "in", (move + none).ids)]), move)
        domain = [("vehicle_licence_plate", "not ilike", "ab 123")]
        self.assertEqual(moves.search([*domain, ("id", "in", (move + none).ids)]), none)

    def test_an_invoice_is_found_by_a_part_of_its_vin(self):
        move = self._invoice(100, vehicle_vin="WVWZZZ1JZ3W386752").move_id
        moves = self.env["account.move"]

        for spelling in ("3w 386752", "wvwzzz1jz3w386752", "386752"):
            self.assertEqual(moves.search([("vehicle_vin", "ilike", spelling)]), move)
        self.assertEqual(
            moves.search([("vehicle_vin", "=", "wvw zzz1jz 3w386752")]), move
        )

    def test_a_bad_plate_is_refused_with_a_sentence(self):
        for plate, sentence in (
            (
                "AB-123-€",
                "“AB-123-€” is no licence plate: use letters and digits only.",
            ),
            ("X1", "“X1” is no licence plate: it needs 4 to 10 letters and digits."),
            ("ONBEKEND", "“ONBEKEND” is no licence plate: it has no digit in it."),
            (
                "A8-123-C",
                "“A8-123-C” is no Dutch licence plate: correct its letters and digits.",
            ),
        ):
            with self.assertRaises(ValidationError) as refused:
                self._with_plate(plate)
            self.assertEqual(refused.exception.args[0], sentence)

    def test_a_bad_vin_is_refused_with_a_sentence(self):
        move = self._invoice(100).move_id
        for number, sentence in (
            ("WVWZZZ?", "“WVWZZZ?” is no VIN: use letters and digits only."),
            ("WVWZZZ", "“WVWZZZ” is no VIN: it has 6 characters instead of 17."),
            (
                "WVWZZZ1JZ3WO86752",
                "“WVWZZZ1JZ3WO86752” is no VIN: it cannot have I, O or Q; try 1 or 0.",
            ),
            (
                "1M8GDM9A1KP042788",
                "“1M8GDM9A1KP042788” is no VIN: its check digit tells that a character "
                "is wrong.",
            ),
        ):
            with self.assertRaises(ValidationError) as refused:
                move.vehicle_vin = number
            self.assertEqual(refused.exception.args[0], sentence)
        self.assertFalse(move.vehicle_vin)

    def test_an_import_tells_what_is_wrong(self):
        move = self._invoice(100).move_id
        name = move.export_data(["id"])["datas"][0][0]

        good = self.env["account.move"].load(
            ["id", "vehicle_licence_plate"], [[name, "ab123c"]]
        )
        bad = self.env["account.move"].load(
            ["id", "vehicle_licence_plate"], [[name, "X1"]]
        )

        self.assertEqual(good["ids"], move.ids)
        self.assertEqual(move.vehicle_licence_plate, "AB-123-C")
        self.assertFalse(bad["ids"])
        self.assertIn("“X1” is no licence plate", bad["messages"][0]["message"])

    def test_facts_can_be_completed_after_posting_and_are_tracked(self):
        move = self._invoice(100).move_id
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

        self.cr.flush()  # forgets that nothing was tracked so far
        tracked = move.with_user(clerk).with_context(
            tracking_disable=False, mail_notrack=False
        )
        with Form(tracked) as form:
            form.vehicle_licence_plate = "ab123c"
            form.vehicle_approval_number = "lp 4711"
            form.delivery_location_id = self.assen.with_user(clerk)
        self.cr.flush()  # writes what was tracked

        self.assertEqual(move.state, "posted")
        self.assertEqual(move.vehicle_licence_plate, "AB-123-C")
        move.invalidate_recordset()
        values = move.sudo().message_ids.tracking_value_ids
        self.assertEqual(
            set(values.field_id.mapped("name")),
            {
                "vehicle_licence_plate",
                "vehicle_approval_number",
                "delivery_location_id",
            },
        )
        self.assertIn("AB-123-C", values.mapped("new_value_char"))

    def test_a_copy_is_about_another_vehicle_a_credit_note_about_the_same(self):
        move = self._with_plate("AB-123-C", delivery_location_id=self.assen.id)

        copy = move.copy()
        credit_note = move._reverse_moves([{"invoice_date": move.invoice_date}])

        self.assertFalse(copy.vehicle_licence_plate)
        self.assertFalse(copy.delivery_location_id)
        self.assertEqual(credit_note.vehicle_licence_plate, "AB-123-C")
        self.assertEqual(credit_note.delivery_location_id, self.assen)

    def test_facts_can_be_taken_away(self):
        move = self._with_plate("AB-123-C")
        move.vehicle_licence_plate = " "
        self.assertFalse(move.vehicle_licence_plate)
        self.assertFalse(move.vehicle_licence_plate_key)
