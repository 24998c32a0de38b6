from odoo import models


class AccountBankStatementLine(models.Model):
    # EXTENDS account
    _inherit = "account.bank.statement.line"

    def action_split_payment(self):
        """Split this bank line over the companies whose notice it quotes."""
        return self.line_ids.action_split_payment()
