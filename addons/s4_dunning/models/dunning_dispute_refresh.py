from odoo import api, models


class DunningDispute(models.Model):
    """Refresh: what was paid ends, what is late is escalated."""

    _inherit = "dunning.dispute"

    @api.model
    def _refresh(self, group):
        """Let disputes follow the ledger and the calendar. Runs as superuser.

        :param group: one dunning.group
        """
        resting = self.search([("group_id", "=", group.id), ("is_resting", "=", True)])
        ended = resting.filtered(lambda dispute: dispute._is_over())
        for dispute in ended:
            if dispute.state == "open":
                dispute._withdraw(dispute._why_over())
            else:
                dispute._end_rest()
        (resting - ended)._rest()
        (resting - ended)._escalate()

    def _is_over(self):
        """:return: bool, whether nothing is left to dispute"""
        self.ensure_one()
        invoice = self.move_id
        if invoice.state == "draft":
            return False  # it is being corrected
        return self.currency_id.is_zero(invoice._dunning_open_amount())

    def _why_over(self):
        """:return: str, for the chatter"""
        invoice = self.move_id
        if invoice.payment_state in ("paid", "in_payment"):
            return self.env._(
                "%s was paid: nothing is disputed any more.", invoice.name
            )
        return self.env._(
            "Nothing is open of %s: nothing is disputed any more.", invoice.name
        )
