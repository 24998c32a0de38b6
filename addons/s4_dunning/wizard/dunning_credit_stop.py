from odoo import fields, models


class DunningCreditStop(models.TransientModel):
    """The reason of a credit stop that a person sets or lifts."""

    _name = "dunning.credit.stop"
    _description = "Set or Lift a Credit Stop"

    debtor_id = fields.Many2one("dunning.debtor", required=True)
    is_credit_stopped = fields.Boolean(
        related="debtor_id.is_credit_stopped", related_sudo=False
    )
    reason = fields.Char(required=True)

    def action_change(self):
        """Set the credit stop, or lift it."""
        self.ensure_one()
        if self.is_credit_stopped:
            self.debtor_id.action_lift_credit_stop(self.reason)
        else:
            self.debtor_id.action_stop_credit(self.reason)
        return {"type": "ir.actions.act_window_close"}
