from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessBehaviour(LocationLimitCommon):
    """How customers pay and what is expected, and leaks of it that were tried."""

    def setUp(self):
        super().setUp()
        self.group.action_refresh()

    def _sorted_items(self, user, model):
        found = self._as(user, self.env[model]).search(
            [("company_id", "in", (self.company | self.sister | self.third).ids)]
        )
        return found, set(found.move_line_id.ids)

    def test_expected_payments_and_forecast_are_of_the_own_locations(self):
        own = {
            item.id
            for name, item in self.items.items()
            if item.move_id.dunning_location_id == self.groningen
        }
        self.assertTrue(own)
        for model in ("dunning.expectation", "dunning.forecast"):
            everything, all_items = self._sorted_items("collector", model)
            for user in ("g_viewer", "g_collector"):
                with self.subTest(model=model, user=user):
                    _found, items = self._sorted_items(user, model)
                    self.assertEqual(items, own)
                    others = everything.filtered(
                        lambda row: row.move_line_id.id not in own
                    )
                    self.assertTrue(others)
                    self._assert_unreadable(user, others[:1])
            self.assertGreater(all_items, own)

    def test_sum_of_the_forecast_does_not_tell_of_other_locations(self):
        forecast = self._as("g_collector", self.env["dunning.forecast"])
        [[amount]] = forecast._read_group([], [], ["amount:sum"])
        self.assertEqual(amount, 115)

    def test_behaviour_of_debtors_out_of_reach_is_hidden(self):
        behaviours = self.env["dunning.behaviour"].search(
            [("debtor_id.group_id", "=", self.group.id)]
        )
        reach = self._as("g_collector", self.env["dunning.debtor"]).search([])
        hidden = behaviours.filtered(lambda row: row.debtor_id.id not in reach.ids)
        seen = behaviours - hidden
        self.assertTrue(hidden)
        self.assertTrue(seen)

        found = self._as("g_collector", behaviours).search([])

        self.assertEqual(set(found.ids), set(seen.ids))
        self._assert_unreadable("g_collector", hidden[:1])

    def test_quality_of_predictions_is_of_all_locations_and_hidden(self):
        quality = (
            self.env["dunning.prediction"]
            .sudo()
            .create(
                {
                    "group_id": self.group.id,
                    "reliability": "all",
                    "date": TODAY,
                    "item_count": 30,
                }
            )
        )
        self._assert_unreadable("g_collector", quality)
        self.assertTrue(self._as("collector", quality).has_access("read"))
