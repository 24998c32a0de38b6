from odoo import api, fields, models


class DunningHold(models.Model):
    """The holds of disputes."""

    _inherit = "dunning.hold"

    dispute_id = fields.Many2one(
        "dunning.dispute", index="btree_not_null", ondelete="cascade", readonly=True
    )

    @api.model
    def _origins(self):
        return [*super()._origins(), "dispute_id"]


class DunningDispute(models.Model):
    """Rest: the disputed amount is held on the open items of the invoice."""

    _inherit = "dunning.dispute"

    def _amount_to_rest(self):
        """:return: float, the amount that is not dunned, of what is open"""
        self.ensure_one()
        if not self.is_resting:
            return 0
        return self.amount if self.state == "open" else self.amount_accepted

    def _rest(self):
        """Let the holds follow what is disputed and what is open.

        All disputes of the invoice share its items: each amount is held once, on the
        items that are due first. An item that one dispute holds whole has a hold
        without amount.
        """
        # sudo: the holds follow the dispute, whoever may change it
        disputes = self.sudo().search([("move_id", "in", self.move_id.ids)], order="id")
        for invoice, of_invoice in disputes.grouped("move_id").items():
            free = {
                item: item.amount_residual_currency
                for item in invoice._dunning_open_items()
            }
            for dispute in of_invoice:
                dispute._hold(dispute._take_from(free))

    def _take_from(self, free):
        """:return: dict of account.move.line to the amount to hold; 0: all of it

        :param free: dict of open account.move.line, the first due in front, to the
            amount that no dispute holds yet; becomes less
        """
        currency, shares = self.currency_id, {}
        left = self._amount_to_rest()
        for item in free:
            share = currency.round(min(left, free[item]))
            if currency.compare_amounts(share, 0) <= 0:
                continue
            is_whole = not currency.compare_amounts(
                share, item.amount_residual_currency
            )
            shares[item] = 0 if is_whole else share
            free[item] = currency.round(free[item] - share)
            left = currency.round(left - share)
        return shares

    def _hold(self, shares):
        """Make, change and release holds.

        :param shares: as `_take_from` gives them
        """
        self.ensure_one()
        holds = self.hold_ids.filtered(lambda hold: not hold.is_released)
        for hold in holds:
            if hold.move_line_id not in shares:
                hold._release()
            elif hold.amount != shares[hold.move_line_id]:
                hold.amount = shares[hold.move_line_id]
        for item in [item for item in shares if item not in holds.move_line_id]:
            self.debtor_id._hold_for(
                "complaint",
                item,
                None,
                dispute_id=self.id,
                amount=shares[item],
                date_start=self.date,
                date_end=False,
                **self._prepare_hold(),
            )

    def _prepare_hold(self):
        """:return: dict of what the holds say, whatever they hold"""
        return {
            "reason_id": self.reason_id.hold_reason_id.id,
            "user_id": self.user_id.filtered("active").id,
            "note": self.note,
        }

    def _describe_holds(self):
        """Let the holds say what the dispute says."""
        holds = self.sudo().hold_ids  # sudo: they follow the dispute
        holds.filtered(lambda hold: not hold.is_released).write(self._prepare_hold())

    def _end_rest(self):
        """Let dunning go on for what was disputed."""
        self.sudo().is_resting = False  # sudo: follows from what the user may do
        self._rest()
