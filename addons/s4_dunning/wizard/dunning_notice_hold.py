from odoo import api, fields, models


class DunningNoticeHold(models.TransientModel):
    _name = "dunning.notice.hold"
    _description = "Put Debtors on Hold"

    notice_ids = fields.Many2many(
        "dunning.notice", default=lambda self: self.env.context.get("active_ids")
    )
    reason_id = fields.Many2one("dunning.hold.reason", required=True)
    date_end = fields.Date(
        string="Until", compute="_compute_date_end", store=True, readonly=False
    )
    note = fields.Text()

    @api.depends("reason_id")
    def _compute_date_end(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.reason_id.days:
                wizard.date_end = fields.Date.add(today, days=wizard.reason_id.days)

    def action_hold(self):
        """Put the debtors of the notices on hold."""
        return self.notice_ids.action_hold(
            self.reason_id.id, date_end=self.date_end, note=self.note
        )
