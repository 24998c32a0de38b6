from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningLocation(models.Model):
    """Who is limited to the location."""

    _inherit = "dunning.location"

    # Shown only: who may change a location may not change what users see.
    limited_user_ids = fields.Many2many(
        "res.users", string="Limited users", compute="_compute_limited_user_ids"
    )

    def _compute_limited_user_ids(self):
        # sudo: names of colleagues, who else reads the limits of users
        users = self.env["res.users"].sudo()
        limited = users.search([("dunning_location_ids", "in", self.ids)])
        for location in self:
            location.limited_user_ids = limited.filtered(
                lambda user, location=location: location in user.dunning_location_ids
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_limit_of_users(self):
        # a user without a location would see all of them
        for location in self:
            # sudo: archived users and those whom the user does not see count too
            users = self.env["res.users"].sudo().with_context(active_test=False)
            if users.search_count(
                [("dunning_location_ids", "in", location.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "Users are limited to %(location)s: archive it, or take it "
                        "from these users first.",
                        location=location.name,
                    )
                )
