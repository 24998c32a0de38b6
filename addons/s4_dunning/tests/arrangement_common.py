from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .common import DunningCommon


class ArrangementCommon(DunningCommon):
    """A debtor who owes North 300 and South 200, overdue for 40 and 10 days.

    Offers are printed without wkhtmltopdf, unless `is_printed` says so.
    """

    is_printed = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.company
        cls.south = cls._second_company("South")["company"]
        cls.group.lead_company_id = cls.north

    def setUp(self):
        super().setUp()
        self.old = self._invoice(300, overdue=40)
        self.new = self._invoice(200, overdue=10, company=self.south)
        self.group.action_refresh()
        self.debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id), ("group_id", "=", self.group.id)]
        )
        self.env.ref("s4_dunning.dunning_arrangement_sequence").number_next = 1
        if not self.is_printed:
            self.patch(
                self.registry["report.s4_dunning.dunning_arrangement"],
                "_print",
                lambda _self, _arrangement: b"%PDF-1.4 arrangement",
            )

    def _arrangement(self, *items, **values):
        """:return: dunning.arrangement, a draft"""
        if items:
            values["item_ids"] = [Command.set([item.id for item in items])]
        return self.env["dunning.arrangement"].create(
            {"debtor_id": self.debtor.id, **values}
        )

    def _active(self, *items, **values):
        """:return: dunning.arrangement that the customer accepted on 31 March, three
        monthly instalments from 14 April on unless told otherwise
        """
        arrangement = self._arrangement(*items, **values)
        arrangement.action_offer()
        arrangement._accept(date(2026, 3, 31), "phone")
        return arrangement

    def _pay(self, item, amount, day=date(2026, 4, 14)):
        """Register a payment of an invoice."""
        with freeze_time(day):
            self.env["account.payment.register"].with_company(
                item.company_id
            ).with_context(
                active_model="account.move", active_ids=item.move_id.ids
            ).create({"payment_date": day, "amount": amount})._create_payments()

    def _refresh(self, day):
        """Let the night before a day pass."""
        with freeze_time(day):
            self.group.action_refresh()

    def _plan(self, arrangement):
        """:return: list of (number, company, day, amount)"""
        return [
            (one.number, one.company_id, one.date_due, one.amount)
            for one in arrangement.instalment_ids.sorted(
                lambda one: (one.number, one.id)
            )
        ]
