from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentCriteria(AutomotiveCommon):
    """Brand, location and department of the open items decide about the segment."""

    def setUp(self):
        super().setUp()
        self.smit = self._create_customer("Smit")
        self._tagged_invoice(self.customer, self.volvo, self.groningen, self.parts)
        self._tagged_invoice(self.smit, self.kia, self.assen, self.service)
        self.group.action_refresh()

    def _tagged_invoice(self, partner, brand, location, department):
        return self._invoice(
            100,
            partner=partner,
            dunning_brand_id=brand.id,
            dunning_location_id=location.id,
            dunning_department_id=department.id,
        )

    def _debtor(self, customer):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", customer.id), ("group_id", "=", self.group.id)]
        )

    def test_each_criterion_by_itself(self):
        for values in (
            {"brand_ids": self.volvo.ids},
            {"location_ids": self.groningen.ids},
            {"department_ids": self.parts.ids},
            {"domain": "[('brand_ids.name', '=', 'Test Volvo')]"},
        ):
            with self.subTest(values=values):
                segment = self.env["dunning.segment"].create(
                    {
                        "name": "Test",
                        "mode": "automatic",
                        "group_id": self.group.id,
                        **values,
                    }
                )
                self.group.action_refresh()
                segment.invalidate_recordset()
                self.assertEqual(segment.debtor_ids.partner_id, self.customer)
                segment.active = False
                self.group.action_refresh()

    def test_segments_to_start_with_propose(self):
        self.smit.is_company = False
        self.env["dunning.segment"].action_start()
        self.group.action_refresh()
        found = {
            change.debtor_id.partner_id: change.segment_id.start_code
            for change in self.env["dunning.segment.change"].search(
                [("debtor_id.group_id", "=", self.group.id)]
            )
        }
        self.assertEqual(
            found, {self.customer: "trade_parts", self.smit: "consumer_workshop"}
        )

    def test_tag_of_the_customer_comes_before_what_it_buys(self):
        self.env["dunning.segment"].action_start()
        leasing = self.env["dunning.segment"].search(
            [("start_code", "=", "leasing"), ("group_id", "=", self.group.id)]
        )
        self.customer.category_id = leasing.category_ids
        self.group.action_refresh()
        change = self._debtor(self.customer).segment_change_ids
        self.assertEqual(change.segment_id, leasing)

    def test_limited_user_sees_changes_and_previews_of_own_locations_only(self):
        limited = new_test_user(
            self.env,
            "limited_login",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=self.company.id,
            dunning_location_ids=[(6, 0, self.groningen.ids)],
        )
        segment = self.env["dunning.segment"].create(
            {"name": "Test", "mode": "proposed", "group_id": self.group.id}
        )
        self.group.action_refresh()
        changes = self.env["dunning.segment.change"].with_user(limited)
        found = changes.search([("debtor_id.group_id", "=", self.group.id)])
        self.assertEqual(found.debtor_id, self._debtor(self.customer))
        theirs = self._debtor(self.smit).segment_change_ids.with_user(limited)
        with self.assertRaises(AccessError):
            theirs.action_confirm()
        count = segment.with_user(limited).match_message
        self.assertEqual(count, "Debtors that meet all criteria: 1")
        segment.with_user(limited).action_preview()
        previews = self.env["dunning.segment.preview"].with_user(limited).search([])
        self.assertEqual(previews.debtor_id, self._debtor(self.customer))
