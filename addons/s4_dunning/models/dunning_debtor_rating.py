from odoo import api, fields, models
from odoo.tools import format_date

from .dunning_rating import KINDS


class DunningDebtor(models.Model):
    """Ratings: what others think of the debtor, and how far it is insured."""

    _inherit = "dunning.debtor"

    credit_rating_ids = fields.One2many(
        "dunning.rating", "debtor_id", string="Rating or limit"
    )
    credit_rating_message = fields.Char(
        string="Ratings and limits", compute="_compute_credit_rating_messages"
    )
    credit_rating_warning = fields.Char(
        string="Warning about ratings and limits",
        compute="_compute_credit_rating_messages",
    )

    @api.depends_context("lang")
    @api.depends(
        "amount_open",
        *(
            f"credit_rating_ids.{name}"
            for name in ("kind", "source", "value", "score_external", "amount")
        ),
        "credit_rating_ids.currency_id",
        "credit_rating_ids.date",
        "credit_rating_ids.date_expiry",
    )
    def _compute_credit_rating_messages(self):
        for debtor in self:
            valid = debtor._valid_ratings()
            debtor.credit_rating_message = "; ".join(
                rating._sentence() for rating in valid.values()
            )
            debtor.credit_rating_warning = " ".join(
                sentence
                for kind, _label in KINDS
                for sentence in (
                    debtor._ending_sentence(kind, valid.get(kind)),
                    debtor._beyond_sentence(valid.get(kind)),
                )
                if sentence
            )

    def _valid_ratings(self):
        """:return: dict of kind to the newest dunning.rating that counts today"""
        self.ensure_one()
        ratings = self.credit_rating_ids.filtered(lambda rating: rating._is_valid())
        newest = {rating.kind: rating for rating in ratings.sorted(_age)}
        return {kind: newest[kind] for kind, _label in KINDS if kind in newest}

    def _ending_sentence(self, kind, valid):
        """:return: str, that a rating is over, or soon; empty: neither"""
        today = fields.Date.context_today(self)
        if valid:
            if not valid._is_ending():
                return ""
            return self.env._(
                "%(rating)s expires on %(date)s.",
                rating=valid._name_phrase(),
                date=format_date(self.env, valid.date_expiry),
            )
        over = self.credit_rating_ids.filtered(
            lambda rating: (
                rating.kind == kind
                and rating.date_expiry
                and rating.date_expiry < today
                and rating._is_ending()
            )
        )
        if not over:
            return ""
        last = over.sorted(_age)[-1]
        return self.env._(
            "%(rating)s expired on %(date)s.",
            rating=last._name_phrase(),
            date=format_date(self.env, last.date_expiry),
        )

    def _beyond_sentence(self, valid):
        """:return: str, that more is open than a limit allows; empty: it is not"""
        if not valid or valid.kind == "credit_rating":
            return ""
        # sudo: companies that are not active
        group = self.sudo().group_id
        company = group.lead_company_id or group.company_ids[:1]
        limit = valid.currency_id._convert(valid.amount, self.currency_id, company)
        beyond = self.amount_open - limit
        if self.currency_id.compare_amounts(beyond, 0) <= 0:
            return ""
        return self.env._(
            "%(limit)s exceeded by %(beyond)s: %(open)s is open.",
            limit=valid._name_phrase(),
            beyond=self.currency_id.format(beyond),
            open=self.currency_id.format(self.amount_open),
        )

    @api.model
    def _of_customer(self, customer):
        """Find or make the debtor of a customer in the group of the active company.

        :param customer: res.partner, a commercial one
        :return: dunning.debtor
        :raise AccessError: the debtor, or its group, is out of the user's reach
        """
        group = self.env.company.dunning_group_id
        # sudo: there can be one only; who may not read it is refused
        debtors = self.sudo().search(
            [("partner_id", "=", customer.id), ("group_id", "=", group.id)]
        )
        found = debtors.with_env(self.env)
        found.check_access("read")
        return found or self.create({"partner_id": customer.id, "group_id": group.id})


def _age(rating):
    return rating.date, rating.id
