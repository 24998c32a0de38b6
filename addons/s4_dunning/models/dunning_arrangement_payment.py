from odoo import api, models
from odoo.exceptions import UserError

from ..rules.payment_references import INSTALMENT, compact, creditor_references
from .dunning_notice_payment import LARGEST_ID


class DunningArrangement(models.Model):
    """Payments that quote an instalment, matched with the items of its company."""

    _inherit = "dunning.arrangement"

    @api.model
    def _find_by_reference(self, text):
        """Find the arrangements of which a text quotes an instalment.

        A reference with wrong check digits finds nothing.

        :param text: str, what came with a payment
        :return: dunning.arrangement that were offered
        """
        instalments = self._instalments_quoted(text)
        return instalments.arrangement_id.filtered("date_offered")

    @api.model
    def _instalments_quoted(self, text):
        """:return: dunning.arrangement.instalment whose references stand in a text"""
        references = {
            reference
            for reference in creditor_references(text)
            if reference[4:].startswith(INSTALMENT)
        }
        ids = {int(reference[5:]) for reference in references}
        found = self.env["dunning.arrangement.instalment"].search(
            [("id", "in", [one_id for one_id in ids if one_id <= LARGEST_ID])]
        )
        return found.filtered(lambda one: compact(one.payment_reference) in references)

    def _quoting_money(self):
        """:return: account.move.line, payments that are not matched and quote an
        instalment that is paid to the company that received them
        """
        self.ensure_one()
        companies = self.instalment_ids.company_id & self.env.user.company_ids
        items = self.env["account.move.line"].with_context(
            **self.env["dunning.notice"]._all_companies()
        )
        money = items.search(
            items._open_money_domain(companies, self._items().partner_id),
            order="date, id",
        )
        return money.filtered(
            lambda one: (
                one.currency_id == self.currency_id
                and one.company_id
                in (
                    self._instalments_quoted(one._payment_text()) & self.instalment_ids
                ).company_id
            )
        )

    def action_match_payments(self):
        """Match the payments that quote an instalment with the items, oldest first.

        :return: True
        :raise UserError: there is none
        """
        self.ensure_one()
        self.check_access("write")
        quoting = self._quoting_money()
        if not quoting:
            raise UserError(
                self.env._(
                    "No payment that waits to be matched quotes an instalment: book "
                    "the bank statement first, or match it by hand."
                )
            )
        for money in quoting:
            if money._is_bank_line():
                money._book_to_customer(self.partner_id)
            self._match(money)
        # sudo: figures of all companies of the group; who may write may access them
        self.sudo()._refresh(self.sudo().group_id)
        return True

    def _match(self, money):
        """Match one payment with what is open of the items of its company.

        :param money: account.move.line
        """
        owed = self.item_ids.with_env(money.env).filtered(
            lambda item: (
                item.company_id == money.company_id
                and item.account_id == money.account_id
                and not item.reconciled
            )
        )
        for item in owed.sorted(lambda item: item._dunning_date_due()):
            if not money.reconciled:
                (money | item).reconcile()
