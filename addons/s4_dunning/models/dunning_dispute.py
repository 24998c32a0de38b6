from odoo import api, fields, models


class DunningDispute(models.Model):
    """What a customer does not accept: an invoice, or a part of its amount."""

    _name = "dunning.dispute"
    _description = "Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_deadline, id"
    _rec_names_search = ["move_id", "partner_id", "reason_id"]

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id",
        string="Customer",
        store=True,
        precompute=True,
        index=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), "
        "('state', '=', 'posted'), "
        "('payment_state', 'in', ('not_paid', 'partial', 'blocked'))]",
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="move_id.currency_id", store=True, precompute=True
    )
    amount = fields.Monetary(string="Disputed amount", tracking=True)
    reason_id = fields.Many2one(
        "dunning.dispute.reason", required=True, ondelete="restrict", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain="[('share', '=', False)]",
        tracking=True,
        index="btree_not_null",
    )
    date = fields.Date(
        string="Raised on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_deadline = fields.Date(string="Settle by", tracking=True)
    note = fields.Text(string="What the customer says")
    state = fields.Selection(
        [
            ("open", "Under review"),
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    amount_accepted = fields.Monetary(readonly=True, tracking=True)
    answer = fields.Text(readonly=True)
    credit_note_id = fields.Many2one(
        "account.move", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_ended = fields.Date(string="Settled on", readonly=True)
    hold_ids = fields.One2many("dunning.hold", "dispute_id", string="Holds")

    @api.depends("move_id", "partner_id")
    def _compute_display_name(self):
        for dispute in self:
            # sudo: a salesperson reads the dispute without access to the ledger
            invoice = dispute.sudo().move_id.name
            dispute.display_name = f"{invoice}: {dispute.partner_id.display_name}"


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    dispute_id = fields.Many2one(
        "dunning.dispute", index="btree_not_null", ondelete="cascade", readonly=True
    )
