from odoo import api, fields, models
from odoo.fields import Domain


class DunningAssignmentRule(models.Model):
    # EXTENDS s4_dunning_automotive
    _inherit = "dunning.assignment.rule"

    team_ids = fields.Many2many(
        "crm.team",
        string="Sales teams",
        groups="sales_team.group_sale_salesman",
        ondelete="restrict",
    )

    @api.model
    def _condition_fields(self):
        return [*super()._condition_fields(), "team_ids"]

    def _condition(self, name):
        if name == "team_ids":
            return Domain("team_id", "in", self.team_ids.ids)
        return super()._condition(name)
