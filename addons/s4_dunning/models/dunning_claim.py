from odoo import api, fields, models

from odoo.addons.account.tools import format_structured_reference_iso


class DunningClaim(models.Model):
    """What one company demands within a notice."""

    _name = "dunning.claim"
    _description = "Claim of a Notice"
    _inherit = ["dunning.transfer.mixin"]
    _order = "amount_total desc, id"
    _rec_name = "company_id"
    _log_access = False  # its notice tells

    notice_id = fields.Many2one(
        "dunning.notice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Creditor",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.One2many("dunning.notice.line", "claim_id", string="Items")
    amount_principal = fields.Monetary(
        string="Overdue", compute="_compute_amounts", store=True
    )
    amount_credit = fields.Monetary(
        string="Credits", compute="_compute_amounts", store=True
    )
    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_cost = fields.Monetary(string="Costs", readonly=True)
    amount_total = fields.Monetary(
        string="To pay", compute="_compute_amounts", store=True
    )
    payment_reference = fields.Char(compute="_compute_payment_reference")

    @api.depends("company_id")
    def _compute_display_name(self):
        for claim in self.sudo():  # sudo: a company that is not active
            claim.display_name = claim.company_id.name

    @api.depends(
        "line_ids.amount_to_pay", "line_ids.kind", "amount_interest", "amount_cost"
    )
    def _compute_amounts(self):
        for claim in self:
            of_kind = dict.fromkeys(("overdue", "credit", "open"), 0)
            for line in claim.line_ids:
                of_kind[line.kind] += line.amount_to_pay
            claim.amount_principal = of_kind["overdue"]
            claim.amount_credit = -of_kind["credit"]
            claim.amount_total = (
                claim.amount_principal
                - claim.amount_credit
                + claim.amount_interest
                + claim.amount_cost
            )

    def _compute_payment_reference(self):
        for claim in self:
            claim.payment_reference = format_structured_reference_iso(
                f"{claim.company_id.id}{claim._origin.id or 0:07d}"
            )

    def _amount_to_transfer(self):
        return self.amount_total

    def _transferred_by(self):
        return self.notice_id.partner_id
