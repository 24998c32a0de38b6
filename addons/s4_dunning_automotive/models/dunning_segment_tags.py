from odoo import fields, models

from .dunning_workflow_tags import GROUPINGS


class DunningSegment(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.segment"

    grouping = fields.Selection(
        selection_add=GROUPINGS,
        ondelete={grouping: "set null" for grouping, _label in GROUPINGS},
    )
