from odoo import fields, models


class DunningDelayRefuse(models.TransientModel):
    _name = "dunning.delay.refuse"
    _description = "Refuse a Delay"

    delay_id = fields.Many2one("dunning.delay", required=True)
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse the delay for the reason given."""
        self.ensure_one()
        self.delay_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
