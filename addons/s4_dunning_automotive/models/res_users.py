from odoo import api, fields, models


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
        # record rules are kept per user
        return super()._get_invalidation_fields() | {"dunning_location_ids"}

    @api.model
    def _location_limit(self):
        """Where code reads past the record rules, it asks here what is left to see.

        :return: the dunning.location to which the current user is limited, as
            superuser; empty: not limited, or superuser
        """
        if self.env.su:
            return self.env["dunning.location"].sudo()
        return self.env.user._limited_to()

    def _limited_to(self):
        """:return: the dunning.location to which this user is limited, as superuser"""
        # sudo: a limit is no secret to the code that keeps it
        return self.sudo().with_context(active_test=False).dunning_location_ids
