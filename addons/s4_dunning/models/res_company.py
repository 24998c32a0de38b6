from odoo import api, fields, models


class ResCompany(models.Model):
    # EXTENDS base
    _inherit = "res.company"

    dunning_group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The companies that dun together. By default each company for itself.",
    )
    dunning_workflow_id = fields.Many2one(
        "dunning.workflow",
        string="Dunning workflow",
        help="Empty: the default of the dunning group.",
        domain="[('group_id', 'in', (dunning_group_id, False))]",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered(
            lambda company: not company.dunning_group_id
        )._create_dunning_groups()
        return companies

    def _create_dunning_groups(self):
        """Give each of these companies a dunning group of its own."""
        for company in self:
            # sudo: who may create a company need not be a dunning manager
            company.sudo().dunning_group_id = (
                self.env["dunning.group"].sudo().create({"name": company.name})
            )
