from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResUsers(models.Model):
    # EXTENDS base
    _inherit = "res.users"

    dunning_substitute_id = fields.Many2one(
        "res.users",
        string="Stand-in for dunning",
        index="btree_not_null",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Sees your tasks of dunning among the own ones while you are away. What "
        "the stand-in may do, does not change.",
    )
    dunning_substitute_from = fields.Date(
        string="Stand-in from", help="Empty: from now on."
    )
    dunning_substitute_until = fields.Date(
        string="Stand-in until", help="The last day. Empty: until you take it back."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + self._stand_in_fields()

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + self._stand_in_fields()

    def _stand_in_fields(self):
        return [
            "dunning_substitute_id",
            "dunning_substitute_from",
            "dunning_substitute_until",
        ]

    @api.constrains(
        "dunning_substitute_id", "dunning_substitute_from", "dunning_substitute_until"
    )
    def _check_dunning_substitute(self):
        for user in self:
            if user.dunning_substitute_id and (
                user.share or user.dunning_substitute_id.share
            ):
                raise ValidationError(
                    self.env._("Only colleagues stand in for each other.")
                )
            if user.dunning_substitute_id == user:
                raise ValidationError(
                    self.env._("Choose somebody else as your stand-in.")
                )
            start, end = user.dunning_substitute_from, user.dunning_substitute_until
            if start and end and end < start:
                raise ValidationError(
                    self.env._("Your stand-in cannot end before it starts.")
                )

    def _dunning_stood_in_for(self):
        """:return: res.users, as superuser, who are away today and named this user"""
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: names of colleagues who asked for it
        return self.sudo().search(
            Domain("dunning_substitute_id", "=", self.id)
            & (
                Domain("dunning_substitute_from", "=", False)
                | Domain("dunning_substitute_from", "<=", today)
            )
            & (
                Domain("dunning_substitute_until", "=", False)
                | Domain("dunning_substitute_until", ">=", today)
            )
        )

    def _dunning_team(self):
        """:return: res.users, as superuser, of the teams of this user, or just this"""
        self.ensure_one()
        # sudo: names of colleagues
        teams = self.env["dunning.team"].sudo()
        mine = teams.search(
            Domain("member_ids", "in", self.ids) | Domain("leader_id", "in", self.ids)
        )
        return self.sudo() | mine._people()
