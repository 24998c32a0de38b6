from odoo import api, fields, models


class DunningDisputeReason(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.dispute.reason"

    department_id = fields.Many2one(
        "dunning.department",
        index="btree_not_null",
        ondelete="set null",
        help="Where disputes for this reason come from. Empty: the department of the "
        "invoice.",
    )


class DunningDispute(models.Model):
    """A dispute is of the brand, the location and the department of its invoice."""

    # EXTENDS s4_dunning
    _name = "dunning.dispute"
    _inherit = ["dunning.dispute", "dunning.tag.mixin"]

    brand_id = fields.Many2one(
        related="move_id.dunning_brand_id", store=True, tracking=False
    )
    location_id = fields.Many2one(
        related="move_id.dunning_location_id", store=True, tracking=False
    )
    department_id = fields.Many2one(compute="_compute_department_id", store=True)

    @api.depends("reason_id.department_id", "move_id.dunning_department_id")
    def _compute_department_id(self):
        for dispute in self:
            # sudo: a salesperson reads the dispute without access to the ledger
            department = dispute.sudo().move_id.dunning_department_id
            dispute.department_id = dispute.reason_id.department_id or department

    def _owner_candidates(self):
        location = self.sudo().move_id.dunning_location_id  # sudo: see above
        return super()._owner_candidates() | location.user_id.sudo(False)

    def _can_own(self, user):
        own = user._limited_to()
        if not own:
            return super()._can_own(user)
        # A limited user settles the disputes of the own locations, also of a debtor
        # who owes others as well.
        group = self.group_id.with_context(allowed_company_ids=[])
        return (
            user.active
            and not user.share
            and self.sudo().move_id.dunning_location_id in own
            and self.browse().with_user(user).has_access("read")
            and group.with_user(user).has_access("read")
        )
