from odoo import fields, models


class ResPartnerCategory(models.Model):
    # EXTENDS base
    _inherit = "res.partner.category"

    dunning_workflow_id = fields.Many2one(
        "dunning.workflow",
        ondelete="set null",
        index="btree_not_null",
        help="Customers with this tag follow this workflow, unless the invoice, the "
        "account or the debtor names another one.",
    )
