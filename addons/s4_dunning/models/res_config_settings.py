from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    # EXTENDS account
    _inherit = "res.config.settings"

    dunning_group_id = fields.Many2one(
        related="company_id.dunning_group_id", readonly=False
    )
    dunning_company_workflow_id = fields.Many2one(
        related="company_id.dunning_workflow_id", readonly=False
    )
    dunning_workflow_id = fields.Many2one(
        related="dunning_group_id.workflow_id", readonly=False
    )
    dunning_lead_company_id = fields.Many2one(
        related="dunning_group_id.lead_company_id", readonly=False
    )
    dunning_bank_days_maximum = fields.Integer(
        related="dunning_group_id.bank_days_maximum", readonly=False
    )
    dunning_outbox_minutes = fields.Integer(
        related="dunning_group_id.outbox_minutes", readonly=False
    )
    dunning_email_size_maximum = fields.Integer(
        related="dunning_group_id.email_size_maximum", readonly=False
    )
    dunning_is_payment_thanked = fields.Boolean(
        related="dunning_group_id.is_payment_thanked", readonly=False
    )
    dunning_second_approval = fields.Boolean(
        related="dunning_group_id.second_approval", readonly=False
    )
    dunning_second_approval_amount = fields.Monetary(
        related="dunning_group_id.second_approval_amount",
        readonly=False,
        currency_field="dunning_currency_id",
    )
    dunning_currency_id = fields.Many2one(
        related="dunning_group_id.currency_id", string="Dunning currency"
    )
    dunning_is_refresh_scheduled = fields.Boolean(
        related="dunning_group_id.is_refresh_scheduled", readonly=False
    )
    dunning_is_proposal_scheduled = fields.Boolean(
        related="dunning_group_id.is_proposal_scheduled", readonly=False
    )
    dunning_is_sending_scheduled = fields.Boolean(
        related="dunning_group_id.is_sending_scheduled", readonly=False
    )

    @api.onchange("dunning_group_id")
    def _onchange_dunning_group_id(self):
        return self.company_id._dunning_group_warning(self.dunning_group_id)
