from odoo import Command
from odoo.tests import freeze_time, new_test_user

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon

ROLES = {
    "own": "s4_dunning.s4_dunning_group_viewer_own",
    "viewer": "s4_dunning.s4_dunning_group_viewer",
    "collector": "s4_dunning.s4_dunning_group_collector",
    "manager": "s4_dunning.s4_dunning_group_manager",
    "accountant": "account.group_account_user",
}


@freeze_time(TODAY)
class LocationLimitCommon(AutomotiveCommon):
    """Three companies, four locations, open items by hand.

                    Groningen  Assen  Leeuwarden  Zwolle  none
                    company    company  sister    third   company
        Lease           100      200      400       800    1600   one notice, 3100
        Garage           10                                       one notice, 10
        Duo                       20       40                     one notice, 60
        Smit              5 (not due)                             no notice

    Users named `g_...` are limited to Groningen, `al_...` to Assen and Leeuwarden, the
    others to nothing; all may work for all three companies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]
        cls.third = cls._second_company("Third company")["company"]
        cls.leeuwarden = cls._create_location("Leeuwarden", cls.sister)
        cls.zwolle = cls._create_location("Zwolle", cls.third)
        cls.users = cls._create_users()
        cls.lease, cls.garage, cls.duo, cls.smit = (
            cls._create_customer(name) for name in ("Lease", "Garage", "Duo", "Smit")
        )
        cls.items = cls._create_items()
        cls.proposal = cls._propose(cls)
        cls.notices = {
            notice.partner_id.name: notice for notice in cls.proposal.notice_ids
        }
        cls.debtors = {
            debtor.partner_id.name: debtor
            for debtor in cls.env["dunning.debtor"].search(
                [("group_id", "=", cls.group.id)]
            )
        }

    @classmethod
    def _create_users(cls):
        limits = {
            "": cls.env["dunning.location"],
            "g_": cls.groningen,
            "al_": cls.assen | cls.leeuwarden,
        }
        companies = cls.company | cls.sister | cls.third
        users = {}
        for prefix, locations in limits.items():
            for role, group in ROLES.items():
                users[prefix + role] = new_test_user(
                    cls.env,
                    f"{prefix}{role}_login",
                    groups=group,
                    company_id=cls.company.id,
                    company_ids=[Command.set(companies.ids)],
                    dunning_location_ids=[Command.set(locations.ids)],
                )
        return users

    @classmethod
    def _create_items(cls):
        """:return: dict of customer and location to the receivable journal item"""
        items = {}
        for customer, location, company, amount in (
            (cls.lease, cls.groningen, cls.company, 100),
            (cls.lease, cls.assen, cls.company, 200),
            (cls.lease, cls.leeuwarden, cls.sister, 400),
            (cls.lease, cls.zwolle, cls.third, 800),
            (cls.lease, None, cls.company, 1600),
            (cls.garage, cls.groningen, cls.company, 10),
            (cls.duo, cls.assen, cls.company, 20),
            (cls.duo, cls.leeuwarden, cls.sister, 40),
            (cls.smit, cls.groningen, cls.company, 5),
        ):
            tag = {"dunning_location_id": location.id} if location else {}
            overdue = -5 if customer == cls.smit else 10
            name = f"{customer.name} {location.name if location else 'none'}"
            items[name] = cls._invoice(cls, amount, overdue, customer, company, **tag)
        return items

    def _as(self, user, record):
        """The record as a user gets it in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        companies = (self.company | self.sister | self.third).ids
        return record.with_user(self.users[user]).with_context(
            allowed_company_ids=companies
        )

    def _assert_unreadable(self, user, record):
        record = self._as(user, record)
        self.assertTrue(record.sudo().exists(), "there is something to hide")
        self.assertFalse(record.has_access("read"))
        self.assertFalse(record.search([("id", "in", record.ids)]))

    def _mine(self, customer, user="g_collector"):
        return self._as(user, self.notices[customer])
