from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What the ledger and the buttons change.
PROTECTED = {
    "amount_paid",
    "amounts_before",
    "date_end",
    "date_ended",
    "state",
}


class DunningPromise(models.Model):
    """What can be promised, and what of a promise may change."""

    _inherit = "dunning.promise"

    @api.constrains("date", "date_made")
    def _check_date(self):
        for promise in self:
            if promise.date < promise.date_made:
                raise ValidationError(
                    self.env._(
                        "Enter the day on which the customer pays, from the day of the "
                        "promise on."
                    )
                )

    def _check_owner(self):
        """Refuse owners who have left, if a person chooses them."""
        if self.env.su:
            return  # what follows by itself is not held up by them
        for promise in self:
            if promise.user_id and not promise.user_id.active:
                raise ValidationError(
                    self.env._(
                        "%(user)s has left: choose another owner.",
                        user=promise.user_id.name,
                    )
                )

    def _check_editable(self, vals):
        """Refuse what only the ledger decides, and changes of settled promises.

        :raise UserError: the promise is settled
        """
        self._check_protected(vals)
        facts = {"date", "date_made", "item_ids", "amount", "debtor_id"}
        if not self.env.su and vals.keys() & facts:
            self._check_open()

    @api.model
    def _check_protected(self, vals):
        """Refuse values that only the ledger and the buttons give."""
        if not self.env.su and vals.keys() & PROTECTED:
            raise AccessError(
                self.env._("This changes by the ledger and by the buttons only.")
            )

    def _check_open(self):
        for promise in self:
            if promise.state != "open":
                raise UserError(
                    self.env._(
                        "%(promise)s: this promise is settled already, make a new one.",
                        promise=promise.display_name,
                    )
                )

    def _check_items(self):
        """Refuse promises that cannot be followed in the ledger.

        :raise UserError: naming what is wrong and what to do
        """
        self.ensure_one()
        # sudo: items of companies that are not active
        items = self.sudo().item_ids
        if not items:
            raise UserError(
                self.env._(
                    "Choose the items that %(customer)s promised to pay.",
                    customer=self.partner_id.name,
                )
            )
        self.debtor_id._check_agreement(items, self)
        if self.currency_id.compare_amounts(self.amount, self._open_amount()) > 0:
            raise UserError(
                self.env._(
                    "Only %(open)s is open on these items: enter that or less, or "
                    "choose more items.",
                    open=self.currency_id.format(self._open_amount()),
                )
            )
