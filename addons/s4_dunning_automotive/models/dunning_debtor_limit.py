from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import location_limit


class DunningDebtor(models.Model):
    """Its figures are sums over everything: a limited user sees all or nothing."""

    # EXTENDS s4_dunning
    _inherit = "dunning.debtor"

    has_items_without_location = fields.Boolean(
        readonly=True, help="When the figures were last refreshed."
    )
    is_of_my_locations = fields.Boolean(
        compute="_compute_is_of_my_locations",
        search="_search_is_of_my_locations",
        help="All open items and notices are of the locations to which I am limited.",
    )

    @api.depends_context("uid")
    def _compute_is_of_my_locations(self):
        mine = self.sudo().search(  # sudo: the record rule asks this itself
            [("id", "in", self.ids), ("is_of_my_locations", "=", True)]
        )
        for debtor in self:
            debtor.is_of_my_locations = debtor in mine

    def _search_is_of_my_locations(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = self.env.user._limited_to()
        # sudo: looks at everything in order to tell what is out of reach
        mine = location_limit.debtors(self.sudo().env, own)
        return Domain("id", "any!" if True in value else "not any!", mine)

    @api.model
    def _refresh(self, group):
        result = super()._refresh(group)
        location_limit.note_missing_locations(group)
        return result

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        # a task goes to somebody who may open the debtor
        owner = self.env["res.users"].browse(act_values.get("user_id"))
        if owner._limited_to() and not self.with_user(owner).has_access("read"):
            act_values["user_id"] = self.env.uid
        return super().activity_schedule(
            act_type_xmlid=act_type_xmlid,
            date_deadline=date_deadline,
            summary=summary,
            note=note,
            **act_values,
        )
