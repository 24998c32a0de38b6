"""Figures that Odoo sums past the record rules.

For a user limited to locations they are those of the locations, or are not shown where
they are of a whole company.
"""

import json
import operator as operators
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

LIABLE = ("asset_receivable", "liability_payable")
COMPARISONS = {
    "<": operators.lt,
    "<=": operators.le,
    "=": operators.eq,
    ">=": operators.ge,
    ">": operators.gt,
}
# Of a card of the dashboard, what is no figure.
NO_FIGURES = (
    "bank_statements_source",
    "company_name",
    "currency_id",
    "drag_drop_settings",
    "show_company",
    "title",
)
NO_GRAPH = [{"values": [], "title": "", "key": "", "is_sample_data": False}]


def _hashable(term):
    """:return: a domain, or a part of one, as it may stand in the context"""
    return tuple(map(_hashable, term)) if isinstance(term, list | tuple) else term


def _readable(records, duplicates):
    """:return: dict of record to those of its duplicates that the user may read"""
    if not records.env["res.users"]._location_limit():
        return duplicates
    return {
        record: found._filtered_access("read") for record, found in duplicates.items()
    }


class ResPartner(models.Model):
    # EXTENDS account
    _inherit = "res.partner"

    @api.depends_context("uid")
    def _credit_debit_get(self):
        if not self.env["res.users"]._location_limit():
            super()._credit_debit_get()
            return
        self.credit = self.debit = 0
        balances = self._readable_balances([("partner_id", "in", self.ids)])
        for (partner, account_type), balance in balances.items():
            if account_type == "asset_receivable":
                partner.credit = balance
            else:
                partner.debit = -balance

    @api.model
    def _asset_difference_search(self, account_type, operator, operand):
        own = self.env["res.users"]._location_limit()
        if not own or operator not in COMPARISONS:
            return super()._asset_difference_search(account_type, operator, operand)
        sign = 1 if account_type == "asset_receivable" else -1
        balances = {
            partner.id: sign * balance
            for (partner, of_type), balance in self._readable_balances([]).items()
            if of_type == account_type
        }
        matching = [
            partner_id
            for partner_id, balance in balances.items()
            if COMPARISONS[operator](balance, operand)
        ]
        return [("id", "in", matching)]

    @api.model
    def _readable_balances(self, domain):
        """Sum the open receivables and payables that the user may read.

        :param domain: of the account.move.line to sum
        :return: dict of (res.partner, account type) to amount in the company's currency
        """
        rows = self.env["account.move.line"]._read_group(
            Domain(domain)
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("account_type", "in", LIABLE)
            & Domain("company_id", "child_of", self.env.company.root_id.id),
            ["partner_id", "account_id"],
            ["amount_residual:sum"],
        )
        balances = defaultdict(float)
        for partner, account, amount in rows:
            balances[partner, account.account_type] += amount
        return balances

    @api.model
    def _overdue_at_us(self, amount):
        if not self.env["res.users"]._location_limit():
            return super()._overdue_at_us(amount)
        return self.env._("Overdue at us")


class AccountMoveLine(models.Model):
    # EXTENDS account
    _inherit = "account.move.line"

    @api.depends_context("uid")
    def _compute_cumulated_balance(self):
        own = self.env["res.users"]._location_limit()
        domain = self.env.context.get("domain_cumulated_balance")
        if not own or not self.env.context.get("order_cumulated_balance"):
            super()._compute_cumulated_balance()
            return
        readable = Domain(domain or []) & Domain(
            "move_id.dunning_location_id", "in", own.ids
        )
        items = self.with_context(domain_cumulated_balance=_hashable(list(readable)))
        super(AccountMoveLine, items)._compute_cumulated_balance()
        for item, narrowed in zip(self, items, strict=True):
            item.cumulated_balance = narrowed.cumulated_balance


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _fetch_duplicate_reference(self, matching_states=("draft", "posted")):
        # that another location invoiced the same amount on the same day
        return _readable(self, super()._fetch_duplicate_reference(matching_states))

    @api.depends_context("uid")
    def _compute_payments_widget_reconciled_info(self):
        result = super()._compute_payments_widget_reconciled_info()
        if self.env["res.users"]._location_limit():
            for move in self.filtered("invoice_payments_widget"):
                widget = move.invoice_payments_widget
                rows = [move._readable_payment(row) for row in widget["content"]]
                move.invoice_payments_widget = {**widget, "content": rows}
        return result

    def _readable_payment(self, row):
        """Leave of a payment what it paid of this invoice, not what it was in total.

        :param row: dict of the payments widget
        """
        if self.browse(row["move_id"]).has_access("read"):
            return row
        amount = self.env["res.currency"].browse(row["currency_id"])
        return {
            **row,
            "name": False,
            "ref": False,
            "account_payment_id": False,
            "amount_company_currency": amount.format(row["amount"]),
            "amount_foreign_currency": False,
        }


class AccountPayment(models.Model):
    # EXTENDS account
    _inherit = "account.payment"

    def _fetch_duplicate_reference(self, matching_states=("draft", "in_process")):
        return _readable(self, super()._fetch_duplicate_reference(matching_states))


class AccountAccount(models.Model):
    # EXTENDS account
    _inherit = "account.account"

    @api.depends_context("uid")
    def _compute_opening_debit_credit(self):
        if self.env["res.users"]._location_limit():
            self.opening_debit = self.opening_credit = self.opening_balance = 0
        else:
            return super()._compute_opening_debit_credit()


class AccountJournal(models.Model):
    """The dashboard is about whole journals: nothing of it is for a limited user."""

    # EXTENDS account
    _inherit = "account.journal"

    @api.depends_context("uid")
    def _kanban_dashboard(self):
        return super()._kanban_dashboard()

    def _get_journal_dashboard_data_batched(self):
        dashboard = super()._get_journal_dashboard_data_batched()
        if not self.env["res.users"]._location_limit():
            return dashboard
        return {
            journal_id: {name: data[name] for name in NO_FIGURES if name in data}
            for journal_id, data in dashboard.items()
        }

    @api.depends_context("uid")
    def _kanban_dashboard_graph(self):
        if self.env["res.users"]._location_limit():
            self.kanban_dashboard_graph = json.dumps(NO_GRAPH)
        else:
            return super()._kanban_dashboard_graph()

    @api.depends_context("uid")
    def _get_json_activity_data(self):
        if self.env["res.users"]._location_limit():
            self.json_activity_data = json.dumps({"activities": []})
        else:
            return super()._get_json_activity_data()

    @api.depends_context("uid")
    def _compute_last_bank_statement(self):
        if self.env["res.users"]._location_limit():
            self.last_statement_id = False
        else:
            return super()._compute_last_bank_statement()

    @api.depends_context("uid")
    def _compute_current_statement_balance(self):
        if self.env["res.users"]._location_limit():
            self.has_statement_lines = False
            self.current_statement_balance = 0
        else:
            return super()._compute_current_statement_balance()


class DigestDigest(models.Model):
    # EXTENDS digest
    _inherit = "digest.digest"

    def _compute_kpi_account_total_revenue_value(self):
        if self.env["res.users"]._location_limit():
            # the mail leaves out what raises this
            raise AccessError(
                self.env._("The revenue of the company is not for limited users.")
            )
        return super()._compute_kpi_account_total_revenue_value()
