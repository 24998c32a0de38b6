from odoo import api, fields, models


class DunningHold(models.Model):
    """Holds that arrangements make."""

    _inherit = "dunning.hold"

    arrangement_id = fields.Many2one(
        "dunning.arrangement", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _origins(self):
        return [*super()._origins(), "arrangement_id"]
