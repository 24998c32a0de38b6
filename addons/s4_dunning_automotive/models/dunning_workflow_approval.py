from odoo import fields, models


class DunningWorkflow(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.workflow"

    is_approval_required = fields.Boolean(
        string="Approval number needed",
        tracking=True,
        help="Invoices without an approval number are not dunned: the location gets a "
        "task to add it. A debtor may say otherwise.",
    )
