from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessChart(LocationLimitCommon):
    """Leaks of the chart of a debtor that were tried, and what it shows."""

    def _told(self, customer, user):
        """Let Sales be told of a new customer with items of Groningen and Assen."""
        self.workflow.level_ids[0].sales_days = 5
        customer.user_id = self.users[user]
        for location in (self.groningen, self.assen):
            self._invoice(
                500, partner=customer, dunning_location_id=location.id, overdue=10
            )
        self.group.action_refresh()
        return self.env["dunning.announcement"].search(
            [("partner_id", "=", customer.id)]
        )

    def test_ageing_by_brand_and_location(self):
        ageing = self._as("viewer", self.debtors["Lease"])._ageing()

        of_location = {row["id"]: float(row["total"]) for row in ageing["location_id"]}
        self.assertEqual(
            of_location,
            {
                self.groningen.id: 100,
                self.assen.id: 200,
                self.leeuwarden.id: 400,
                self.zwolle.id: 800,
                None: 1600,
            },
        )
        self.assertEqual([row["id"] for row in ageing["brand_id"]], [None])
        [total] = ageing[None]
        self.assertEqual(float(total["total"]), 3100)

    def test_table_names_the_locations(self):
        table = self._as("viewer", self.debtors["Lease"]).ageing

        for name in ("Groningen", "Assen", "Leeuwarden", "Zwolle", "None", "1,600.00"):
            self.assertIn(name, table)

    def test_chart_of_a_debtor_of_several_locations_is_closed(self):
        """Tried: each new field, and the method behind the table."""
        debtor = self.debtors["Lease"]
        for user in ("g_viewer", "g_collector", "g_manager", "al_manager"):
            closed = self._as(user, debtor)
            with self.assertRaises(AccessError):
                closed._ageing()
            for name in ("ageing", "next_step", "event_ids", "has_held_items"):
                with (
                    self.subTest(user=user, field=name),
                    self.assertRaises(AccessError),
                ):
                    closed.read([name])

    def test_chart_of_an_own_debtor_shows_the_own_location(self):
        debtor = self._as("g_collector", self.debtors["Garage"])

        self.assertIn("10.00", debtor.ageing)
        self.assertTrue(debtor.open_item_ids.mapped("dunning_why"))

    def test_events_are_those_of_own_debtors(self):
        """Tried: searching, reading and grouping events."""
        for name in ("Lease", "Garage"):
            self.env["dunning.call"].create(
                {"debtor_id": self.debtors[name].id, "outcome": "reached"}
            )
        self.env.flush_all()
        events = self.env["dunning.event"]
        hidden = events.search([("debtor_id", "=", self.debtors["Lease"].id)])
        self._assert_unreadable("g_collector", hidden)
        with self.assertRaises(AccessError):
            self._as("g_collector", hidden).read(["sentence"])

        found = self._as("g_collector", events).search([])

        self.assertEqual(found.debtor_id, self.debtors["Garage"])
        groups = self._as("g_collector", events)._read_group([], ["debtor_id"])
        self.assertEqual([debtor.id for (debtor,) in groups], [found.debtor_id.id])

    def test_salesperson_of_another_location_is_told_by_who_is_in_charge(self):
        told = self._told(self._create_customer("Fleet"), "g_own")

        self.assertEqual(told.amount, 1000)
        task = told.debtor_id.activity_ids
        self.assertNotEqual(task.user_id, self.users["g_own"])
        self.assertIn("g_own", task.note)
        self._assert_unreadable("g_own", told)

    def test_delay_about_several_locations_is_closed(self):
        told = self._told(self._create_customer("Fleet"), "own")
        delay = self._as("own", self.env["dunning.delay"]).ask(
            told.id, "Trade-in", TODAY + timedelta(days=8)
        )

        self._assert_unreadable("g_manager", delay)
        self._assert_unreadable("g_manager", told)
        with self.assertRaises(AccessError):
            self._as("g_own", self.env["dunning.delay"]).ask(
                told.id, "Trade-in", TODAY + timedelta(days=8)
            )
        with self.assertRaises(AccessError):
            self._as("g_manager", delay).action_refuse("No")

    def test_limited_user_does_not_stop_the_credit_of_others(self):
        debtor = self._as("g_manager", self.debtors["Lease"])
        for action in (debtor.action_stop_credit, debtor.action_lift_credit_stop):
            with self.assertRaises(AccessError):
                action("No")
