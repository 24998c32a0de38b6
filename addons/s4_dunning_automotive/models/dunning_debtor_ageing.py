from odoo import api, models
from odoo.tools import SQL


class DunningDebtor(models.Model):
    """Ageing by brand and by location, beside that by company."""

    # EXTENDS s4_dunning
    _inherit = "dunning.debtor"

    @api.model
    def _ageing_columns(self):
        return {
            **super()._ageing_columns(),
            "brand_id": (
                self.env._("Brand"),
                "dunning.brand",
                SQL("item.dunning_brand_id"),
            ),
            "location_id": (
                self.env._("Location"),
                "dunning.location",
                SQL("item.dunning_location_id"),
            ),
        }
