from odoo import api, fields, models


class DunningHold(models.Model):
    """Holds that promises make."""

    _inherit = "dunning.hold"

    promise_id = fields.Many2one(
        "dunning.promise", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _origins(self):
        return [*super()._origins(), "promise_id"]
