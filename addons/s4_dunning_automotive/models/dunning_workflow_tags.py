from odoo import fields, models

GROUPINGS = [
    ("brand", "One notice per brand"),
    ("location", "One notice per location"),
    ("department", "One notice per department"),
]


class DunningWorkflow(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.workflow"

    grouping = fields.Selection(
        selection_add=GROUPINGS,
        ondelete={grouping: "set default" for grouping, _label in GROUPINGS},
    )
