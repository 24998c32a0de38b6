"""The ledgers of the companies, moved forward in time."""

from datetime import timedelta

from odoo.tools import groupby

# How customers pay: share of the items that are paid, earliest and latest day after the
# due date, share of the payments that cover an item only partly.
BEHAVIOURS = {
    "prompt": (0.98, -6, 3, 0),
    "late": (0.95, 10, 38, 0.05),
    "slow": (0.9, 24, 72, 0.1),
    "mixed": (0.9, 0, 60, 0.08),
    "never": (0.1, 5, 30, 0.5),
}


class Books:
    """Invoices wait here for their day, and payments for theirs.

    :param random: the random.Random that decides everything
    :param statements: dict of res.company to the day of its last bank statement
    """

    def __init__(self, env, random, statements):
        self.env = env
        self.random = random
        self.statements = statements
        self._drafts = []  # (move, behaviour)
        self._payments = []  # (date, receivable item, share)

    def draft(self, plans):
        """Create the invoices that :meth:`advance` will post.

        :param plans: list of (values, behaviour)
        """
        by_company = {}
        for values, behaviour in plans:
            by_company.setdefault(values["company_id"], []).append((values, behaviour))
        for company_id, of_company in by_company.items():
            company = self.env["res.company"].browse(company_id)
            moves = (
                self.env["account.move"]
                .with_company(company)
                .create([values for values, _behaviour in of_company])
            )
            self._drafts += [
                (move, behaviour)
                for move, (_values, behaviour) in zip(moves, of_company, strict=True)
            ]

    def advance(self, date):
        """Post what was invoiced until that day and book what was paid until then."""
        due = [plan for plan in self._drafts if plan[0].invoice_date <= date]
        self._drafts = [plan for plan in self._drafts if plan[0].invoice_date > date]
        moves = self.env["account.move"].concat(*[move for move, _behaviour in due])
        for company, of_company in moves.grouped("company_id").items():
            of_company.with_company(company).action_post()
        for move, behaviour in due:
            self._plan_payments(move, behaviour)
        self._pay(date)

    def items(self, partner, company=None):
        """:return: the open items of a customer, the oldest first"""
        domain = [
            ("partner_id", "child_of", partner.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        if company:
            domain.append(("company_id", "=", company.id))
        return self.env["account.move.line"].search(domain, order="date_maturity, id")

    def receive(self, company, date, amount, partner=None, text="", **values):
        """Book a line of the bank statement.

        :param partner: whose receivable account it is booked to; None: left unmatched
        :return: account.bank.statement.line
        """
        account = (
            partner and partner.with_company(company).property_account_receivable_id
        )
        return (
            self.env["account.bank.statement.line"]
            .with_company(company)
            .create(
                {
                    "journal_id": self._bank(company).id,
                    "date": date,
                    "payment_ref": text,
                    "partner_id": partner.id if partner else False,
                    "amount": amount,
                    "counterpart_account_id": account.id if account else False,
                    **values,
                }
            )
        )

    def _bank(self, company):
        return self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )

    def _plan_payments(self, move, behaviour):
        share_paid, earliest, latest, share_partly = BEHAVIOURS[behaviour]
        items = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for item in items.sorted("date_maturity"):
            draws = [self.random.random() for _draw in range(3)]
            if draws[0] < share_paid:
                days = round(earliest + draws[1] * (latest - earliest))
                date = item.date_maturity + timedelta(days=days)
                share = 0.5 if draws[2] < share_partly else 1
                self._payments.append((max(date, move.invoice_date), item, share))

    def _pay(self, date):
        """Book the payments until that day: one for each customer, company and day."""
        ready = [
            payment
            for payment in self._payments
            if payment[0] <= min(date, self.statements[payment[1].company_id])
        ]
        self._payments = [plan for plan in self._payments if plan not in ready]
        ready.sort(key=self._payment_key)
        plan = [
            self._book(payments)
            for _key, payments in groupby(ready, key=self._payment_key)
        ]
        self.env["account.move.line"]._reconcile_plan(plan)

    def _payment_key(self, payment):
        date, item, share = payment
        return (
            date,
            item.company_id.id,
            item.partner_id.id,
            item.currency_id.id,
            share,
        )

    def _book(self, payments):
        """:return: the items to reconcile"""
        date, item, share = payments[0]
        items = item.browse().concat(*[paid for _date, paid, _share in payments])
        company, currency = item.company_id, item.currency_id
        amount = currency.round(sum(items.mapped("amount_residual_currency")) * share)
        text = " ".join(sorted(set(items.move_id.mapped("name"))))
        values = {}
        if currency != company.currency_id:
            values = {"foreign_currency_id": currency.id, "amount_currency": amount}
            amount = currency._convert(amount, company.currency_id, company, date)
        line = self.receive(company, date, amount, item.partner_id, text, **values)
        return items | line.line_ids.filtered(lambda entry: entry.account_id.reconcile)
