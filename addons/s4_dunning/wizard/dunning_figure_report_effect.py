from odoo import api, fields, models


class DunningFigureReportEffect(models.TransientModel):
    """What customers paid within some days after the notices of a level and channel."""

    _name = "dunning.figure.report.effect"
    _description = "Effect of Notices"
    _order = "currency_id, level_id, channel"
    _rec_name = "level_id"

    report_id = fields.Many2one(
        "dunning.figure.report",
        required=True,
        index=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    level_id = fields.Many2one("dunning.level", readonly=True)
    workflow_id = fields.Many2one(related="level_id.workflow_id")
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter"), ("phone", "Phone call")],
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    number = fields.Integer(string="Items", readonly=True)
    number_met = fields.Integer(string="Paid in full", readonly=True)
    amount = fields.Monetary(string="Asked for", readonly=True)
    amount_met = fields.Monetary(string="Paid", readonly=True)
    rate = fields.Float(
        string="Share of items", compute="_compute_rates", digits=(5, 3)
    )
    amount_rate = fields.Float(
        string="Share of amount", compute="_compute_rates", digits=(5, 3)
    )

    @api.depends("number", "number_met", "amount", "amount_met")
    def _compute_rates(self):
        for effect in self:  # a row has an item at least, with something open
            effect.rate = effect.number and effect.number_met / effect.number
            effect.amount_rate = effect.amount and effect.amount_met / effect.amount

    def action_open_items(self):
        """Show the items of the notices.

        :return: window action
        """
        self.ensure_one()
        return self.report_id._open_items(
            self.display_name,
            [
                *self.report_id._domain(),
                ("fact", "=", "notice"),
                ("level_id", "=", self.level_id.id),
                ("channel", "=", self.channel),
                ("currency_id", "=", self.currency_id.id),
            ],
            is_rate=True,
        )
