from odoo import fields, models


class AccountAccount(models.Model):
    # EXTENDS account
    _inherit = "account.account"

    dunning_workflow_id = fields.Many2one(
        "dunning.workflow",
        ondelete="set null",
        domain="['|', ('group_id', '=', False), "
        "('group_id.company_ids', 'in', company_ids)]",
        help="Open items on this account follow this workflow, for example claims on "
        "importers for warranty and bonuses.",
    )
