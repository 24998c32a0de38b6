from base64 import b64encode
from io import BytesIO

from lxml import html
from PIL import Image

from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY, text_of

from .common import AutomotiveCommon

REPORT = "s4_dunning.dunning_letter_report"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestLocationLetter(AutomotiveCommon):
    """Groningen has a face of its own; Assen has nothing but its name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"email": "info@group.example", "phone": "010"})
        cls.company.partner_id.image_1920 = _image("red")
        cls.groningen.write(
            {
                "logo": _image("blue"),
                "email": "groningen@group.example",
                "opening_hours": "Monday to Friday\n8:00 to 18:00",
                "user_id": new_test_user(
                    cls.env, "responsible", name="Bas Hoekstra", phone="050-1"
                ).id,
                "partner_id": cls.env["res.partner"]
                .create(
                    {
                        "name": "Group Groningen",
                        "parent_id": cls.company.partner_id.id,
                        "type": "other",
                        "street": "Hoendiep 97",
                        "zip": "9718 TE",
                        "city": "Groningen",
                        "phone": "050-2",
                    }
                )
                .id,
            }
        )
        cls.groningen.user_id.email = "bas@group.example"
        cls.letter = cls.env["report.s4_dunning.dunning_letter"]

    def _notice(self, *locations):
        for location in locations:
            self._invoice(100, dunning_location_id=location and location.id)
        return self._propose().notice_ids

    def _arrangement(self, *locations):
        items = self.env["account.move.line"]
        for location in locations:
            items |= self._invoice(100, dunning_location_id=location and location.id)
        self.group.action_refresh()
        return self.env["dunning.arrangement"].create(
            {
                "debtor_id": self.env["dunning.debtor"]
                .search([("partner_id", "=", self.customer.id)])
                .id,
                "item_ids": items.ids,
            }
        )

    def test_confirmation_of_an_arrangement_shows_the_location_of_its_items(self):
        letter = self.env["report.s4_dunning.dunning_arrangement"]
        own = self._arrangement(self.groningen)
        self.assertEqual(letter._letterhead(own).logo, self.groningen.logo)
        self.assertTrue(letter._documents(own, {}))

    def test_confirmation_of_an_arrangement_of_two_locations_shows_the_company(self):
        letter = self.env["report.s4_dunning.dunning_arrangement"]
        shared = self._arrangement(self.groningen, self.assen)
        self.assertEqual(letter._letterhead(shared), self.company)

    def _html(self, notice):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html(REPORT, notice.ids)[0].decode()

    def test_location_of_all_overdue_items_writes(self):
        notice = self._notice(self.groningen, self.groningen)

        letter = self._html(notice)

        self.assertIn(self.groningen.logo.decode(), letter)
        self.assertNotIn(self.company.logo.decode(), letter)
        self.assertIn(f"o_company_{self.company.id}_layout", letter)
        self.assertEqual(
            text_of(html.fromstring(letter).xpath("//tr[@name='location']")[0]),
            "Your location Groningen Hoendiep 97 9718 TE Groningen 050-2 "
            "groningen@group.example",
        )
        self.assertEqual(
            text_of(html.fromstring(letter).xpath("//tr[@name='opening_hours']")[0]),
            "Opening hours Monday to Friday 8:00 to 18:00",
        )

    def test_every_layout_prints_the_logo_of_the_location(self):
        notice = self._notice(self.groningen)
        layouts = self.env["report.layout"].sudo().search([]).view_id
        self.assertGreaterEqual(len(layouts), 7)

        for layout in layouts:
            with self.subTest(layout.key):
                self.company.external_report_layout_id = layout

                letter = self._html(notice)

                self.assertIn(self.groningen.logo.decode(), letter)
                self.assertIn(f"o_company_{self.company.id}_layout", letter)

    def test_company_writes_for_items_of_several_locations_or_of_none(self):
        for locations in (
            (self.groningen, self.assen),
            (self.groningen, None),
            (None,),
        ):
            notice = self._notice(*locations)
            with self.subTest([location and location.name for location in locations]):
                self.assertFalse(notice._sending_location())
                self.assertEqual(self.letter._letterhead(notice), self.company)
                self.assertIn("info@group.example", notice._email_sender())
                self.assertNotIn("Your location", self._html(notice))
            invoices = notice.line_ids.move_id
            notice.run_id.action_discard()
            invoices.button_draft()

    def test_items_that_are_not_overdue_do_not_change_the_sender(self):
        self._invoice(50, overdue=-20, dunning_location_id=self.assen.id)

        notice = self._notice(self.groningen)

        self.assertIn("open", notice.line_ids.mapped("kind"))
        self.assertEqual(notice._sending_location(), self.groningen)

    def test_location_of_another_company_than_the_sender_does_not_write(self):
        sister = self._second_company()["company"]
        notice = self._notice(self.groningen)

        notice.sudo().company_id = sister

        self.assertFalse(notice._sending_location())

    def test_location_without_a_face_leaves_everything_to_the_company(self):
        notice = self._notice(self.assen)

        letter = self._html(notice)

        self.assertIn(self.company.logo.decode(), letter)
        self.assertIn("info@group.example", notice._email_sender())
        row = html.fromstring(letter).xpath("//tr[@name='location']")[0]
        self.assertEqual(text_of(row), "Your location Assen")
        self.assertEqual(
            self.letter._contact(notice),
            {"name": False, "phone": "010", "email": "info@group.example"},
        )

    def test_responsible_is_the_contact_unless_the_debtor_has_a_collector(self):
        notice = self._notice(self.groningen)
        self.assertEqual(
            self.letter._contact(notice),
            {"name": "Bas Hoekstra", "phone": "050-1", "email": "bas@group.example"},
        )

        notice.debtor_id.collector_id = self.env.user

        self.assertEqual(self.letter._contact(notice)["name"], self.env.user.name)

    def test_email_comes_from_the_location_and_answers_to_the_notice(self):
        notice = self._notice(self.groningen)

        self._send(notice)

        message = self._message(notice)
        self.assertEqual(message.email_from, '"Groningen" <groningen@group.example>')
        self.assertIsNone(notice._reply_to())
        self.assertIn("Bas Hoekstra", message.body)

    def test_answers_go_where_the_location_wants_them(self):
        self.groningen.reply_to = "desk@group.example"
        notice = self._notice(self.groningen)

        self._send(notice)

        self.assertEqual(self._message(notice).reply_to, "desk@group.example")

    def _message(self, notice):
        return notice.message_ids.filtered(lambda message: message.email_from)[0]


def _image(colour):
    file = BytesIO()
    Image.new("RGB", (20, 10), colour).save(file, "PNG")
    return b64encode(file.getvalue())
