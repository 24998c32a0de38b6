from odoo import fields, models


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
    dunning_cron_refresh = fields.Boolean(
        string="Refresh debtors at night",
        compute="_compute_dunning_cron",
        inverse="_inverse_dunning_cron_refresh",
    )
    dunning_cron_propose = fields.Boolean(
        string="Propose runs",
        compute="_compute_dunning_cron",
        inverse="_inverse_dunning_cron_propose",
    )
    dunning_cron_send = fields.Boolean(
        string="Send the outbox",
        compute="_compute_dunning_cron",
        inverse="_inverse_dunning_cron_send",
    )

    def _dunning_cron(self, step):
        # sudo: a dunning manager turns on these three crons and no other
        return self.env.ref(f"s4_dunning.ir_cron_dunning_{step}").sudo()

    def _compute_dunning_cron(self):
        for step in ("refresh", "propose", "send"):
            self[f"dunning_cron_{step}"] = self._dunning_cron(step).active

    def _inverse_dunning_cron_refresh(self):
        self._dunning_cron("refresh").active = self.dunning_cron_refresh

    def _inverse_dunning_cron_propose(self):
        self._dunning_cron("propose").active = self.dunning_cron_propose

    def _inverse_dunning_cron_send(self):
        self._dunning_cron("send").active = self.dunning_cron_send
