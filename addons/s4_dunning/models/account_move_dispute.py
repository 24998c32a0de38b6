from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class AccountMove(models.Model):
    """Disputes about an invoice, and what becomes of their credit notes."""

    # EXTENDS account
    _inherit = "account.move"

    dunning_dispute_ids = fields.One2many(
        "dunning.dispute", "move_id", string="Disputes"
    )
    dunning_dispute_count = fields.Integer(compute="_compute_dunning_dispute")
    dunning_dispute_banner = fields.Char(
        string="Under review", compute="_compute_dunning_dispute"
    )

    @api.depends("dunning_dispute_ids.is_resting", "dunning_dispute_ids.amount")
    def _compute_dunning_dispute(self):
        self.dunning_dispute_count = 0
        self.dunning_dispute_banner = False
        disputes = self.env["dunning.dispute"]
        if not disputes.has_access("read"):
            return
        found = disputes.search([("move_id", "in", self.ids)]).grouped("move_id")
        for move in self:
            of_move = found.get(move._origin, disputes)
            move.dunning_dispute_count = len(of_move)
            move.dunning_dispute_banner = of_move._banner()

    def _is_dunning_invoice(self):
        """:return: bool, whether it is an invoice to a customer"""
        return self.move_type in ("out_invoice", "out_receipt")

    def _dunning_open_items(self):
        """:return: the open receivable account.move.line, the first due in front"""
        return (
            self._dunning_items()
            .filtered(
                lambda item: (
                    item.parent_state == "posted" and item.amount_residual_currency > 0
                )
            )
            .sorted(lambda item: (item.date_maturity or item.date, item.id))
        )

    def _dunning_open_amount(self):
        """:return: float, what is open, in the currency of the invoice"""
        return sum(self._dunning_open_items().mapped("amount_residual_currency"))

    def _dunning_undisputed(self, but):
        """:return: float, what is open and not disputed, in the currency of the invoice

        :param but: dunning.dispute that does not count
        """
        # sudo: disputes of locations and companies that the user does not see count too
        others = (
            self.env["dunning.dispute"]
            .sudo()
            .search(
                [
                    ("move_id", "in", self.ids),
                    ("is_resting", "=", True),
                    ("id", "not in", but._origin.ids),
                ]
            )
        )
        disputed = sum(dispute._amount_to_rest() for dispute in others)
        return self.currency_id.round(self._dunning_open_amount() - disputed)

    def _dunning_debtor(self):
        """:return: the dunning.debtor of the customer; none if it is none yet"""
        # sudo: whether there is one; what the user may do with it is asked elsewhere
        debtors = self.env["dunning.debtor"].sudo()
        found = debtors.search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("group_id", "=", self.company_id.sudo().dunning_group_id.id),
            ],
            limit=1,
        )
        return found.with_env(self.env)

    def _make_dunning_debtor(self):
        """Let the customer be a debtor, before the next refresh makes it one."""
        for move in self.filtered("commercial_partner_id"):
            if move._is_dunning_invoice() and not move._dunning_debtor():
                # sudo: follows from an invoice that the user reads
                self.env["dunning.debtor"].sudo().create(
                    {
                        "partner_id": move.commercial_partner_id.id,
                        "group_id": move.company_id.sudo().dunning_group_id.id,
                    }
                )

    def action_dispute(self):
        """Raise a dispute about the invoice.

        :return: window action
        """
        self.ensure_one()
        self.env["dunning.dispute"].check_access("create")
        self._make_dunning_debtor()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "dunning.dispute",
            "view_mode": "form",
            "context": {"default_move_id": self.id},
        }

    def action_open_disputes(self):
        """Show the disputes about the invoice."""
        return self.dunning_dispute_ids._get_records_action(
            name=self.env._("Disputes"), context={"create": False}
        )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._settled_disputes()._follow_credit_note()
        return result

    def unlink(self):
        names = {
            dispute: dispute.credit_note_id.display_name
            for dispute in self._settled_disputes()
        }
        result = super().unlink()
        for dispute, name in names.items():
            dispute._reopen(
                self.env._("The credit note %s was deleted: open again.", name)
            )
        return result

    def _settled_disputes(self):
        """:return: the dunning.dispute of which these are the credit notes"""
        credit_notes = self.filtered(lambda move: move.move_type == "out_refund")
        # sudo: who posts a credit note need not see disputes
        disputes = self.env["dunning.dispute"].sudo()
        if not credit_notes:
            return disputes
        return disputes.search([("credit_note_id", "in", credit_notes.ids)])


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    def _banner(self):
        """:return: str, what is under review, for the invoice; False: nothing"""
        resting = self.filtered("is_resting")
        if not resting:
            return False
        amount = sum(dispute._amount_to_rest() for dispute in resting)
        return self.env._(
            "%(amount)s under review since %(date)s",
            amount=format_amount(self.env, amount, resting[:1].currency_id),
            date=format_date(self.env, min(resting.mapped("date"))),
        )
