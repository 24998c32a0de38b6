import math
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import instalments as rules
from .dunning_arrangement_plan import MAXIMUM


class DunningArrangement(models.Model):
    """Problems: why an arrangement cannot be offered as it is, a sentence each."""

    _inherit = "dunning.arrangement"

    @api.depends(
        "state",
        "user_id",
        "item_ids",
        "currency_id",
        "split",
        "instalment_number",
        "instalment_amount",
        "interval",
        "date_first",
        "date_last",
        "date_valid",
        "channel",
        "instalment_ids.amount",
        "instalment_ids.date_due",
    )
    def _compute_problem(self):
        for arrangement in self:
            is_draft = arrangement.state == "draft" and bool(arrangement.debtor_id)
            arrangement.problem = is_draft and arrangement._problem()

    def _problem(self):
        """:return: str, the first thing to correct, or None"""
        self.ensure_one()
        return (
            self._item_problem()
            or self._setting_problem()
            or self._instalment_problem()
            or self._owner_problem()
            or self._bank_account_problem()
            or self._address_problem()
        )

    def _item_problem(self):
        """:return: str, what is wrong with the items, or None"""
        items = self._items()
        if not items:
            return self.env._("Choose the items that are paid in instalments.")
        if len(items.currency_id) > 1:
            return self.env._(
                "The items are in several currencies: make an arrangement for each."
            )
        paid = items.filtered("reconciled")
        if paid:
            return self.env._(
                "%(item)s was paid meanwhile: leave it out.", item=paid[0].move_id.name
            )
        owed = items.filtered(lambda item: item.amount_residual_currency > 0)
        try:
            self.debtor_id._check_agreement(owed, self._origin)
        except UserError as problem:
            return str(problem)
        return self._dispute_problem(owed) or self._credit_problem(items)

    def _dispute_problem(self, items):
        complaint = self.env.ref("s4_dunning.dunning_hold_reason_complaint")
        for item in items:
            holds = item.dunning_hold_ids.filtered("is_current")
            if holds.dispute_id or complaint in holds.reason_id:
                return self.env._(
                    "%(item)s is disputed: settle that first, or leave it out.",
                    item=item.move_id.name,
                )
        return None

    def _credit_problem(self, items):
        for company, of_company in items.grouped("company_id").items():
            owed = sum(of_company.mapped("amount_residual_currency"))
            if self.currency_id.compare_amounts(owed, 0) <= 0:
                return self.env._(
                    "%(company)s has nothing to get: leave its credits out.",
                    company=company.name,
                )
        return None

    def _setting_problem(self):
        """:return: str, what makes no plan, or None"""
        today = fields.Date.context_today(self)
        if not self.date_first or self.date_first < today:
            return self.env._("The first instalment lies in the past: correct its day.")
        if self.split == "date" and (
            not self.date_last or self.date_last < self.date_first
        ):
            return self.env._(
                "The last day lies before the first instalment: correct one of them."
            )
        number = self._instalment_count()
        if number < 1:
            return self.env._(
                "An instalment cannot be zero: enter how many there are, or how large "
                "they are."
            )
        if number > MAXIMUM:
            return self.env._(
                "%(number)s instalments are too many, %(maximum)s are possible: make "
                "them larger.",
                number=number,
                maximum=MAXIMUM,
            )
        if self._decimal(self.amount_total) < number * self._decimal(
            self.currency_id.rounding
        ):
            return self.env._("The amount is too small for so many instalments.")
        return None

    def _instalment_count(self):
        """:return: int, how many there would be; zero if an input is missing"""
        if self.split == "number":
            return self.instalment_number
        if self.split == "date":
            return rules.number_until(self.date_first, self.interval, self.date_last)
        amount = self._decimal(self.instalment_amount)
        if amount <= 0:
            return 0
        return math.ceil(self._decimal(self.amount_total) / amount)

    def _instalment_problem(self):
        """:return: str, what is wrong with the amounts and days, or None"""
        today = fields.Date.context_today(self)
        open_amount = self._open_amount()
        if self.currency_id.compare_amounts(open_amount, self.amount_total):
            return self.env._(
                "%(amount)s of the items is open now: recalculate the instalments.",
                amount=self.currency_id.format(open_amount),
            )
        for company, instalments in self.instalment_ids.grouped("company_id").items():
            instalments = instalments.sorted("number")
            problem = self._sum_problem(company, instalments)
            if problem:
                return problem
            for one in instalments:
                if self.currency_id.compare_amounts(one.amount, 0) <= 0:
                    return self.env._(
                        "Instalment %(number)s is zero: enter an amount, or plan fewer "
                        "instalments.",
                        number=one.number,
                    )
                if not one.date_due or one.date_due < today:
                    return self.env._(
                        "Instalment %(number)s lies in the past: correct its day.",
                        number=one.number,
                    )
            for one, following in pairwise(instalments):
                if following.date_due <= one.date_due:
                    return self.env._(
                        "Instalment %(number)s is not after the one before it: correct "
                        "its day.",
                        number=following.number,
                    )
        return None

    def _sum_problem(self, company, instalments):
        items = self._items().filtered(lambda item: item.company_id == company)
        owed = sum(items.mapped("amount_residual_currency"))
        planned = sum(instalments.mapped("amount"))
        if not self.currency_id.compare_amounts(planned, owed):
            return None
        names = {
            "company": company.sudo().name,  # sudo: a company that is not active
            "planned": self.currency_id.format(planned),
            "owed": self.currency_id.format(owed),
        }
        if planned > owed:
            return self.env._(
                "The instalments to %(company)s are %(planned)s, more than the debt of "
                "%(owed)s: correct the amounts.",
                **names,
            )
        return self.env._(
            "The instalments to %(company)s are %(planned)s, but its items %(owed)s: "
            "correct the amounts.",
            **names,
        )

    def _owner_problem(self):
        if self.user_id and not self.user_id.active:
            return self.env._(
                "%(user)s has left: choose another owner.", user=self.user_id.name
            )
        if self.date_valid and self.date_valid < fields.Date.context_today(self):
            return self.env._(
                "The offer would be valid until a day in the past: correct it."
            )
        return None

    def _bank_account_problem(self):
        for company, instalments in self.instalment_ids.grouped("company_id").items():
            if not instalments[0].partner_bank_id:
                return self.env._(
                    "%(company)s has no bank account to pay to: add one on the "
                    "company's contact.",
                    company=company.sudo().name,  # sudo: a company not active
                )
        return None

    def _address_problem(self):
        recipient = self._recipient()
        names = {"debtor": recipient.display_name}
        if self.channel == "email":
            if recipient._dunning_email_problems()[recipient]:
                return self.env._(
                    "%(debtor)s has no valid e-mail address: enter one, or choose the "
                    "letter.",
                    **names,
                )
        elif not recipient._posted_to()._has_postal_address():
            return self.env._(
                "%(debtor)s has no complete postal address: complete it, or choose the "
                "e-mail.",
                **names,
            )
        return None
