from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import DunningCommon


class DisputeCommon(DunningCommon):
    """A collector, and reasons for disputes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price = cls.env.ref("s4_dunning.dunning_dispute_reason_price")
        cls.collector = new_test_user(
            cls.env,
            "dispute_collector",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=cls.company.id,
        )

    def _dispute(self, item, amount=None, **values):
        """Raise a dispute about the invoice of an item; None: all that is open."""
        return self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "reason_id": self.price.id,
                **({} if amount is None else {"amount": amount}),
                **values,
            }
        )

    def _instalments(self, *amounts):
        """:return: the receivable items of one invoice, one a month, oldest first"""
        *fixed, _last = amounts
        terms = [("fixed", amount) for amount in fixed] + [("percent", 100)]
        term = self.env["account.payment.term"].create(
            {
                "name": "Instalments",
                "line_ids": [
                    Command.create(
                        {"value": kind, "value_amount": value, "nb_days": 10 * number}
                    )
                    for number, (kind, value) in enumerate(terms)
                ],
            }
        )
        items = self._invoice(
            sum(amounts), invoice_payment_term_id=term.id, invoice_date_due=False
        )
        return items.sorted("date_maturity")

    def _held(self, dispute):
        """:return: list of (item, amount) of the holds of a dispute that count"""
        holds = dispute.hold_ids.filtered("is_current")
        return [(hold.move_line_id, hold.amount) for hold in holds.sorted("id")]

    def _tasks(self, dispute):
        kind = self.env.ref("s4_dunning.mail_activity_dispute")
        return dispute.activity_ids.filtered(lambda task: task.activity_type_id == kind)

    def _said(self, dispute):
        """:return: str, all that stands in the chatter"""
        return " ".join(dispute.message_ids.mapped("body"))

    @contextmanager
    def assertRefused(self, words):
        """Assert that a UserError says something, and that nothing is left of it."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertRegex(str(caught.exception), words)
