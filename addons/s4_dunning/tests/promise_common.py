from datetime import date

from odoo.tests import freeze_time

from .common import DunningCommon

PAYS = date(2026, 4, 9)
BELIEVED = date(2026, 4, 12)  # three days of tolerance


class PromiseCommon(DunningCommon):
    """A debtor who promises to pay, and pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )

    def _promise(self, **values):
        return self.env["dunning.promise"].create(
            {"debtor_id": self.debtor.id, "date": PAYS, **values}
        )

    def _pay(self, item, amount, day):
        """A payment that the bank confirms."""
        with freeze_time(day):
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "currency_id": item.currency_id.id,
                }
            ).action_create_payments()

    def _refresh(self, day):
        with freeze_time(day):
            self.group.action_refresh()
