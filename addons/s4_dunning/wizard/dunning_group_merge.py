from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningGroupMerge(models.TransientModel):
    """Tell what happens when dunning groups become one, then do it."""

    _name = "dunning.group.merge"
    _description = "Merge of Dunning Groups"

    group_ids = fields.Many2many(
        "dunning.group",
        string="Groups to merge",
        default=lambda self: self.env.context.get("active_ids"),
    )
    group_id = fields.Many2one(
        "dunning.group",
        string="Group that stays",
        required=True,
        compute="_compute_group_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', group_ids)]",
        help="Its policy applies to all companies from now on.",
    )
    consequences = fields.Text(compute="_compute_consequences")

    @api.depends("group_ids")
    def _compute_group_id(self):
        for merge in self:
            groups = merge.group_ids._origin
            if merge.group_id not in groups:
                merge.group_id = groups.sorted("company_count", reverse=True)[:1]

    @api.depends("group_ids", "group_id")
    def _compute_consequences(self):
        for merge in self:
            merged = merge._merged()
            sentences = merged and merge.group_id._arrival_sentences(
                merged, merged._companies().with_env(self.env)
            )
            merge.consequences = "\n".join(sentences or [])

    def _merged(self):
        """:return: the dunning.group records that disappear"""
        return self.group_ids._origin - self.group_id

    def action_merge(self):
        """Merge the groups into the one that stays.

        :return: window action of that group
        :raise UserError: there is nothing to merge
        :raise AccessError: see dunning.group._check_membership_right
        """
        self.ensure_one()
        if not self._merged():
            raise UserError(self.env._("Choose at least two dunning groups to merge."))
        if self.group_id not in self.group_ids:
            raise UserError(
                self.env._("The group that stays must be one of the groups to merge.")
            )
        self.group_id._merge(self._merged())
        return self.group_id._get_records_action()
