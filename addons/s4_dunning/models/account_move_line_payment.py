from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext


class AccountMoveLine(models.Model):
    """Money of customers: credits not matched yet, and unmatched bank lines."""

    # EXTENDS account
    _inherit = "account.move.line"

    @api.model
    def _open_money_domain(self, companies, customers):
        """Domain of the money of customers that is not matched yet.

        :param companies: res.company that received it
        :param customers: commercial res.partner; a bank line may also name nobody
        """
        suspense = (
            self.env["account.journal"]
            .search([("company_id", "in", companies.ids)])
            .suspense_account_id
        )
        credit = Domain("account_type", "=", "asset_receivable") & Domain(
            "partner_id", "child_of", customers.ids
        )
        bank_line = (
            Domain("account_id", "in", suspense.ids)
            & Domain("statement_line_id.is_reconciled", "=", False)
            & (
                Domain("partner_id", "=", False)
                | Domain("partner_id", "child_of", customers.ids)
            )
        )
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("balance", "<", 0)
            & Domain("reconciled", "=", False)
            & (credit | bank_line)
        )

    def _is_bank_line(self):
        """Tell whether this is the side of a bank line that nobody has matched."""
        self.ensure_one()
        bank_line = self.statement_line_id
        return (
            bool(bank_line)
            and not bank_line.is_reconciled
            and self.account_id == bank_line.journal_id.suspense_account_id
        )

    def _is_open_money(self):
        """Tell whether this is money of a customer that is not matched yet."""
        self.ensure_one()
        is_credit = self.account_type == "asset_receivable" and not self.reconciled
        return (
            self.parent_state == "posted"
            and self.balance < 0
            and (is_credit or self._is_bank_line())
        )

    def _open_money_amount(self):
        """:return: what is not matched yet, positive, in the currency of the item"""
        self.ensure_one()
        if self._is_bank_line():
            return -self.amount_currency
        return -self.amount_residual_currency

    def _payment_text(self):
        """:return: all that came with the money as one text: label, reference, notes"""
        self.ensure_one()
        parts = (
            self.name,
            self.ref,
            self.statement_line_id.payment_ref,
            self.payment_id.memo,
            self.payment_id.payment_reference,
            html2plaintext(self.move_id.narration or ""),
        )
        return "\n".join(dict.fromkeys(part for part in parts if part))

    def _payment_name(self):
        """:return: the number of the entry, with the bank statement it stands on"""
        self.ensure_one()
        statement = self.statement_line_id.statement_id.name
        return f"{self.move_id.name} ({statement})" if statement else self.move_id.name

    def _book_to_customer(self, customer):
        """Move an unmatched bank line from the suspense account to a customer.

        :param customer: commercial res.partner
        :raise AccessError: the user may not match bank lines
        """
        self.ensure_one()
        bank_line = self.statement_line_id.with_company(self.company_id)
        if not bank_line.has_access("write"):
            raise AccessError(
                self.env._(
                    "You may not match bank lines: ask an accountant to book %(line)s "
                    "to %(customer)s, then split it.",
                    line=self.move_id.name,
                    customer=customer.name,
                )
            )
        if bank_line.partner_id.commercial_partner_id != customer:
            bank_line.partner_id = customer
        self.account_id = customer.with_company(
            self.company_id
        ).property_account_receivable_id

    def action_split_payment(self):
        """Split this payment over the companies whose notice it quotes.

        :return: window action of the wizard
        :raise UserError: it is not one payment with something left to match
        """
        money = self.filtered(lambda item: item._is_open_money())
        if not money:
            money = self.move_id.line_ids.filtered(lambda item: item._is_open_money())
        if len(money) != 1:
            raise UserError(
                self.env._(
                    "Choose one payment of a customer that is not fully matched yet."
                )
            )
        return self.env["dunning.payment.split"]._action_open_money(money)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_split(self):
        entry_sudo = self._split_entries_sudo()[:1]
        if entry_sudo:
            raise UserError(
                self.env._(
                    "%(payment)s is split over companies by %(entry)s of %(company)s: "
                    "delete or cancel that entry first.",
                    payment=entry_sudo.dunning_payment_id.move_id.name,
                    entry=entry_sudo.display_name,
                    company=entry_sudo.company_id.name,
                )
            )

    def _check_not_split(self):
        """Refuse to split a payment a second time.

        :raise UserError: naming the entry that splits it
        """
        entry_sudo = self._split_entries_sudo()[:1]
        if entry_sudo:
            raise UserError(
                self.env._(
                    "%(payment)s was split already, see %(entry)s of %(company)s.",
                    payment=self.move_id.name,
                    entry=entry_sudo.display_name,
                    company=entry_sudo.company_id.name,
                )
            )

    def _split_entries_sudo(self):
        """:return: the account.move that split these payments, as superuser"""
        # sudo: which there are; they may be of any company of the group
        return (
            self.env["account.move"]
            .sudo()
            .search([("dunning_payment_id", "in", self.ids), ("state", "!=", "cancel")])
        )
