from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_group import DunningGroupCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningRatingMoves(DunningGroupCommon):
    """What is known of a customer is kept when cards, groups and companies merge."""

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self._invoice(40, company=self.south)
        self.group.action_refresh()
        self.rating = self.env["dunning.rating"].create(
            {
                "debtor_id": self._debtor(self.customer, self.group).id,
                "kind": "insured_limit",
                "amount": 500,
                "date": date(2026, 1, 1),
                "date_expiry": date(2026, 4, 10),
            }
        )

    def test_merged_customers_have_the_ratings_of_both(self):
        twin = self._create_customer("Jansen BV")
        self._invoice(70, partner=twin)
        self.group.action_refresh()
        theirs = self.env["dunning.rating"].create(
            {"debtor_id": self._debtor(twin, self.group).id, "value": "A"}
        )

        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | twin).ids, self.customer
        )
        self.env.invalidate_all()

        debtor = self._debtor(self.customer, self.group)
        self.assertEqual(debtor.credit_rating_ids, self.rating | theirs)
        self.assertEqual(theirs.partner_id, self.customer)

    def test_merged_groups_keep_the_ratings(self):
        self._invoice(40, company=self.east)
        self.other.action_refresh()
        theirs = self.env["dunning.rating"].create(
            {"debtor_id": self._debtor(self.customer, self.other).id, "value": "A"}
        )

        self.east.dunning_group_id = self.group

        debtor = self._debtor(self.customer, self.group)
        self.assertEqual(debtor.credit_rating_ids, self.rating | theirs)
        self.assertEqual(theirs.group_id, self.group)

    def test_company_that_leaves_knows_what_the_others_know(self):
        self.group.action_refresh()

        self.south.dunning_group_id = self.other

        mine = self._debtor(self.customer, self.group).credit_rating_ids
        theirs = self._debtor(self.customer, self.other).credit_rating_ids
        self.assertEqual(mine, self.rating)
        self.assertEqual(theirs._facts(), mine._facts())
        self.assertEqual(theirs.group_id, self.other)
        self.assertTrue(theirs.is_expiry_noted, "somebody has the task already")

    def test_rating_that_is_known_already_is_not_copied(self):
        self.south.dunning_group_id = self.other
        self.south.dunning_group_id = self.group
        self.assertEqual(
            len(self._debtor(self.customer, self.group).credit_rating_ids), 1
        )
        theirs = self._debtor(self.customer, self.other).credit_rating_ids
        self.assertEqual(len(theirs), 1)

    def test_currency_is_that_of_the_debtors_group(self):
        self.other.currency_id = self.setup_other_currency("GBP")
        debtor = self.env["dunning.debtor"].create(
            {"partner_id": self.customer.id, "group_id": self.other.id}
        )
        rating = self.env["dunning.rating"].create(
            {"debtor_id": debtor.id, "kind": "own_limit", "amount": 5}
        )
        self.assertEqual(rating.currency_id.name, "GBP")
