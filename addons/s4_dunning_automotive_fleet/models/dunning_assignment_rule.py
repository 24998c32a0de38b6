from odoo import api, fields, models
from odoo.fields import Domain


class DunningAssignmentRule(models.Model):
    # EXTENDS s4_dunning_automotive
    _inherit = "dunning.assignment.rule"

    vehicle_brand_ids = fields.Many2many(
        "fleet.vehicle.model.brand",
        string="Vehicle manufacturers",
        groups="fleet.fleet_group_user",
        ondelete="restrict",
        help="One line at least is about a vehicle of one of these.",
    )
    vehicle_category_ids = fields.Many2many(
        "fleet.vehicle.model.category",
        string="Vehicle categories",
        groups="fleet.fleet_group_user",
        ondelete="restrict",
        help="One line at least is about a vehicle of one of these.",
    )

    @api.model
    def _condition_fields(self):
        return [
            *super()._condition_fields(),
            "vehicle_brand_ids",
            "vehicle_category_ids",
        ]

    def _condition(self, name):
        match name:
            case "vehicle_brand_ids":
                model = Domain("brand_id", "in", self.vehicle_brand_ids.ids)
            case "vehicle_category_ids":
                model = Domain("category_id", "in", self.vehicle_category_ids.ids)
            case _:
                return super()._condition(name)
        vehicle = Domain("model_id", "any", model)
        line = Domain("vehicle_id", "any", vehicle)
        return Domain("line_ids", "any", line)
