from odoo import api, fields, models
from odoo.tools import formatLang


class DunningDelayAsk(models.TransientModel):
    """The salesperson asks for delay, and sees what it costs before confirming."""

    _name = "dunning.delay.ask"
    _description = "Ask for Delay"

    announcement_id = fields.Many2one("dunning.announcement", required=True)
    currency_id = fields.Many2one(
        related="announcement_id.currency_id", related_sudo=False
    )
    amount = fields.Monetary(related="announcement_id.amount", related_sudo=False)
    date_notice = fields.Date(related="announcement_id.date_notice", related_sudo=False)
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        store=True,
        readonly=False,
        help="The last day on which no notice goes out.",
    )
    reason = fields.Text()
    days = fields.Integer(compute="_compute_cost")
    rate = fields.Float(compute="_compute_cost", digits=(5, 2))
    cost = fields.Monetary(compute="_compute_cost")
    message = fields.Char(compute="_compute_cost")

    @api.depends("announcement_id")
    def _compute_date_until(self):
        delays = self.env["dunning.delay"]
        for wizard in self:
            if wizard.announcement_id:
                wizard.date_until = fields.Date.add(
                    delays._first_day(wizard.announcement_id), days=6
                )

    @api.depends("announcement_id", "date_until")
    def _compute_cost(self):
        delays = self.env["dunning.delay"]
        for wizard in self:
            announcement = wizard.announcement_id
            wizard.rate = announcement.group_id.sales_delay_rate
            wizard.days = (
                max(delays._days(announcement, wizard.date_until), 0)
                if announcement and wizard.date_until
                else 0
            )
            wizard.cost = delays._cost(announcement, wizard.days) if announcement else 0
            wizard.message = self.env._(
                "This costs %(cost)s: %(days)s days at %(rate)s %% a year. You can ask "
                "once.",
                cost=wizard.currency_id.format(wizard.cost),
                days=wizard.days,
                rate=formatLang(self.env, wizard.rate),
            )

    def action_ask(self):
        """Ask for the delay.

        :return: action that closes the dialog
        :raise UserError: as `dunning.delay.ask` does
        """
        self.ensure_one()
        self.env["dunning.delay"].ask(
            self.announcement_id.id, self.reason, self.date_until
        )
        return {"type": "ir.actions.act_window_close"}
