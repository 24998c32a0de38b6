from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessUsers(LocationLimitCommon):
    """A limit holds at once, and nobody lifts the own one."""

    def _invoices(self, user):
        """Names of the customers of the invoices that a user finds."""
        invoices = self._as(user, self.env["account.move"])
        partners = (self.lease | self.garage | self.duo | self.smit).ids
        return invoices.search([("partner_id", "in", partners)]).partner_id

    def test_limit_holds_and_ends_at_once(self):
        """Tried: rules kept in the cache of a user whose limit changes."""
        user = self.users["collector"]
        self.assertIn(self.duo, self._invoices("collector"))

        user.dunning_location_ids = self.zwolle
        self.assertEqual(self._invoices("collector"), self.lease)

        user.dunning_location_ids = False
        self.assertIn(self.duo, self._invoices("collector"))

    def test_archived_location_goes_on_limiting(self):
        """Tried: an archived location that leaves a user without limit."""
        self.groningen.active = False
        self.assertEqual(
            self._invoices("g_collector"), self.lease | self.garage | self.smit
        )

    def test_location_to_which_a_user_is_limited_cannot_be_deleted(self):
        """Tried: deleting the only location of a user, archived users included."""
        emmen = self._create_location("Emmen", self.company)
        user = self.users["collector"]
        user.write({"dunning_location_ids": emmen.ids, "active": False})
        with self.assertRaisesRegex(UserError, "Users are limited to Emmen"):
            emmen.unlink()

    def test_nobody_lifts_the_own_limit(self):
        """Tried: the own user record, other users, the location, reading the field."""
        for name in ("g_manager", "g_accountant", "g_own"):
            user = self.users[name]
            own = self._as(name, user)
            for values in (
                {"dunning_location_ids": [Command.clear()]},
                {"dunning_location_ids": [Command.link(self.zwolle.id)]},
            ):
                with self.subTest(user=name), self.assertRaises(AccessError):
                    own.write(values)
            with self.subTest(user=name), self.assertRaises(AccessError):
                own.read(["dunning_location_ids"])
            self.assertEqual(user.dunning_location_ids, self.groningen)
        self.assertNotIn("dunning_location_ids", own.SELF_WRITEABLE_FIELDS)
        self.assertNotIn("dunning_location_ids", own.SELF_READABLE_FIELDS)

    def test_location_shows_its_users_but_does_not_change_them(self):
        """Tried: taking oneself from the location by way of the location."""
        location = self._as("g_manager", self.groningen)
        limited = location.limited_user_ids
        self.assertEqual(
            limited,
            self.env["res.users"].concat(
                *(self.users[name] for name in self.users if name.startswith("g_"))
            ),
        )
        location.write({"limited_user_ids": [Command.clear()]})
        self.env.flush_all()
        self.assertEqual(self.users["g_manager"].dunning_location_ids, self.groningen)

    def test_administrator_of_users_sets_the_limit(self):
        administrator = self.users["manager"]
        administrator.group_ids |= self.env.ref("base.group_erp_manager")
        user = self._as("manager", self.users["viewer"])
        user.dunning_location_ids = self.assen
        self.assertEqual(self.users["viewer"].dunning_location_ids, self.assen)

    def test_limit_is_whole_whoever_has_read_it(self):
        """Tried: a limit of which somebody else sees and reads a part only."""
        administrator = self.users["g_manager"]
        administrator.group_ids |= self.env.ref("base.group_erp_manager")
        administrator.company_ids = administrator.company_id = self.company
        user = self.users["al_collector"]
        self.env.flush_all()
        self.env.invalidate_all()
        read = user.with_user(administrator).dunning_location_ids
        self.assertEqual(read, self.assen | self.leeuwarden, "who manages users")

        administrator.group_ids -= self.env.ref("base.group_erp_manager")
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        field = user._fields["dunning_location_ids"]
        with patch.object(field, "groups", None):
            self.assertFalse(user.with_user(administrator).dunning_location_ids)
            limit = user._location_limit_ids()
        self.assertEqual(set(limit), {self.assen.id, self.leeuwarden.id})

    def test_copy_of_a_limited_user_is_limited(self):
        copy = self.users["g_viewer"].copy({"login": "copy_login"})
        self.assertEqual(copy.dunning_location_ids, self.groningen)

    def test_limited_user_sees_the_own_locations_only(self):
        """Tried: searching by name, reading, naming."""
        locations = self._as("g_manager", self.env["dunning.location"])
        self.assertEqual(locations.search([]), self.groningen)
        self.assertFalse(locations.name_search("Zwolle"))
        self._assert_unreadable("g_manager", self.zwolle)

    def test_menus_that_are_of_no_use_are_hidden(self):
        for menu, role, is_hidden in (
            ("account.menu_board_journal_1", "accountant", True),
            ("s4_dunning.dunning_run_menu", "viewer", True),
            ("s4_dunning.dunning_run_menu_propose", "collector", True),
            ("s4_dunning.dunning_notice_menu_review", "collector", False),
        ):
            for user, is_shown in ((role, True), (f"g_{role}", not is_hidden)):
                menus = self._as(user, self.env["ir.ui.menu"]).load_menus(False)
                with self.subTest(menu=menu, user=user):
                    self.assertEqual(self.env.ref(menu).id in menus, is_shown)
