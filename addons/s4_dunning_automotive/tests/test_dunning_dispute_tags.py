from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeTags(LocationLimitCommon):
    """Disputes belong to the location of their invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("s4_dunning.dunning_dispute_reason_quality")

    def _dispute(self, name, user=None, **values):
        disputes = self.env["dunning.dispute"]
        if user:
            disputes = self._as(user, disputes)
        return disputes.create(
            {
                "move_id": self.items[name].move_id.id,
                "reason_id": self.reason.id,
                **values,
            }
        )

    def test_tags_are_those_of_the_invoice(self):
        invoice = self.items["Lease Groningen"].move_id
        invoice.write(
            {
                "dunning_brand_id": self.kia.id,
                "dunning_department_id": self.service.id,
            }
        )

        dispute = self._dispute("Lease Groningen")

        self.assertRecordValues(
            dispute,
            [
                {
                    "brand_id": self.kia.id,
                    "location_id": self.groningen.id,
                    "department_id": self.service.id,
                }
            ],
        )

    def test_reason_names_the_department(self):
        self.reason.department_id = self.body_shop
        dispute = self._dispute("Lease Groningen")
        self.assertEqual(dispute.department_id, self.body_shop)

        self.reason.department_id = False
        self.items["Lease Groningen"].move_id.dunning_department_id = self.parts

        self.assertEqual(dispute.department_id, self.parts)

    def test_responsible_of_the_location_settles_it(self):
        self.groningen.user_id = self.users["g_collector"]

        self.assertEqual(
            self._dispute("Lease Groningen").user_id, self.users["g_collector"]
        )
        self.assertNotEqual(
            self._dispute("Lease Assen").user_id, self.users["g_collector"]
        )

        self.reason.user_id = self.users["collector"]
        self.assertEqual(
            self._dispute("Garage Groningen").user_id, self.users["collector"]
        )

    def test_responsible_without_the_right_does_not(self):
        self.groningen.user_id = self.users["accountant"]
        self.assertNotEqual(
            self._dispute("Lease Groningen").user_id, self.users["accountant"]
        )
        self.groningen.user_id = self.users["al_collector"]
        self.assertNotEqual(
            self._dispute("Garage Groningen").user_id, self.users["al_collector"]
        )

    def test_disputes_of_other_locations_are_closed(self):
        """Tried: reading, searching, sums, settling, and the tasks."""
        mine = self._dispute("Lease Groningen", user_id=self.users["collector"].id)
        elsewhere = self._dispute("Lease Assen", user_id=self.users["collector"].id)
        nowhere = self._dispute("Lease none", user_id=self.users["collector"].id)

        for dispute in elsewhere | nowhere:
            self._assert_unreadable("g_viewer", dispute)
            self._assert_unreadable("g_collector", dispute)
            with self.assertRaises(AccessError):
                self._as("g_collector", dispute).action_withdraw()
            with self.assertRaises(AccessError):
                self._as("g_collector", dispute).activity_ids.read(["summary"])
        disputes = self._as("g_collector", self.env["dunning.dispute"])
        self.assertEqual(disputes.search([]), mine)
        [[total]] = disputes._read_group([], [], ["amount:sum"])
        self.assertEqual(total, 100)
        messages = self._as("g_collector", self.env["mail.message"])
        self.assertFalse(
            messages.search([("model", "=", "dunning.dispute")])
            - mine.message_ids.with_env(messages.env)
        )

    def test_limited_collector_raises_and_settles_of_a_debtor_out_of_reach(self):
        dispute = self._dispute("Lease Groningen", user="g_collector", amount=40)
        self.assertFalse(dispute.debtor_id.has_access("read"))
        self.assertEqual(dispute.user_id, self.users["g_collector"])

        dispute._settle("partly", amount=10)

        credit_note = dispute.credit_note_id
        self.assertEqual(credit_note.amount_total, 10)
        self.assertEqual(credit_note.dunning_location_id, self.groningen)

    def test_limited_collector_does_not_dispute_for_others(self):
        for name in ("Lease Assen", "Lease none", "Duo Leeuwarden"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._dispute(name, user="g_collector")

    def test_invoice_shows_its_disputes(self):
        self._dispute("Lease Groningen")
        invoice = self._as("g_viewer", self.items["Lease Groningen"].move_id)

        self.assertTrue(invoice.dunning_dispute_banner)
