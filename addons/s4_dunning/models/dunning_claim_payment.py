from odoo import models


class DunningClaim(models.Model):
    """Payments: what is open of a claim now."""

    _inherit = "dunning.claim"

    def _open_items(self):
        """:return: the account.move.line that the claim asks for and that are open now,
        with the credits that it takes off; the ones of today, not as they were sent
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.kind in ("overdue", "credit"))
        return lines.move_line_id.filtered(
            lambda item: item.parent_state == "posted" and not item.reconciled
        )
