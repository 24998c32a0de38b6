from odoo import api, fields, models


class DunningPaymentSplitLine(models.TransientModel):
    """What one company gets of a payment."""

    _name = "dunning.payment.split.line"
    _description = "Share of a Payment"

    split_id = fields.Many2one(
        "dunning.payment.split", required=True, index=True, ondelete="cascade"
    )
    claim_id = fields.Many2one(
        "dunning.claim",
        string="Company",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Oldest due", readonly=True)
    amount_open = fields.Monetary(string="Open now", readonly=True)
    amount = fields.Monetary(string="Share")
    amount_left = fields.Monetary(string="Then still open", compute="_compute_left")

    _claim_unique = models.UniqueIndex(
        "(split_id, claim_id)", "A claim has one share of a payment."
    )

    @api.depends("amount_open", "amount")
    def _compute_left(self):
        for line in self:
            line.amount_left = line.amount_open - line.amount
