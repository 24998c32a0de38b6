from odoo import fields, models


class DunningTeam(models.Model):
    """Collectors who stand in for each other: they see each other's tasks as one."""

    _name = "dunning.team"
    _description = "Dunning Team"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    leader_id = fields.Many2one(
        "res.users",
        string="Team leader",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    member_ids = fields.Many2many(
        "res.users", string="Members", domain="[('share', '=', False)]"
    )

    def _people(self):
        """:return: res.users of these teams, with their leaders"""
        return self.member_ids | self.leader_id
