from odoo import models
from odoo.tools import SQL

from .dunning_tag_mixin import ITEM_TAGS


class DunningSimulation(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.simulation"

    def _notice_columns(self):
        return {
            **super()._notice_columns(),
            **{
                column: SQL(
                    "CASE WHEN COUNT(item.%(tag)s) = COUNT(*)"
                    " AND MIN(item.%(tag)s) = MAX(item.%(tag)s)"
                    " THEN MIN(item.%(tag)s) END",
                    tag=SQL.identifier(column),
                )
                for column in ITEM_TAGS
            },
        }


class DunningSimulationNotice(models.Model):
    """A simulated notice has the tags that all its overdue items share."""

    # EXTENDS s4_dunning
    _name = "dunning.simulation.notice"
    _inherit = ["dunning.simulation.notice", "dunning.tag.mixin"]
