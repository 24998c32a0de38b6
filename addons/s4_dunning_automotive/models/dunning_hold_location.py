from odoo import fields, models


class DunningHold(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.hold"

    location_id = fields.Many2one(
        related="move_line_id.move_id.dunning_location_id",
        string="Location",
        store=True,
        index="btree_not_null",
    )
