from odoo import Command
from odoo.tests import freeze_time, new_test_user

from .common import TODAY, DunningCommon

GROUP = "s4_dunning.s4_dunning_group_"


@freeze_time(TODAY)
class SalesCommon(DunningCommon):
    """The reminder is due 7 days after the due date; Sales is told 5 days before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._create_user("salesperson", "viewer_own")
        cls.colleague = cls._create_user("colleague", "viewer_own")
        cls.collector = cls._create_user("collector", "collector")
        cls.customer.user_id = cls.salesperson
        cls.reminder.sales_days = 5
        cls.group.sales_delay_rate = 10

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"{login}_sales",
            groups=GROUP + group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _told(self):
        return self.env["dunning.announcement"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _refresh(self, today=TODAY):
        with freeze_time(today):
            self.group.action_refresh()
        return self._told()

    def _ask(self, announcement, until, user=None, reason="Trade-in is settled first"):
        return (
            self.env["dunning.delay"]
            .with_user(user or self.salesperson)
            .ask(announcement.id, reason, until)
        )
