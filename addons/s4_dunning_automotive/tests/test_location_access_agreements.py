from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessAgreements(LocationLimitCommon):
    """A limited user sees the promises about items of the own locations."""

    def _promise(self, customer, *items):
        return self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtors[customer].id,
                "date": date(2026, 4, 9),
                "item_ids": [self.items[name].id for name in items],
            }
        )

    def test_promise_is_seen_if_all_its_items_are(self):
        own = self._promise("Lease", "Lease Groningen")
        shared = self._promise("Lease", "Lease Assen", "Lease Leeuwarden")
        elsewhere = self._promise("Lease", "Lease Zwolle", "Lease none")
        self.assertTrue(self._as("g_collector", own).has_access("read"))
        self._assert_unreadable("g_collector", shared)
        self.assertTrue(self._as("al_collector", shared).has_access("read"))
        for user in ("g_collector", "al_collector"):
            self._assert_unreadable(user, elsewhere)
        self.assertTrue(self._as("collector", elsewhere).has_access("read"))

    def test_promise_of_a_debtor_who_is_others_business_is_refused(self):
        debtor = self.debtors["Lease"]
        promises = self._as("g_collector", self.env["dunning.promise"])
        with self.assertRaises(AccessError):
            promises.create({"debtor_id": debtor.id, "date": date(2026, 4, 9)})

    def test_promise_of_an_own_debtor(self):
        promises = self._as("g_collector", self.env["dunning.promise"])
        promise = promises.create(
            {"debtor_id": self.debtors["Garage"].id, "date": date(2026, 4, 9)}
        )
        self.assertEqual(promise.amount, 10)

    def test_holds_are_told_apart_by_location(self):
        promise = self._promise("Lease", "Lease Groningen", "Lease Zwolle")
        self.assertEqual(promise.hold_ids.location_id, self.groningen | self.zwolle)
        holds = self._as("g_collector", self.env["dunning.hold"])
        mine = holds.search([("promise_id", "=", promise.id)])
        self.assertEqual(mine.location_id.sudo(), self.groningen)

    def _arrangement(self, customer, *items):
        return self.env["dunning.arrangement"].create(
            {
                "debtor_id": self.debtors[customer].id,
                "item_ids": [self.items[name].id for name in items],
            }
        )

    def test_arrangement_is_seen_if_all_its_items_are(self):
        own = self._arrangement("Lease", "Lease Groningen")
        shared = self._arrangement("Lease", "Lease Assen", "Lease Leeuwarden")
        elsewhere = self._arrangement("Lease", "Lease Zwolle", "Lease none")
        for part in ("", "instalment_ids"):
            with self.subTest(part):
                rows = [one[part] if part else one for one in (own, shared, elsewhere)]
                self.assertTrue(self._as("g_collector", rows[0]).has_access("read"))
                self._assert_unreadable("g_collector", rows[1])
                self.assertTrue(self._as("al_collector", rows[1]).has_access("read"))
                for user in ("g_collector", "al_collector"):
                    self._assert_unreadable(user, rows[2])
                self.assertTrue(self._as("collector", rows[2]).has_access("read"))

    def test_item_of_another_location_is_not_taken_into_an_arrangement(self):
        arrangement = self._arrangement("Lease", "Lease Groningen")
        with self.assertRaises(AccessError):
            self._as("g_collector", arrangement).item_ids = [
                Command.link(self.items["Lease Zwolle"].id)
            ]

    def test_arrangement_of_an_own_debtor(self):
        arrangements = self._as("g_collector", self.env["dunning.arrangement"])
        arrangement = arrangements.create({"debtor_id": self.debtors["Garage"].id})
        self.assertEqual(arrangement.amount_total, 10)
        debtor = self.debtors["Lease"]
        with self.assertRaises(AccessError):
            arrangements.create({"debtor_id": debtor.id})
