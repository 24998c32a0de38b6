from odoo import api, fields, models


class SaleOrder(models.Model):
    # EXTENDS sale
    _inherit = "sale.order"

    # Of who pays, as the company of the order sees it.
    pickup_status = fields.Selection(
        [
            ("free", "May be handed over"),
            ("promise", "Payment promised"),
            ("overdue", "Overdue"),
            ("stopped", "Credit stop"),
        ],
        string="Pick-up",
        compute="_compute_pickup",
        groups="base.group_user",
    )
    pickup_message = fields.Char(
        string="Pick-up status", compute="_compute_pickup", groups="base.group_user"
    )

    @api.depends_context("uid", "lang", "tz")
    @api.depends("partner_invoice_id.commercial_partner_id", "company_id")
    def _compute_pickup(self):
        for order in self:
            payer = order.partner_invoice_id.with_company(order.company_id)
            order.pickup_status = payer.pickup_status
            order.pickup_message = payer.pickup_message
