from odoo import api, fields, models
from odoo.fields import Domain


class DunningAssignmentRule(models.Model):
    # EXTENDS s4_dunning_automotive
    _inherit = "dunning.assignment.rule"

    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        groups="stock.group_stock_user",
        ondelete="restrict",
        help="One line at least is delivered from one of these.",
    )

    @api.model
    def _condition_fields(self):
        return [*super()._condition_fields(), "warehouse_ids"]

    def _condition(self, name):
        if name == "warehouse_ids":
            sale_line = Domain("warehouse_id", "in", self.warehouse_ids.ids)
            line = Domain("sale_line_ids", "any", sale_line)
            return Domain("line_ids", "any", line)
        return super()._condition(name)
