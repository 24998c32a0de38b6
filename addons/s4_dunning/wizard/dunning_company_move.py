from odoo import api, fields, models


class DunningCompanyMove(models.TransientModel):
    """Tell what happens when a company changes its dunning group, then do it."""

    _name = "dunning.company.move"
    _description = "Change of the Dunning Group of a Company"

    company_id = fields.Many2one(
        "res.company", required=True, help="One that is active in the company menu."
    )
    origin_id = fields.Many2one(
        "dunning.group",
        string="Current group",
        related="company_id.dunning_group_id",
        help="",
    )
    group_id = fields.Many2one(
        "dunning.group",
        string="New group",
        help="Empty: a group of its own.",
        domain="[('id', '!=', origin_id)]",
    )
    consequences = fields.Text(compute="_compute_consequences")

    @api.depends("company_id", "group_id")
    def _compute_consequences(self):
        for move in self:
            sentences = move.company_id and move.group_id._arrival_sentences(
                move.origin_id, move.company_id
            )
            move.consequences = "\n".join(sentences or [])

    def action_move(self):
        """Move the company.

        :return: window action of the group, if the one that it left disappeared
        :raise AccessError: see dunning.group._check_membership_right
        """
        self.ensure_one()
        self.group_id._check_membership_right(self.company_id)
        origin = self.origin_id
        # sudo: the right was checked; a dunning manager need not manage companies
        company_sudo = self.company_id.sudo()
        company_sudo.dunning_group_id = self.group_id
        if origin.exists():
            return {"type": "ir.actions.act_window_close"}
        group = company_sudo.dunning_group_id.with_env(self.env)
        return group._get_records_action()
