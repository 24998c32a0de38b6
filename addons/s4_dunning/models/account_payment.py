from odoo import models


class AccountPayment(models.Model):
    # EXTENDS account
    _inherit = "account.payment"

    def action_split_payment(self):
        """Split this payment over the companies whose notice it quotes."""
        return self.move_id.line_ids.action_split_payment()
