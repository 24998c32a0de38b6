from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class DunningDebtor(models.Model):
    """Agreements: what can be promised, and whether promises are kept."""

    _inherit = "dunning.debtor"

    promise_ids = fields.One2many("dunning.promise", "debtor_id", string="Promises")
    promise_count = fields.Integer(
        string="Promises settled", compute="_compute_promise_figures", store=True
    )
    promise_kept_count = fields.Integer(
        string="Promises kept", compute="_compute_promise_figures", store=True
    )
    promise_kept_ratio = fields.Float(
        string="Kept", compute="_compute_promise_figures", store=True, aggregator="avg"
    )

    @api.depends("promise_ids.state")
    def _compute_promise_figures(self):
        for debtor in self:
            states = debtor.promise_ids.mapped("state")
            kept = states.count("kept")
            settled = kept + states.count("partly") + states.count("broken")
            debtor.promise_count = settled
            debtor.promise_kept_count = kept
            debtor.promise_kept_ratio = kept / settled if settled else 0

    def action_promise(self):
        """Note what the customer promises to pay.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise"),
            "res_model": "dunning.promise",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    def _promise(self, items, date, note, channel, contact):
        """Note what the customer promised in an answer or on the phone.

        :param items: account.move.line; none: what is overdue
        :param date: the day on which the customer pays
        :return: dunning.promise, one for each currency
        :raise UserError: no day from today on, or the items cannot be promised
        """
        if not date or date < fields.Date.context_today(self):
            raise UserError(
                self.env._("Enter the day on which the customer pays, from today on.")
            )
        values = {
            "debtor_id": self.id,
            "date": date,
            "note": note,
            "contact_id": contact and contact.id,
            **({"channel": channel} if channel else {}),
        }
        # sudo: items of companies that are not active
        # What rests already is refused with the reason why it does.
        chosen = (
            items.sudo() or self._overdue_items_to_agree() or self._items_to_agree()
        )
        return self.env["dunning.promise"].create(
            [
                {**values, "item_ids": of_currency.ids}
                for of_currency in chosen.grouped("currency_id").values()
            ]
            or [values]
        )

    def _items_to_agree(self):
        """:return: account.move.line that are open, of all companies of the group"""
        self.ensure_one()
        # sudo: items of companies that are not active
        items = self.env["account.move.line"].sudo()
        found = items.search(
            [*self._open_item_domain(), ("amount_residual_currency", ">", 0)],
        )
        return found.sorted(lambda item: (item.date_maturity or item.date, item.id))

    def _overdue_items_to_agree(self):
        """:return: account.move.line to agree about unless a person chooses others:
        what is overdue in the currency of most of it, and not agreed about
        """
        today = fields.Date.context_today(self)
        free = self._items_to_agree().filtered(
            lambda item: (
                not any(
                    hold.is_current and not hold.amount
                    for hold in item.dunning_hold_ids
                )
            )
        )
        overdue = free.filtered(lambda item: (item.date_maturity or item.date) < today)
        by_currency = (overdue or free).grouped("currency_id").values()
        return max(
            by_currency,
            key=lambda items: sum(items.mapped("amount_residual")),
            default=free,
        )

    def _check_agreement(self, items, agreement):
        """Refuse to agree about items with which that cannot be done.

        :param items: account.move.line, as superuser
        :param agreement: the promise, ... that is made about them
        :raise UserError: naming what is wrong and what to do
        """
        self.ensure_one()
        if len(items.currency_id) > 1:
            raise UserError(
                self.env._(
                    "The items are in several currencies: make an agreement for each."
                )
            )
        choice = self._items_to_agree()
        for item in items:
            if item not in choice:
                raise UserError(
                    self.env._(
                        "%(item)s is not open, or of another customer: leave it out.",
                        item=item.display_name,
                    )
                )
        for promise in self._open_promises(items) - agreement:
            raise UserError(
                self.env._(
                    "%(item)s is promised for %(date)s already: change or withdraw "
                    "that promise.",
                    item=(promise.sudo().item_ids & items)[:1].display_name,
                    date=format_date(self.env, promise.date),
                )
            )

    def _open_promises(self, items):
        """:return: open dunning.promise about some of the items"""
        return self.promise_ids.filtered(
            # sudo: items of companies that are not active
            lambda promise: promise.state == "open" and promise.sudo().item_ids & items
        )
