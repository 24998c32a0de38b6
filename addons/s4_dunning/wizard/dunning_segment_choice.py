from odoo import api, fields, models


class DunningSegmentChoice(models.TransientModel):
    """A person chooses the segment of debtors, or leaves it to the criteria again."""

    _name = "dunning.segment.choice"
    _description = "Choose a Segment"

    debtor_ids = fields.Many2many(
        "dunning.debtor", default=lambda self: self.env.context.get("active_ids")
    )
    group_id = fields.Many2one("dunning.group", compute="_compute_group_id")
    choice = fields.Selection(
        [
            ("segment", "Always this segment"),
            ("none", "No segment at all"),
            ("criteria", "The segment whose criteria they meet"),
        ],
        required=True,
        default="segment",
    )
    segment_id = fields.Many2one(
        "dunning.segment", domain="[('group_id', '=', group_id)]"
    )
    reason = fields.Char(string="Why")

    @api.depends("debtor_ids")
    def _compute_group_id(self):
        for wizard in self:
            wizard.group_id = wizard.debtor_ids.group_id[:1]

    def action_choose(self):
        """Carry out the choice.

        :raise UserError: without a reason for what stays as it is chosen
        """
        self.ensure_one()
        if self.choice == "criteria":
            return self.debtor_ids.action_release_segment()
        segment_id = self.choice == "segment" and self.segment_id.id
        return self.debtor_ids.action_choose_segment(segment_id, self.reason)
