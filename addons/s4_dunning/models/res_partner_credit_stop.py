from odoo import api, fields, models
from odoo.tools import format_date


class ResPartner(models.Model):
    """Who sells or invoices sees that a customer buys against payment only."""

    # EXTENDS base
    _inherit = "res.partner"

    dunning_credit_stop = fields.Char(
        string="Credit stop",
        compute="_compute_dunning_credit_stop",
        groups="base.group_user",
        help="In the dunning group of the company.",
    )

    @api.depends_context("company", "lang")
    @api.depends("commercial_partner_id")
    def _compute_dunning_credit_stop(self):
        stopped = self.commercial_partner_id._origin._dunning_credit_stops()
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.dunning_credit_stop = customer in stopped and self.env._(
                "%(customer)s has a credit stop since %(date)s: sell against payment "
                "only, or ask the credit department.",
                customer=customer.name,
                date=format_date(self.env, stopped[customer]),
            )

    def _dunning_credit_stops(self):
        """:return: dict of res.partner to the date of its credit stop, of those that
        have one in the dunning group of the company
        """
        # sudo: whoever sells to the customer may know that there is no credit, not why
        group = self.env.company.sudo().dunning_group_id
        debtors = group.env["dunning.debtor"].search_fetch(
            [
                ("partner_id", "in", self.ids),
                ("group_id", "=", group.id),
                ("is_credit_stopped", "=", True),
            ],
            ["partner_id", "date_credit_stopped"],
        )
        return {
            debtor.partner_id.with_env(self.env): debtor.date_credit_stopped
            for debtor in debtors
        }


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    @api.depends("partner_id", "move_type", "company_id")
    def _compute_alerts(self):
        return super()._compute_alerts()

    def _get_alerts(self):
        alerts = super()._get_alerts()
        is_sale = self.move_type in ("out_invoice", "out_receipt")
        if self.state == "draft" and is_sale:
            partner = self.partner_id.with_company(self.company_id)
            if partner.dunning_credit_stop:
                alerts["s4_dunning_credit_stop"] = {
                    "level": "warning",
                    "message": partner.dunning_credit_stop,
                }
        return alerts
