from odoo import models
from odoo.exceptions import UserError


class DunningPaymentSplit(models.TransientModel):
    """What makes a split impossible, held against the ledger of this moment."""

    _inherit = "dunning.payment.split"

    def _check_split(self):
        """Refuse what cannot be split as it stands.

        :raise UserError: naming what is wrong and what to do
        """
        self._check_payment()
        self._check_shares()
        self._check_rates()

    def _check_payment(self):
        payment, notice = self.payment_id, self.notice_id
        payment._check_not_split()
        if not payment._is_open_money():
            raise UserError(
                self.env._(
                    "%(payment)s is matched already: nothing of it is left to split.",
                    payment=payment.move_id.name,
                )
            )
        notice._check_split_with(payment)

    def _check_shares(self):
        currency = self.currency_id
        for line in self.line_ids:
            claim = line.claim_id
            if claim not in self._claims():
                raise UserError(
                    self.env._("Open the wizard again: the notice has changed.")
                )
            is_open = self._amount_open(claim)
            if (
                currency.compare_amounts(line.amount, 0) < 0
                or currency.compare_amounts(line.amount, is_open) > 0
            ):
                raise UserError(
                    self.env._(
                        "The share of %(company)s must lie between nothing and the "
                        "%(amount)s that are open there.",
                        company=claim.display_name,
                        amount=currency.format(is_open),
                    )
                )
        if currency.compare_amounts(self.amount_on_account, 0) < 0:
            raise UserError(
                self.env._(
                    "The shares are %(difference)s more than the payment: lower one.",
                    difference=currency.format(-self.amount_on_account),
                )
            )
        if not self._shares_of_sisters():
            raise UserError(
                self.env._(
                    "No other company gets a share, so there is nothing to split: "
                    "match the payment with the invoices of %(company)s.",
                    company=self.company_id.name,
                )
            )

    def _check_rates(self):
        """Refuse a currency for which a company has no rate: Odoo would take 1."""
        rates = self.env["res.currency.rate"]
        for company in self._shares_of_sisters().claim_id.company_id:
            roots = (False, company.root_id.id)
            if company.currency_id != self.currency_id and not rates.search_count(
                [
                    ("currency_id", "=", self.currency_id.id),
                    ("company_id", "in", roots),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "%(company)s has no exchange rate for %(currency)s: add one "
                        "under Currencies.",
                        company=company.name,
                        currency=self.currency_id.name,
                    )
                )

    def _amount_open(self, claim):
        return max(sum(self._open_items(claim).mapped("amount_residual_currency")), 0)

    def _shares_of_sisters(self):
        """:return: the lines of the companies that do not have their money yet"""
        return self.line_ids.filtered(
            lambda line: (
                line.claim_id.company_id != self.company_id
                and not self.currency_id.is_zero(line.amount)
            )
        )
