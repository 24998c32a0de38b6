from datetime import timedelta

from odoo.tests import freeze_time

from .common import TODAY, DunningCommon


class BehaviourCommon(DunningCommon):
    """Today is 31 March 2026; the window of 12 months opens on 31 March 2025.

    Up to 3 days late is on time; 4 invoices and 50 percent make a habit.
    """

    def _pay(self, item, day, amount=None):
        """Pay an item, by default all that is open, on a day.

        :return: account.payment
        """
        with freeze_time(day):
            wizard = (
                self.env["account.payment.register"]
                .with_company(item.company_id)
                .with_context(
                    active_model="account.move.line",
                    active_ids=item.ids,
                )
                .create({"payment_date": day})
            )
            if amount:
                wizard.amount = amount
            return wizard._create_payments()

    def _paid_invoice(self, due, late, amount=100, **values):
        """An invoice that fell due some days before today and was paid.

        :param due: days that the due date lies before today
        :param late: days after the due date of the payment
        :return: account.move.line
        """
        item = self._invoice(amount, overdue=due, **values)
        self._pay(item, TODAY + timedelta(days=late - due))
        return item

    def _debtor(self, day=TODAY):
        """:return: the debtor as refreshed on a day"""
        with freeze_time(day):
            self.env["dunning.debtor"].search(
                [
                    ("partner_id", "=", self.customer.id),
                    ("group_id", "=", self.group.id),
                ]
            ) or self.env["dunning.debtor"].create(
                {"partner_id": self.customer.id, "group_id": self.group.id}
            )
            self.group.action_refresh()
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id), ("group_id", "=", self.group.id)]
        )
