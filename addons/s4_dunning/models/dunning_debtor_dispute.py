from odoo import fields, models
from odoo.tools import clean_context
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
OPEN = "amount_residual_currency"
MANY = 100  # items, of more than one invoice for sure


class DunningDebtor(models.Model):
    """Disputes of the debtor, and those that follow from what it said."""

    _inherit = "dunning.debtor"

    dispute_ids = fields.One2many("dunning.dispute", "debtor_id", string="Disputes")

    def action_dispute(self):
        """Raise a dispute about one of the invoices of the debtor.

        :return: window action
        """
        self.ensure_one()
        self.env["dunning.dispute"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "dunning.dispute",
            "view_mode": "form",
            "context": {"dispute_partner_id": self.partner_id.id},
        }

    def _follow_up_dispute(self, items, date, note):
        """Raise a dispute about each invoice that was named, or the only one there is.

        Who names none of several disputes nobody knows what: all of the debtor rests
        until a person has asked. What is no invoice, an opening balance for instance,
        rests as it is.

        :return: dunning.dispute, or dunning.hold where no invoice is disputed
        """
        # all companies of the user, active at the top right or not
        companies = self.env.user._get_company_ids()
        # the defaults of another model are not those of a dispute
        env = self.env(context=clean_context(self.env.context))
        items = items.with_env(env).with_context(allowed_company_ids=companies)
        items = items or self._items_of_only_invoice(items)
        disputes = self.env["dunning.dispute"]
        others = items.filtered(lambda item: not item.move_id._is_dunning_invoice())
        for invoice, of_invoice in (items - others).grouped("move_id").items():
            disputes += self._dispute(invoice, of_invoice, date, note)
        if items and not others:
            return disputes
        self._task_for(_lt("Settle the complaint"), note, kind="dispute")
        holds = self._hold_for("complaint", others, date, note)
        return disputes or holds

    def _items_of_only_invoice(self, items):
        """:return: account.move.line, what is open if it is of one invoice

        :param items: account.move.line, none, in the companies to look at
        """
        claims = [*self._open_item_domain(), ("amount_residual", ">", 0)]
        found = items.search(claims, limit=MANY)
        is_clear = len(found.move_id) == 1 and found.move_id._is_dunning_invoice()
        return found if is_clear else items

    def _dispute(self, invoice, items, date, note):
        """Raise a dispute, or tell the owner of the one there is.

        :param items: account.move.line of the invoice, which are disputed
        :return: dunning.dispute
        """
        disputes = invoice.env["dunning.dispute"]
        named = sum((items & invoice._dunning_open_items()).mapped(OPEN))
        amount = invoice.currency_id.round(
            min(named, invoice._dunning_undisputed(but=disputes))
        )
        if invoice.currency_id.compare_amounts(amount, 0) > 0:
            return disputes.create(
                {
                    "move_id": invoice.id,
                    "debtor_id": self.id,
                    "amount": amount,
                    "reason_id": self._dispute_reason().id,
                    "note": note,
                    **({"date_deadline": date} if date else {}),
                }
            )
        known = disputes.search(
            [("move_id", "=", invoice.id), ("is_resting", "=", True)], limit=1
        )
        if known:
            known._message_log(body=self.env._("Said again: %s", note or ""))
        else:
            self._task_for(
                _lt("%s is disputed, and paid", invoice.name),
                note,
                kind="dispute",
            )
        return known

    def _dispute_reason(self):
        """:return: dunning.dispute.reason of what nobody has looked at yet"""
        other = self.env.ref(
            "s4_dunning.dunning_dispute_reason_other", raise_if_not_found=False
        )
        return other or self.env["dunning.dispute.reason"].search([], limit=1)
