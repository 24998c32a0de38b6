from odoo import api, fields, models


class DunningCompanySetup(models.TransientModel):
    """Let a company dun as a sister company does, and tell what it still lacks."""

    _name = "dunning.company.setup"
    _description = "Dunning Settings of a New Company"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    source_company_id = fields.Many2one(
        "res.company",
        string="Same as",
        required=True,
        domain="[('id', '!=', company_id)]",
        help="Dunning group and workflow are copied from this company.",
    )
    consequences = fields.Text(compute="_compute_consequences")
    missing = fields.Text(string="Still missing", compute="_compute_missing")

    @api.depends("company_id", "source_company_id")
    def _compute_consequences(self):
        for setup in self:
            sentences = []
            # sudo: the group is read to say what happens, after its own check
            origin = setup.company_id.sudo().dunning_group_id.with_env(self.env)
            group = setup.source_company_id.sudo().dunning_group_id.with_env(self.env)
            if setup.company_id and group and group != origin:
                sentences = group._arrival_sentences(origin, setup.company_id)
            setup.consequences = "\n".join(sentences)

    @api.depends("company_id")
    def _compute_missing(self):
        for setup in self:
            setup.missing = "\n".join(setup.company_id._dunning_gaps())

    def action_copy(self):
        """Give the company the dunning settings of the other one.

        :raise AccessError: see dunning.group._check_membership_right
        """
        self.ensure_one()
        self.company_id._copy_dunning_settings(self.source_company_id)
        return {"type": "ir.actions.act_window_close"}
