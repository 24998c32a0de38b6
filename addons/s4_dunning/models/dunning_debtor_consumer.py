from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date

from ..engine import consumers

PROTECTED = {
    "consumer_basis",
    "consumer_date",
    "consumer_source",
    "consumer_user_id",
    "is_consumer",
}


class DunningDebtor(models.Model):
    """Business or consumer: what the card of the customer says, or a person."""

    _inherit = "dunning.debtor"

    is_consumer = fields.Boolean(
        string="Consumer",
        compute="_compute_is_consumer",
        store=True,
        help="A person without a valid VAT number, or set by hand. The law protects "
        "consumers, so who is not sure to be a business is one.",
    )
    consumer_source = fields.Selection(
        [
            ("vat", "Valid VAT number"),
            ("company", "Card marked as a company"),
            ("person", "Person without a valid VAT number"),
            ("hand", "Set by hand"),
        ],
        string="Business or consumer because of",
        compute="_compute_is_consumer",
        store=True,
    )
    # what it was judged by, see engine/consumers.py
    consumer_basis = fields.Char(
        compute="_compute_is_consumer", store=True, export_string_translation=False
    )
    consumer_choice = fields.Selection(
        [("business", "Business"), ("consumer", "Consumer")],
        string="Set by hand",
        tracking=True,
        help="Wins over what the card of the customer says.",
    )
    consumer_reason = fields.Char(
        string="Why", tracking=True, help="How you know that it is so."
    )
    consumer_user_id = fields.Many2one(
        "res.users", string="Set by", readonly=True, copy=False, ondelete="set null"
    )
    consumer_date = fields.Date(string="Set on", readonly=True, copy=False)
    consumer_message = fields.Char(
        string="Business or consumer", compute="_compute_consumer_message"
    )

    @api.depends(
        "consumer_choice",
        "partner_id.is_company",
        "partner_id.vat",
        "partner_id.country_id",
    )
    def _compute_is_consumer(self):
        for debtor in self.sudo():  # sudo: customers of companies that are not active
            facts = debtor._consumer_facts()
            debtor.is_consumer, debtor.consumer_source = consumers.judge(*facts)
            debtor.consumer_basis = debtor._consumer_basis()

    def _consumer_facts(self):
        """:return: tuple, what engine.consumers.judge asks for"""
        customer = self.partner_id
        return (
            self.consumer_choice,
            customer.is_company,
            customer.vat,
            customer.country_id.code,
        )

    def _consumer_basis(self):
        """:return: str, the same as engine.consumers.BASIS"""
        choice, is_company, number, country = self._consumer_facts()
        kind = "company" if is_company else "person"
        return "|".join((choice or "", kind, number or "", country or ""))

    @api.depends_context("lang")
    @api.depends("consumer_source", "consumer_reason", "consumer_user_id")
    def _compute_consumer_message(self):
        for debtor in self:
            debtor.consumer_message = debtor._consumer_sentence()

    def _consumer_sentence(self):
        """:return: str, whether it is a business, and who or what says so"""
        self.ensure_one()
        kind = self.env._("Consumer") if self.is_consumer else self.env._("Business")
        if self.consumer_source == "hand":
            return self.env._(
                "%(kind)s, says %(user)s on %(date)s: %(reason)s",
                kind=kind,
                # sudo: a colleague of another company
                user=self.sudo().consumer_user_id.name,
                date=format_date(self.env, self.consumer_date),
                reason=self.consumer_reason,
            )
        sources = {
            "vat": self.env._("valid VAT number"),
            "company": self.env._("card marked as a company"),
            "person": self.env._("a person without a valid VAT number"),
        }
        return self.env._(
            "%(kind)s: %(cause)s",
            kind=kind,
            cause=sources.get(self.consumer_source, ""),
        )

    @api.constrains("consumer_choice", "consumer_reason")
    def _check_consumer_reason(self):
        for debtor in self.filtered("consumer_choice"):
            if not (debtor.consumer_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say how you know whether %(customer)s is a business or a "
                        "consumer: others will ask.",
                        customer=debtor.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._signed_by_hand(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._signed_by_hand(vals))

    @api.model
    def _signed_by_hand(self, vals):
        """Let what a person says about the customer name this person and the day."""
        if not self.env.su and vals.keys() & PROTECTED:
            raise AccessError(self.env._("Who said so follows from the choice itself."))
        is_about_it = vals.keys() & {"consumer_choice", "consumer_reason"}
        if not is_about_it or "consumer_user_id" in vals:
            return vals
        is_said = vals.get("consumer_choice", True)
        return {
            **vals,
            "consumer_user_id": is_said and self.env.uid,
            "consumer_date": is_said and fields.Date.context_today(self),
            **({} if is_said else {"consumer_reason": False}),
        }

    def _settings(self):
        names = ("consumer_choice", "consumer_reason", "consumer_date")
        return {
            **super()._settings(),
            **{name: self[name] for name in names},
            "consumer_user_id": self.consumer_user_id,
        }
