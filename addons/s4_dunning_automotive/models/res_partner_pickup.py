from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import pickup


class ResPartner(models.Model):
    # EXTENDS base
    _inherit = "res.partner"

    # For the people who hand over a vehicle and may not see the ledger. Nothing is
    # stored: what is said counts at the moment it is read.
    pickup_status = fields.Selection(
        [
            ("free", "May be handed over"),
            ("promise", "Payment promised"),
            ("overdue", "Overdue"),
            ("stopped", "Credit stop"),
        ],
        string="Pick-up",
        compute="_compute_pickup",
        groups="base.group_user",
    )
    pickup_message = fields.Char(
        string="Pick-up status", compute="_compute_pickup", groups="base.group_user"
    )

    @api.depends_context("company", "uid", "lang", "tz")
    @api.depends("commercial_partner_id")
    def _compute_pickup(self):
        customers = self.commercial_partner_id._origin
        customers -= customers._companies_of_the_database()
        owed = self._owed_by(customers)
        stopped = customers._dunning_credit_stops()
        for partner in self:
            customer = partner.commercial_partner_id._origin
            rows = owed.get(customer.id, [])
            if customer in stopped:
                partner.pickup_status = "stopped"
                partner.pickup_message = self._credit_stop_message(rows)
            elif customer in customers:
                partner.pickup_status = self._pickup_status(rows)
                partner.pickup_message = self._pickup_message(rows)
            else:
                partner.pickup_status = partner.pickup_message = False

    def _companies_of_the_database(self):
        """:return: those of these partners that are companies here; they owe nothing"""
        # sudo: companies that are not the user's
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("partner_id", "in", self.ids)]).partner_id

    @api.model
    def _owed_by(self, customers):
        """:return: dict of partner id to its rows of engine/pickup.py"""
        # sudo: a salesperson learns whether something is overdue in the dunning group,
        # and how much at the own company, but no item of the ledger
        group_sudo = self.env.company.sudo().dunning_group_id
        owed = {}
        for row in pickup.overdue(group_sudo, customers):
            owed.setdefault(row["partner_id"], []).append(row)
        return owed

    @api.model
    def _pickup_status(self, rows):
        if any(row["amount_overdue"] for row in rows):
            return "overdue"
        return "promise" if rows else "free"

    @api.model
    def _pickup_message(self, rows):
        """Say in a few words whether a vehicle may be handed over, and why not.

        :param rows: those of one customer, of engine/pickup.py
        :return: str in the language of the user
        """
        overdue = {
            row["company_id"]: row["amount_overdue"]
            for row in rows
            if row["amount_overdue"]
        }
        own = self.env.company
        messages = []
        if own.id in overdue:
            messages.append(self._overdue_at_us(overdue.pop(own.id)))
        if overdue:
            sisters = self._names_of_sisters(overdue)
            messages.append(self.env._("Overdue at %(companies)s", companies=sisters))
        return "; ".join(messages) or self._promise_message(rows)

    @api.model
    def _credit_stop_message(self, rows):
        """:return: str that says so, and what is overdue, if anything is"""
        stop = self.env._("Credit stop")
        is_overdue = self._pickup_status(rows) == "overdue"
        return f"{stop}; {self._pickup_message(rows)}" if is_overdue else stop

    @api.model
    def _overdue_at_us(self, amount):
        """:return: str that says so, and how much in the company's currency"""
        amount = self.env.company.currency_id.format(amount)
        return self.env._("Overdue at us: %(amount)s", amount=amount)

    @api.model
    def _names_of_sisters(self, company_ids):
        """Name the companies of the user; of others only that there are some."""
        known = self.env.user.company_ids.filtered(
            lambda company: company.id in company_ids
        )
        names = known.mapped("name")
        if len(known) < len(company_ids):
            names.append(self.env._("a sister company"))
        return names

    @api.model
    def _promise_message(self, rows):
        if not rows:
            return self.env._("May be handed over")
        dates = [row["date_promised"] for row in rows if row["date_promised"]]
        if not dates:
            return self.env._("Payment promised")
        date = format_date(self.env, min(dates), date_format="d MMMM")
        return self.env._("Payment promised until %(date)s", date=date)
