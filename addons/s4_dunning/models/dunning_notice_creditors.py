from odoo import api, fields, models
from odoo.tools import format_amount, format_list

from .dunning_workflow import GROUPINGS


class DunningNotice(models.Model):
    """The companies for which a notice speaks, and what is to be paid to them."""

    _inherit = "dunning.notice"

    creditors = fields.Char(compute="_compute_creditors")
    is_collective = fields.Boolean(
        compute="_compute_creditors", help="Several companies claim something."
    )
    grouping = fields.Selection(GROUPINGS, readonly=True)
    grouping_key = fields.Char(readonly=True, export_string_translation=False)
    grouping_rule = fields.Selection(
        [
            ("workflow", "Workflow"),
            ("segment", "Segment"),
            ("debtor", "Debtor"),
            ("consumer", "The customer is a consumer"),
        ],
        string="Grouping from",
        readonly=True,
    )
    amounts_to_pay = fields.Char(
        string="To pay per currency", compute="_compute_amounts_to_pay"
    )
    has_currencies = fields.Boolean(compute="_compute_amounts_to_pay")

    @api.depends("claim_ids.company_id")
    def _compute_creditors(self):
        for notice in self.sudo():  # sudo: names of companies that are not active
            companies = notice.claim_ids.company_id
            notice.creditors = ", ".join(companies.mapped("name"))
            notice.is_collective = len(companies) > 1

    @api.depends("claim_ids.amount_total", "currency_id")
    def _compute_amount_total(self):
        for notice in self:
            amount = sum(map(notice._value, notice.claim_ids))
            notice.amount_total = notice.currency_id.round(amount)

    def _value(self, claim):
        """:return: what a claim is worth in the currency of the notice, unrounded"""
        return claim.currency_id._convert(
            claim.amount_total,
            self.currency_id,
            claim.company_id,
            self.run_id.date,
            round=False,
        )

    @api.depends("claim_ids.amount_total", "claim_ids.currency_id")
    def _compute_amounts_to_pay(self):
        for notice in self:
            totals = notice._totals()
            notice.has_currencies = len(totals) > 1
            notice.amounts_to_pay = notice._amounts_text()

    def _ordered_claims(self):
        """:return: the claims as they are printed: the sender's first, then company by
        company from the largest, each company's own currency first
        """
        self.ensure_one()
        companies = self.claim_ids.company_id.ids
        return self.claim_ids.sorted(
            lambda claim: (
                claim.company_id != self.company_id,
                companies.index(claim.company_id.id),
                # sudo: the currency of a company that is not active
                claim.currency_id != claim.company_id.sudo().currency_id,
            )
        )

    def _claim_for_one_transfer(self):
        """:return: the claim of the sender, if one transfer for all companies may go to
        its account: all claims are in one currency; else none
        """
        self.ensure_one()
        if not self.is_collective or self.has_currencies:
            return self.env["dunning.claim"]
        return self.claim_ids.filtered(
            lambda claim: claim.company_id == self.company_id and claim.partner_bank_id
        )

    def _totals(self):
        """:return: dict of res.currency to what is to be paid in it to all companies"""
        self.ensure_one()
        by_currency = self._ordered_claims().grouped("currency_id")
        return {
            currency: sum(claims.mapped("amount_total"))
            for currency, claims in by_currency.items()
        }

    def _amounts_text(self, totals=None):
        """:return: the total of each currency, in the language of the context

        :param totals: as `_totals` gives them; None: what the notice asks for
        """
        totals = self._totals() if totals is None else totals
        amounts = [
            format_amount(self.env, amount, currency)
            for currency, amount in totals.items()
        ]
        return format_list(self.env, amounts) if amounts else ""

    def _amount_in_words(self):
        """:return: the totals in words in the debtor's language, or an empty text"""
        self.ensure_one()
        if not self.level_id.amount_in_words:
            return ""
        env = self.with_context(lang=self.lang).env
        return format_list(
            env,
            [
                currency.with_env(env).amount_to_text(amount)
                for currency, amount in self._totals().items()
            ],
        )
