import random
from datetime import timedelta

from odoo import api, fields, models

from . import (
    agreements,
    arrangements,
    bank,
    cases,
    debtors,
    history,
    invoices,
    my_day,
    ratings,
    sales,
    setup,
)
from .books import Books

COMPANIES = {"N": "noord", "M": "midden", "B": "bedrijfswagens"}

# Days before today on which the credit desk made its runs.
RUNS = (80, 66, 52, 38, 22)
LAST_RUN = 4
# Days before today of the last statement that the bank of a company delivered.
LAST_STATEMENT = {"N": 0, "M": 1, "B": 9}


class DunningDemo(models.AbstractModel):
    """A dealer group with five months of invoices, payments and notices.

    The story is told in the order in which it happened: before a run proposes,
    invoices are posted and payments booked up to its day.
    """

    _name = "dunning.demo"
    _description = "Demo Data of Dunning"

    @api.model
    def _install(self):
        """Create the demo data around the companies of dunning_demo.xml."""
        self = self.with_context(
            tracking_disable=True, mail_create_nolog=True, no_reset_password=True
        )
        today = fields.Date.context_today(self)
        companies = self._companies()
        group = self._ref("group")
        setup.accounting(self.env, companies, today)
        policy = setup.workflows(self.env, group)
        customers = debtors.create(self.env, group, policy)
        books = Books(
            self.env,
            random.Random(20),
            {
                companies[code]: today - timedelta(days=days)
                for code, days in LAST_STATEMENT.items()
            },
        )
        invoices.draft(books, companies, customers, today)
        self._tell(books, group, companies, customers, today)

    def _tell(self, books, group, companies, customers, today):
        for days in RUNS:
            books.advance(today - timedelta(days=days))
            run = history.run(self.env, group, today - timedelta(days=days))
        history.cancel_smallest(run)
        books.advance(today - timedelta(days=LAST_RUN))
        history.interrupted_run(self.env, group, today - timedelta(days=LAST_RUN))
        books.advance(today)
        bank.leftovers(books, companies, customers, today)
        cases.create(books, group, companies, customers, today)
        partners = {code: customer.partner for code, customer in customers.items()}
        agreements.create(self.env, group, partners, today)
        arrangements.create(self.env, group, partners, today)
        ratings.create(self.env, group, partners, today)
        group.action_refresh()
        sales.create(group)
        my_day.create(self.env, group, today)

    def _companies(self):
        """:return: dict of the letter used in debtors.tsv to res.company"""
        return {code: self._ref(f"company_{name}") for code, name in COMPANIES.items()}

    def _ref(self, name):
        return self.env.ref(f"s4_dunning.dunning_demo_{name}")
