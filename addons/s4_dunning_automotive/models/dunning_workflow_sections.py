from odoo import fields, models


class DunningWorkflow(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.workflow"

    has_sections = fields.Boolean(
        string="Sections in the letter",
        tracking=True,
        help="The items of each company stand under their location and brand, with "
        "subtotals.",
    )
