from odoo import fields, models
from odoo.tools import clean_context

OPEN = "amount_residual_currency"


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
        """Raise a dispute about each invoice that was named.

        Who names none disputes nobody knows what: all of the debtor rests until a
        person has asked.

        :return: dunning.dispute, or dunning.hold where no invoice was named
        """
        if not items:
            self._task_for(self.env._("Settle the complaint"), note, kind="dispute")
            return self._hold_for("complaint", items, date, note)
        # all companies of the user, active at the top right or not
        companies = self.env.user._get_company_ids()
        context = clean_context(self.env.context)  # defaults of another model
        items = items.with_context({**context, "allowed_company_ids": companies})
        disputes = self.env["dunning.dispute"]
        for invoice, of_invoice in items.grouped("move_id").items():
            disputes += self._dispute(invoice, of_invoice, date, note)
        return disputes

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
                self.env._("%s is disputed, and paid", invoice.name),
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
