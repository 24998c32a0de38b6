from odoo import api, fields, models, tools


class ResUsers(models.Model):
    """A user may be limited to locations, see security/dunning_location_limit_rules."""

    # EXTENDS base
    _inherit = "res.users"

    # Archived locations limit too: without them the user would see everything.
    dunning_location_ids = fields.Many2many(
        "dunning.location",
        string="Limited to locations",
        ondelete="restrict",
        context={"active_test": False},
        groups="base.group_erp_manager",
        help="The user sees the invoices, notices and figures of these locations only. "
        "Empty: of all locations.",
    )

    def _get_invalidation_fields(self):
        # the record rules and what they ask are kept per user
        return super()._get_invalidation_fields() | {"dunning_location_ids"}

    @tools.ormcache("self.id")
    def _location_limit_ids(self):
        """Record rules ask this, of every user and for every request.

        :return: tuple of the ids of the locations to which this user is limited
        """
        # sudo: a limit is no secret to what keeps it, and it is all of it, whatever
        # somebody who does not see all locations has just read
        user = self.sudo().with_context(active_test=False)
        user.invalidate_recordset(["dunning_location_ids"])
        return tuple(user.dunning_location_ids.ids)

    def _limited_to(self):
        """:return: the dunning.location to which this user is limited, as superuser"""
        # sudo: see above
        return self.env["dunning.location"].sudo().browse(self._location_limit_ids())

    @api.model
    def _location_limit(self):
        """Where code reads past the record rules, it asks here what is left to see.

        :return: the dunning.location to which the current user is limited, as
            superuser; empty: not limited, or superuser
        """
        if self.env.su:
            return self.env["dunning.location"].sudo()
        return self.env.user._limited_to()
