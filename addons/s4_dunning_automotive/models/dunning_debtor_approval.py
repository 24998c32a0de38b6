from odoo import fields, models


class DunningDebtor(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.debtor"

    approval_rule = fields.Selection(
        [("required", "Needed"), ("not_required", "Not needed")],
        string="Approval number",
        tracking=True,
        index="btree_not_null",
        help="Whether this customer pays only invoices that carry its approval number. "
        "Empty: the workflow decides.",
    )
