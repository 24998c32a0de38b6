from odoo import Command
from odoo.tests import Form, freeze_time

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
class PaymentCommon(DunningCommon):
    """Three companies A, B and C of one group, one notice for all, one payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company("Sister B")["company"]
        cls.third = cls._third_company()
        cls.companies = {"A": cls.company, "B": cls.sister, "C": cls.third}
        cls.dollar = cls.company.currency_id

    @classmethod
    def _third_company(cls):
        company = cls.setup_other_company(name="Sister C")["company"]
        own_group = company.dunning_group_id
        company.dunning_group_id = cls.group
        own_group.unlink()
        cls.env.user.company_ids |= company
        cls._add_bank_account(company, "NL91RABO0315273637")
        return company

    def _notice(self, *invoices, **values):
        """Post invoices and send the one notice about them.

        :param invoices: (letter of the company, amount, days overdue)
        :return: dunning.notice; the receivable items are in self.items
        """
        self.items = [
            self._invoice(amount, overdue, company=self.companies[letter], **values)
            for letter, amount, overdue in invoices
        ]
        notice = self._propose().notice_ids
        self._send(notice)
        notice.ensure_one()
        return notice

    def _receive(self, amount, text="", letter="A", customer=True, **values):
        """Book a bank line.

        :param customer: on whose account; True: self.customer; None: left unmatched
        :return: account.bank.statement.line
        """
        company = self.companies[letter]
        customer = self.customer if customer is True else customer
        account = (
            customer and customer.with_company(company).property_account_receivable_id
        )
        return (
            self.env["account.bank.statement.line"]
            .with_company(company)
            .create(
                {
                    "journal_id": self.env["account.journal"]
                    .search([("company_id", "=", company.id), ("type", "=", "bank")])[0]
                    .id,
                    "date": TODAY,
                    "payment_ref": text,
                    "partner_id": customer.id if customer else False,
                    "amount": amount,
                    "counterpart_account_id": account.id if account else False,
                    **values,
                }
            )
        )

    def _pay(self, notice, amount, letter="A", **values):
        """A transfer that quotes the collective reference of a notice."""
        return self._receive(amount, notice.payment_reference, letter, **values)

    def _money(self, record):
        """The journal item of the customer's money, of a bank line or a payment."""
        return record.move_id.line_ids.filtered(
            lambda item: (
                item.balance < 0
                and item.account_type in ("asset_receivable", "asset_current")
            )
        )

    def _wizard(self, record, user=None):
        """The wizard as a person gets it from a bank line, payment or notice."""
        action = record.with_user(user or self.env.user).action_split_payment()
        model = self.env["dunning.payment.split"].with_user(user or self.env.user)
        return Form(model.with_context(**action["context"]))

    def _split(self, record, **shares):
        """Draft the entries of a split.

        :param shares: letter of a company to the share that a person types
        :return: the entries, by letter of their company
        """
        form = self._wizard(record)
        for letter, share in shares.items():
            place = self._place(form, letter)
            with form.line_ids.edit(place) as line:
                line.amount = share
        wizard = form.save()
        wizard.action_draft_entries()
        entries = self.env["account.move"].search(
            [("dunning_payment_id", "=", wizard.payment_id.id)]
        )
        return {
            letter: entries.filtered(
                lambda entry, company=company: entry.company_id == company
            )
            for letter, company in self.companies.items()
        }

    def _place(self, form, letter):
        companies = [
            self.env["dunning.claim"].browse(line["claim_id"]).company_id
            for line in form.line_ids._records
        ]
        return companies.index(self.companies[letter])

    def _shares(self, form):
        """dict of letter to (open, share) as the wizard proposes"""
        letters = {company: letter for letter, company in self.companies.items()}
        return {
            letters[self.env["dunning.claim"].browse(line["claim_id"]).company_id]: (
                line["amount_open"],
                line["amount"],
            )
            for line in form.line_ids._records
        }

    def _residuals(self):
        """What is open of the items of the notice, in the currency of each."""
        return [item.amount_residual_currency for item in self.items]

    def _post(self, *entries):
        for entry in entries:
            entry.with_company(entry.company_id).action_post()

    def _lines(self, entry):
        """(account, partner, amount in the currency of the company) of an entry"""
        return sorted(
            (item.account_id.account_type, item.partner_id.name, item.balance)
            for item in entry.line_ids
        )

    def _account(self, account_type, company):
        return self.env["account.account"].create(
            {
                "name": f"Extra {account_type}",
                "code": f"X{company.id}{account_type[:2].upper()}",
                "account_type": account_type,
                "reconcile": True,
                "company_ids": [Command.set(company.ids)],
            }
        )
