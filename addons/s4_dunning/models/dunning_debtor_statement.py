from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_list


class StatementRow(NamedTuple):
    """An open item on a day; amounts in the currency of its section, credits < 0."""

    name: str
    details: str
    date: object
    date_due: object
    days_overdue: int
    amount: float
    balance: float


class StatementSection(NamedTuple):
    """What is open between the debtor and one company in one currency."""

    company: models.Model
    currency: models.Model
    rows: list
    bank: models.Model

    @property
    def total(self):
        return self.currency.round(sum(row.amount for row in self.rows))

    @property
    def overdue(self):
        overdue = (row.amount for row in self.rows if row.days_overdue)
        return self.currency.round(sum(overdue))


class DunningDebtor(models.Model):
    """Statement of account: what is open on a day, row by row."""

    _inherit = "dunning.debtor"

    def _statement(self, date):
        """Find what was open on a day, in the companies that the user may access.

        :param date: datetime.date; what was paid or booked later counts as it was
        :return: list of StatementSection: the lead company, then company by company,
            each company's own currency first
        """
        self.ensure_one()
        self.check_access("read")
        items = self._items_open_on(date)
        groups = items.grouped(lambda item: (item.company_id, item.currency_id))
        # sudo: a company that is not active
        lead = self.group_id.sudo().lead_company_id
        keys = sorted(
            groups,
            key=lambda key: (
                key[0] != lead,
                key[0].sequence,
                key[0].name,
                key[0].currency_id != key[1],
                key[1].name,
            ),
        )
        sections = [self._statement_section(*key, groups[key], date) for key in keys]
        return [section for section in sections if section.rows]

    def _items_open_on(self, date):
        """:return: account.move.line that may have been open at the end of a day"""
        companies = self._statement_companies()
        # all companies of the user, whichever are active: rules apply as in the ledger
        items = self.env["account.move.line"].with_context(
            allowed_company_ids=companies.ids
        )
        was_open = Domain("reconciled", "=", False) | Domain.OR(
            Domain(f"{side}.max_date", ">", date)
            for side in ("matched_debit_ids", "matched_credit_ids")
        )
        return items.search(
            Domain(self._receivable_domain())
            & Domain("company_id", "in", companies.ids)
            & Domain("date", "<=", date)
            & was_open
        ).sorted(lambda item: (item._dunning_date_due(), item.date, item.id))

    def _statement_section(self, company, currency, items, date):
        balance, rows = 0, []
        for item in items:
            amount = item._dunning_residual_on(date)
            if currency.is_zero(amount):
                continue
            balance = currency.round(balance + amount)
            rows.append(self._statement_row(item, amount, balance, date))
        claim = self.env["dunning.claim"].new(
            {"company_id": company.id, "currency_id": currency.id}
        )
        return StatementSection(
            # sudo: what a company that is not active prints about itself
            company.sudo(),
            currency,
            rows,
            claim.partner_bank_id.sudo(),
        )

    def _statement_row(self, item, amount, balance, date):
        customer = item.partner_id.commercial_partner_id
        date_due = item._dunning_date_due()
        is_due = amount > 0
        return StatementRow(
            name=item.move_id.name,
            details=customer.name if customer != self.partner_id else "",
            date=item.move_id.invoice_date or item.date,
            date_due=date_due if is_due else False,
            days_overdue=max((date - date_due).days, 0) if is_due else 0,
            amount=amount,
            balance=balance,
        )

    def _statement_totals(self, sections):
        """:return: dict of res.currency to what is open in it at all companies

        :param sections: list of StatementSection
        """
        totals = {}
        for section in sections:
            total = totals.get(section.currency, 0) + section.total
            totals[section.currency] = section.currency.round(total)
        return totals

    def _statement_amounts(self, sections):
        """:return: str, the total of each currency in the language of the context"""
        totals = self._statement_totals(sections)
        amounts = [
            format_amount(self.env, amount, currency)
            for currency, amount in totals.items()
        ]
        return format_list(self.env, amounts) if amounts else ""

    def _statement_sender(self, sections, date):
        """:return: the res.company on whose paper it is written: the lead company, or
        the one to which most is owed

        :param sections: list of StatementSection
        :param date: datetime.date, of the exchange rates
        """
        # sudo: a company that is not active
        group = self.group_id.sudo()
        owed = defaultdict(float)
        for section in sections:
            owed[section.company] += section.currency._convert(
                section.total, group.currency_id, section.company, date
            )
        lead = group.lead_company_id
        if lead and (lead in owed or not owed):
            return lead
        return max(owed, key=owed.get) if owed else self._statement_companies()[:1]

    def _statement_companies(self):
        # sudo: companies that are not active; those of others drop out
        return self.group_id.sudo().company_ids & self.env.user.company_ids

    def action_statement(self):
        """Ask for the day of the statement of account, then print or send it.

        :return: window action of the wizard
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of Account"),
            "res_model": "dunning.statement",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_debtor_id": self.id,
                "default_date": fields.Date.to_string(fields.Date.context_today(self)),
            },
        }
