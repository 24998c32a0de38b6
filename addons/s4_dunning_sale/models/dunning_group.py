from odoo import fields, models


class DunningGroup(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.group"

    is_sale_blocked = fields.Boolean(
        string="Credit stop blocks quotations",
        tracking=True,
        help="A quotation of a customer with a credit stop cannot be confirmed. Off: "
        "it only warns.",
    )
