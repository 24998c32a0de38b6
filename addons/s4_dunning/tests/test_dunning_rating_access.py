from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningRatingAccess(AccessCommon):
    """Who may enter and delete ratings, and who tries in vain."""

    def _ratings(self, role):
        return self.env["dunning.rating"].with_user(self.roles[role])

    def test_collector_enters_and_a_manager_deletes(self):
        rating = self._ratings("collector").create(
            {"partner_id": self.customer.id, "value": "A"}
        )
        with self.assertRaises(AccessError):
            rating.unlink()
        rating.with_user(self.roles["manager"]).unlink()
        self.assertFalse(rating.exists())

    def test_viewers_enter_and_change_nothing(self):
        rating = self.records["dunning.rating"]
        self.customer.user_id = self.roles["salesperson"]
        for role in ("viewer", "salesperson"):
            with self.subTest(role):
                self.assertEqual(rating.with_user(self.roles[role]).value, "BB")
                with self.assertRaises(AccessError):
                    rating.with_user(self.roles[role]).value = "AAA"
                with self.assertRaises(AccessError):
                    self._ratings(role).create(
                        {"debtor_id": rating.debtor_id.id, "value": "AAA"}
                    )

    def test_who_lacks_a_company_cannot_enter_or_import_one(self):
        debtor = self.records["dunning.debtor"]
        for key, customer in (("debtor_id", debtor), ("partner_id", self.customer)):
            with self.subTest(key), self.assertRaises(AccessError):
                self._ratings("half").create({key: customer.id, "value": "A"})
        result = self._ratings("half").load(
            ["debtor_id/.id", "value"], [[str(debtor.id), "A"]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(debtor.credit_rating_ids, self.records["dunning.rating"])

    def test_rating_cannot_be_moved_out_of_reach(self):
        third = self.setup_other_company(name="Third")["company"]
        theirs = self.env["dunning.debtor"].create(
            {"partner_id": self.customer.id, "group_id": third.dunning_group_id.id}
        )
        rating = self.records["dunning.rating"].with_user(self.roles["collector"])
        with self.assertRaises(AccessError):
            rating.debtor_id = theirs
        self.assertNotEqual(rating.sudo().debtor_id, theirs)

    def test_salesperson_reads_the_warning_of_own_customers_only(self):
        rating = self.records["dunning.rating"]
        rating.write({"kind": "own_limit", "amount": 1})
        debtor = rating.debtor_id.with_user(self.roles["salesperson"])
        with self.assertRaises(AccessError):
            debtor.read(["credit_rating_warning"])
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertIn("exceeded by", debtor.credit_rating_warning)
