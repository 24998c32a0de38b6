from odoo import api, fields, models


class SaleOrder(models.Model):
    # EXTENDS sale
    _inherit = "sale.order"

    dunning_credit_stop = fields.Char(
        string="Credit stop",
        compute="_compute_dunning_credit_stop",
        groups="base.group_user",
    )

    @api.depends_context("lang")
    @api.depends("partner_invoice_id.commercial_partner_id", "company_id", "state")
    def _compute_dunning_credit_stop(self):
        for order in self:
            payer = order.partner_invoice_id.with_company(order.company_id)
            order.dunning_credit_stop = (
                order.state in ("draft", "sent") and payer.dunning_credit_stop
            )

    def _confirmation_error_message(self):
        error = super()._confirmation_error_message()
        # sudo: a customer may confirm in the portal; the block holds there, too
        order = self.sudo()
        if error or not order.company_id.dunning_group_id.is_sale_blocked:
            return error
        if order._is_paid_in_advance():
            return None
        if order.dunning_credit_stop and self.env.user.share:
            return self.env._("Please contact us: this order needs a word with you.")
        return order.dunning_credit_stop

    def _is_paid_in_advance(self):
        """:return: bool, whether all is paid: no credit is given then"""
        self.ensure_one()
        return (
            self.amount_total > 0
            and self.currency_id.compare_amounts(self.amount_paid, self.amount_total)
            >= 0
        )
