from odoo import models


class AccountMoveLine(models.Model):
    """Statement: what was open on a day."""

    # EXTENDS account
    _inherit = "account.move.line"

    def _dunning_date_due(self):
        """:return: datetime.date; an opening entry without one was due at once"""
        self.ensure_one()
        return self.date_maturity or self.date

    def _dunning_residual_on(self, date):
        """:return: float, what was open at the end of a day, in the item's currency;
        a credit is below 0

        :param date: datetime.date; what was matched later was still open
        """
        self.ensure_one()
        later_credits = self.matched_credit_ids.filtered(
            lambda partial: partial.max_date > date
        )
        later_debits = self.matched_debit_ids.filtered(
            lambda partial: partial.max_date > date
        )
        return self.currency_id.round(
            self.amount_residual_currency
            + sum(later_credits.mapped("debit_amount_currency"))
            - sum(later_debits.mapped("credit_amount_currency"))
        )
