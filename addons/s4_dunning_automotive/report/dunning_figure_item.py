from odoo import api, fields, models
from odoo.tools import SQL

from ..models.dunning_tag_mixin import ITEM_TAGS


class DunningFigureItem(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.figure.item"

    brand_id = fields.Many2one("dunning.brand", readonly=True)
    location_id = fields.Many2one("dunning.location", readonly=True)
    department_id = fields.Many2one("dunning.department", readonly=True)

    _depends = {"account.move.line": list(ITEM_TAGS.values())}

    @api.model
    def _figure_item_columns(self):
        return {
            **super()._figure_item_columns(),
            **{
                column: SQL("item.%s", SQL.identifier(tag))
                for column, tag in ITEM_TAGS.items()
            },
        }
