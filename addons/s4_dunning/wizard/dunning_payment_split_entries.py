from markupsafe import Markup

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DunningPaymentSplit(models.TransientModel):
    """The draft entries: one where the money arrived, one in each sister company."""

    _inherit = "dunning.payment.split"

    def action_draft_entries(self):
        """Draft the entries of the split; a person posts them.

        An unmatched bank line is booked to the customer first.

        :return: window action that shows the entries
        :raise UserError: the split is not possible as it stands
        """
        self.ensure_one()
        split = self._with_all_companies()
        split._check_split()
        if split.payment_id._is_bank_line():
            customer = split.payment_id.partner_id.commercial_partner_id
            split.payment_id._book_to_customer(customer or split.notice_id.partner_id)
        entries = split._draft_entries()
        split._tell(entries)
        return self._action_open_entries(entries)

    def _action_open_entries(self, entries):
        """Show the entries of the companies that are switched on; name the others."""
        hidden = entries.company_id - self.env.companies
        action = {"type": "ir.actions.act_window_close"}
        if entries.company_id - hidden:
            action = self.notice_id.action_open_payment_entries()
        if not hidden:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "message": self.env._(
                    "Drafted. Switch %(companies)s on at the top right to see and post "
                    "what was drafted there.",
                    companies=hidden.mapped("name"),
                ),
                "next": action,
            },
        }

    def _draft_entries(self):
        lines = self._shares_of_sisters()
        entries = self._draft_entry(
            self.company_id,
            self._prepare_items_of_receiver(lines),
            self.payment_id | self._own_items_to_match(),
        )
        for line in lines:
            entries |= self._draft_entry(
                line.claim_id.company_id,
                self._prepare_items_of_sister(line),
                self._open_items(line.claim_id),
            )
        return entries

    def _draft_entry(self, company, items, items_to_match):
        return (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": self.date,
                    "partner_id": self.payment_id.partner_id.id,
                    "ref": self._reference(),
                    "dunning_notice_id": self.notice_id.id,
                    "dunning_payment_id": self.payment_id.id,
                    "dunning_item_ids": [Command.set(items_to_match.ids)],
                    "line_ids": [Command.create(item) for item in items],
                }
            )
        )

    def _reference(self):
        return self.env._(
            "%(notice)s: %(payment)s of %(company)s",
            notice=self.notice_id.name,
            payment=self.payment_id._payment_name(),
            company=self.company_id.name,
        )

    def _own_items_to_match(self):
        """Items of the receiving company that the rest of the payment is matched with.

        None where money stays on account although items stay open: then only a person
        knows which.
        """
        own = self.line_ids.filtered(
            lambda line: line.claim_id.company_id == self.company_id and line.amount
        )
        items = self._open_items(own.claim_id) if own else self.payment_id.browse()
        is_zero = self.currency_id.is_zero
        if own and not is_zero(self.amount_on_account):
            still_open = self._amount_open(own.claim_id) - own.amount
            return items if is_zero(still_open) else items.browse()
        return items

    def _prepare_items_of_receiver(self, lines):
        """Take the sisters' shares off the customer and owe them to the sisters."""
        company, payment = self.company_id, self.payment_id
        owed = [
            self._prepare_item(
                company,
                line.claim_id.company_id.partner_id,
                "property_account_payable_id",
                -line.amount,
                # as the bank converted it
                -line.amount * payment.balance / payment.amount_currency,
            )
            for line in lines
        ]
        taken_off = {
            "name": self._reference(),
            "partner_id": payment.partner_id.id,
            "account_id": payment.account_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -sum(item["amount_currency"] for item in owed),
            "balance": -sum(item["balance"] for item in owed),
        }
        return [taken_off, *owed]

    def _prepare_items_of_sister(self, line):
        """Have it due from the receiving company and pay the customer's items with it.

        One item for each account and customer whose items are paid.
        """
        company = line.claim_id.company_id
        items = self._open_items(line.claim_id)
        shares = self._allocate(self._rows(line.claim_id), line.amount)
        amounts = {}
        for item, share in zip(items, shares, strict=True):
            key = (item.account_id, item.partner_id)
            amounts[key] = amounts.get(key, 0) + share
        paid = [
            {
                "name": self._reference(),
                "partner_id": customer.id,
                "account_id": account.id,
                "currency_id": self.currency_id.id,
                "amount_currency": -float(amount),
                "balance": -self._in_company_currency(company, float(amount)),
                # a credit like any payment, should a part of it stay open
                "no_followup": False,
            }
            for (account, customer), amount in amounts.items()
            if amount
        ]
        due = self._prepare_item(
            company,
            self.company_id.partner_id,
            "property_account_receivable_id",
            line.amount,
            -sum(item["balance"] for item in paid),
        )
        return [due, *paid]

    def _prepare_item(self, company, sister, account_property, amount, balance):
        """The side of an entry that stands against a sister company."""
        account = sister.with_company(company)[account_property]
        if not account:
            raise UserError(
                self.env._(
                    "%(company)s has no account for what it owes and is owed by "
                    "%(sister)s: set the receivable and the payable account on the "
                    "contact of %(sister)s.",
                    company=company.name,
                    sister=sister.name,
                )
            )
        return {
            "name": self._reference(),
            "partner_id": sister.id,
            "account_id": account.id,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "balance": company.currency_id.round(balance),
        }

    def _in_company_currency(self, company, amount):
        return self.currency_id._convert(
            amount, company.currency_id, company, self.date
        )

    def _tell(self, entries):
        """Log what was proposed; a sister is told about its own share only."""
        shares = [
            (line.claim_id.display_name, line.amount)
            for line in self.line_ids
            if line.amount
        ]
        if self.amount_on_account:
            shares.append(
                (self.env._("Stays on account"), self.amount_on_account),
            )
        body = Markup("<p>%s</p><ul>%s</ul><p>%s %s</p>") % (
            self._told_payment(),
            self._told_shares(shares),
            self.env._("Draft entries to post:"),
            Markup(", ").join(
                entry._get_html_link(title=entry.company_id.name) for entry in entries
            ),
        )
        of_receiver = entries.filtered(
            lambda entry: entry.company_id == self.company_id
        )
        for record in (self.notice_id, self.payment_id.move_id, of_receiver):
            record._message_log(body=body)
        for entry in entries - of_receiver:
            entry._message_log(body=Markup("<p>%s</p>") % self._told_payment())

    def _told_payment(self):
        return self.env._(
            "%(payment)s of %(company)s is split for %(notice)s.",
            payment=self.payment_id._payment_name(),
            company=self.company_id.name,
            notice=self.notice_id.name,
        )

    def _told_shares(self, shares):
        return Markup("").join(
            Markup("<li>%s: %s</li>")
            % (name, format_amount(self.env, amount, self.currency_id))
            for name, amount in shares
        )
