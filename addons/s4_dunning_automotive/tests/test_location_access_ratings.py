from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessRatings(LocationLimitCommon):
    """A limited user sees the ratings of debtors who are all of the own locations."""

    def setUp(self):
        super().setUp()
        self.ratings = {
            name: self.env["dunning.rating"].create(
                {"debtor_id": debtor.id, "kind": "own_limit", "amount": 1}
            )
            for name, debtor in self.debtors.items()
        }

    def test_rating_is_seen_with_its_debtor(self):
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role):
                self.assertEqual(
                    self._as(f"g_{role}", self.ratings["Garage"]).amount, 1
                )
                for name in ("Lease", "Duo"):
                    self._assert_unreadable(f"g_{role}", self.ratings[name])
        self.assertTrue(self._as("al_viewer", self.ratings["Duo"]).has_access("read"))
        self.assertTrue(self._as("viewer", self.ratings["Lease"]).has_access("read"))

    def test_rating_of_a_debtor_who_is_others_business_is_refused(self):
        ratings = self._as("g_collector", self.env["dunning.rating"])
        with self.assertRaises(AccessError):
            ratings.create({"debtor_id": self.debtors["Lease"].id, "value": "A"})
        own = self._as("g_collector", self.ratings["Garage"])
        with self.assertRaises(AccessError):
            own.debtor_id = self.debtors["Lease"].id
        own.amount = 2
        self.assertEqual(self.ratings["Garage"].amount, 2)

    def test_message_about_a_rating_out_of_reach_is_hidden(self):
        user = self.users["g_collector"]
        message = self.ratings["Lease"].message_post(
            body="Insurer cut the limit", partner_ids=user.partner_id.ids
        )
        own = self.ratings["Garage"].message_post(body="Fine")
        self._assert_unreadable("g_collector", message)
        self.assertTrue(self._as("g_collector", own).has_access("read"))
