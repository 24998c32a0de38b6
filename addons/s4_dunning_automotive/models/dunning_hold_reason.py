from odoo import fields, models


class DunningHoldReason(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.hold.reason"

    is_promise = fields.Boolean(
        string="Promise to pay",
        help="The customer said when it pays. Until then its vehicles are shown as "
        "promised, not as overdue.",
    )
