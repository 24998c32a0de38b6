from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.account.tools import format_structured_reference_iso

from ..engine import payment_references
from ..rules.payment_references import (
    COLLECTIVE,
    compact,
    creditor_references,
    quotes,
)

LARGEST_ID = 2**31 - 1


class DunningNotice(models.Model):
    """Payments: what they quote, and the entries that split them over companies."""

    _inherit = "dunning.notice"

    payment_reference = fields.Char(
        string="Collective reference",
        compute="_compute_payment_reference",
        help="To quote with one transfer for all companies of the notice.",
    )
    payment_entry_ids = fields.One2many(
        "account.move", "dunning_notice_id", string="Payment entries"
    )
    payment_entry_count = fields.Integer(compute="_compute_payment_entry_count")

    @api.depends("is_collective")
    def _compute_payment_reference(self):
        for notice in self:
            number = f"{COLLECTIVE}{notice._origin.id or 0:07d}"
            notice.payment_reference = (
                notice.is_collective and format_structured_reference_iso(number)
            )

    def _compute_payment_entry_count(self):
        entries = self.env["account.move"]
        counts = {}
        if entries.has_access("read"):
            counts = dict(
                entries._read_group(
                    [("dunning_notice_id", "in", self.ids)],
                    ["dunning_notice_id"],
                    ["__count"],
                )
            )
        for notice in self:
            notice.payment_entry_count = counts.get(notice._origin, 0)

    @api.model
    def _all_companies(self):
        """:return: context that switches on all companies of the user, as the money for
        one may have arrived at any other; the current one comes first
        """
        companies = self.env.company | self.env.user.company_ids
        return {"allowed_company_ids": companies.ids}

    @api.model
    def _find_by_reference(self, text):
        """Find the notices that a text names: by number, or by a payment reference.

        The reference may be that of all companies or that of one claim, however it is
        spaced or punctuated. A reference with wrong check digits finds nothing.

        :param text: str, what came with a payment
        :return: dunning.notice that were sent, the latest first
        """
        ids = set(payment_references.notices_named(self.env, text))
        for reference in creditor_references(text):
            number = reference[4:]
            if number.startswith(COLLECTIVE):
                ids |= self._ids_of_collective_reference(reference, int(number[1:]))
            elif number.isdigit():
                ids |= self._ids_of_claim_reference(reference, number)
        return self.search(
            [("id", "in", list(ids)), ("state", "in", ("sent", "closed"))],
            order="date_sent desc, id desc",
        )

    @api.model
    def _ids_of_collective_reference(self, reference, notice_id):
        if notice_id > LARGEST_ID:
            return set()
        return {
            notice.id
            for notice in self.search([("id", "=", notice_id)])
            if compact(notice.payment_reference or "") == reference
        }

    @api.model
    def _ids_of_claim_reference(self, reference, number):
        # company and claim follow each other without a mark between them
        ids = {int(number[place:]) for place in range(1, len(number) - 6)}
        claims = self.env["dunning.claim"].search(
            [("id", "in", [claim_id for claim_id in ids if claim_id <= LARGEST_ID])]
        )
        return {
            claim.notice_id.id
            for claim in claims
            if compact(claim.payment_reference) == reference
        }

    def _customers(self):
        """:return: the customers whose money may be for the notice"""
        self.ensure_one()
        return self.partner_id | self.line_ids.customer_id

    def _open_money(self):
        """Find payments that may be meant for the notice, neither matched nor split.

        :return: account.move.line; those that quote the notice come first
        """
        self.ensure_one()
        # sudo: the group's companies; those that are not the user's drop out
        companies = self.group_id.sudo().company_ids & self.env.user.company_ids
        items = self.env["account.move.line"].with_context(**self._all_companies())
        money = items.search(
            items._open_money_domain(companies, self._customers()),
            order="date desc, id desc",
        )
        money -= money._split_entries_sudo().dunning_payment_id.with_env(money.env)
        return money.sorted(lambda item: not self._is_named_in(item._payment_text()))

    def _is_named_in(self, text):
        """Tell whether a text names the notice, as _find_by_reference finds it."""
        self.ensure_one()
        references = [
            self.payment_reference,
            *self.claim_ids.mapped("payment_reference"),
        ]
        own = {compact(reference) for reference in references if reference}
        found = creditor_references(text)
        return quotes(text, self.name or "") or not own.isdisjoint(found)

    def _money_elsewhere(self, rows):
        """Sentences about money that waits at a company that claims nothing here.

        :param rows: list of what engine.recheck says of the debtor's items today
        """
        self.ensure_one()
        balances = {}
        for row in rows:
            key = (row["company_id"], row["currency_id"])
            balances[key] = balances.get(key, 0) + row["amount_residual"]
        return [
            self.env._(
                "%(company)s has %(amount)s of the customer on account: if it is for "
                "this notice, split it first.",
                # sudo: a company that is not active
                company=self.env["res.company"].sudo().browse(company_id).name,
                amount=currency.format(-balance),
            )
            for (company_id, currency_id), balance in balances.items()
            for currency in self.env["res.currency"].browse(currency_id)
            if currency in self.claim_ids.currency_id
            and currency.compare_amounts(float(balance), 0) < 0
        ]

    def _check_split_with(self, payment):
        """Refuse to split a payment that cannot be for this notice.

        :param payment: account.move.line that is open money, with its company switched
            on
        :raise UserError: naming what is wrong and what to do
        """
        self.ensure_one()
        if self.state not in ("sent", "closed"):
            raise UserError(
                self.env._(
                    "%(notice)s was not sent: nobody can have paid it.",
                    notice=self.display_name,
                )
            )
        if payment.company_id.dunning_group_id != self.group_id:
            raise UserError(
                self.env._(
                    "%(company)s does not belong to %(group)s, which sent the notice.",
                    company=payment.company_id.name,
                    group=self.group_id.name,
                )
            )
        customer = payment.partner_id.commercial_partner_id
        if customer and customer not in self._customers():
            raise UserError(
                self.env._(
                    "The payment is booked to %(customer)s, but the notice is for "
                    "%(debtor)s: change the customer of the payment, or choose another "
                    "notice.",
                    customer=customer.name,
                    debtor=self.partner_id.name,
                )
            )
        waiting = self.env["account.move"].search(
            [
                ("state", "=", "draft"),
                ("dunning_item_ids", "in", self.line_ids.move_line_id.ids),
            ],
            limit=1,
        )
        if waiting:
            raise UserError(
                self.env._(
                    "An earlier payment for the same items waits in %(entry)s of "
                    "%(company)s: post or delete that entry first.",
                    entry=waiting.display_name,
                    company=waiting.company_id.name,
                )
            )

    def action_split_payment(self):
        """Split a payment that quotes the notice over its companies.

        :return: window action of the wizard
        """
        self.ensure_one()
        return self.env["dunning.payment.split"]._action_open_notice(self)

    def action_open_payment_entries(self):
        """Show the entries that split payments of the notice."""
        self.check_access("read")
        entries = self.env["account.move"].search(
            [("dunning_notice_id", "in", self.ids)]
        )
        action = entries._get_records_action(name=self.env._("Payment Entries"))
        # the list of journal entries, not that of invoices
        journal_entries = self.env.ref("account.view_move_tree").id
        action["views"] = [
            (journal_entries if mode == "list" else view, mode)
            for view, mode in action["views"]
        ]
        return action
