from datetime import timedelta
from decimal import Decimal

from odoo import Command, api, fields, models

from ..rules import instalments as rules

MAXIMUM = 60  # instalments
DAYS = 14
# What the plan of a draft follows from; it is planned with what is open then.
PLAN = (
    "item_ids",
    "split",
    "instalment_number",
    "instalment_amount",
    "date_last",
    "interval",
    "date_first",
)
INTERVALS = [
    ("week", "Every week"),
    ("two_weeks", "Every two weeks"),
    ("month", "Every month"),
    ("quarter", "Every quarter"),
]


class DunningArrangement(models.Model):
    """Plan: which items, in how many instalments, when, to whom. Changed as a draft."""

    _inherit = "dunning.arrangement"

    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    item_ids = fields.Many2many(
        "account.move.line",
        "dunning_arrangement_item_rel",
        "arrangement_id",
        "move_line_id",
        string="Items",
        compute="_compute_item_ids",
        store=True,
        readonly=False,
        help="Open items of the debtor at any company of the group, in one currency. "
        "Credits among them are taken off.",
    )
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amount_total", store=True
    )
    split = fields.Selection(
        [
            ("number", "So many instalments"),
            ("amount", "Instalments of an amount"),
            ("date", "Paid by a date"),
        ],
        string="Split by",
        required=True,
        default="number",
    )
    instalment_number = fields.Integer(string="Number of instalments", default=3)
    instalment_amount = fields.Monetary(
        string="Amount of an instalment", help="The last one is the rest."
    )
    date_last = fields.Date(string="Paid by")
    interval = fields.Selection(INTERVALS, required=True, default="month")
    date_first = fields.Date(
        string="First instalment",
        required=True,
        default=lambda self: self._in_two_weeks(),
    )
    date_valid = fields.Date(
        string="Valid until",
        required=True,
        default=lambda self: self._in_two_weeks(),
        help="The items rest until this day. If the customer has not accepted by then, "
        "the offer lapses.",
    )
    instalment_ids = fields.One2many(
        "dunning.arrangement.instalment",
        "arrangement_id",
        string="Instalments",
        compute="_compute_instalment_ids",
        store=True,
        readonly=False,
    )
    choice_ids = fields.Many2many(
        "account.move.line", compute="_compute_choice_ids", compute_sudo=True
    )
    problem = fields.Char(compute="_compute_problem")

    @api.model
    def _in_two_weeks(self):
        return fields.Date.context_today(self) + timedelta(days=DAYS)

    @api.depends("debtor_id")
    def _compute_choice_ids(self):
        for arrangement in self:
            items = self.env["account.move.line"]
            if arrangement.debtor_id:
                items = items.search(arrangement.debtor_id._open_item_domain())
            arrangement.choice_ids = items

    @api.depends("debtor_id")
    def _compute_item_ids(self):
        for arrangement in self:
            # what was chosen stays, also when customers are merged
            if arrangement.debtor_id and not arrangement.item_ids:
                arrangement.item_ids = arrangement._proposed_items()

    @api.onchange("debtor_id")
    def _onchange_debtor_id(self):
        self.item_ids = self._proposed_items()

    @api.depends("item_ids")
    def _compute_currency_id(self):
        for arrangement in self:
            if arrangement.state == "draft":
                arrangement.currency_id = (
                    arrangement._items().currency_id[:1]
                    or arrangement.debtor_id.currency_id
                    or self.env.company.currency_id
                )

    @api.depends(*PLAN)
    def _compute_amount_total(self):
        for arrangement in self:
            if arrangement.state == "draft":
                arrangement.amount_total = arrangement._open_amount()

    @api.depends(*PLAN)
    def _compute_instalment_ids(self):
        for arrangement in self:
            if arrangement.state == "draft":
                arrangement.instalment_ids = [
                    Command.clear(),
                    *map(Command.create, arrangement._prepare_instalments()),
                ]

    def _proposed_items(self):
        """:return: the overdue items of the debtor that nothing holds, and what the
        same companies have to give back
        """
        self.ensure_one()
        if not self.debtor_id:
            return self.env["account.move.line"]
        owed = self.debtor_id._overdue_items_to_agree()
        owed -= self._held_items(owed)
        credits = owed.search(
            [
                *self.debtor_id._open_item_domain(),
                ("currency_id", "in", owed.currency_id.ids),
                ("amount_residual_currency", "<", 0),
            ]
        )
        proposed = owed.browse()
        for company, of_company in owed.grouped("company_id").items():
            given_back = credits.filtered(
                lambda item, company=company: item.company_id == company
            )
            together = of_company | given_back
            is_debt = sum(together.mapped("amount_residual_currency")) > 0
            proposed |= together if is_debt else owed.browse()
        return proposed.sudo(False)

    def _held_items(self, items):
        """:return: those of the items of which something rests, for whatever reason"""
        # sudo: only whether there is a hold
        return items.filtered(
            lambda item: any(item.sudo().dunning_hold_ids.mapped("is_current"))
        )

    def _items(self):
        """:return: the items as superuser: companies that are not active. Who may read
        the arrangement may access all companies of its group.
        """
        return self.sudo().item_ids._origin

    def _open_amount(self):
        """:return: float, what is open of the items now"""
        items = self._items().filtered(
            lambda item: item.currency_id == self.currency_id
        )
        return self.currency_id.round(sum(items.mapped("amount_residual_currency")))

    def _prepare_instalments(self):
        """:return: list of values, one for each day and company; empty if the settings
        of the plan make none
        """
        self.ensure_one()
        if self._item_problem() or self._setting_problem():
            return []
        amounts = self._amounts()
        days = rules.due_dates(self.date_first, self.interval, len(amounts))
        shares = rules.by_company(self._item_rows(), amounts)
        return [
            {
                "number": number,
                "company_id": company.id,
                "date_due": day,
                "amount": float(amount),
            }
            for number, (day, share) in enumerate(zip(days, shares, strict=True), 1)
            for company, amount in share.items()
        ]

    def _amounts(self):
        """:return: list of Decimal, what is paid at each date

        :raise ValueError: there are more instalments than cents, or one of nothing
        """
        total = self._decimal(self.amount_total)
        if self.split == "amount":
            return rules.fixed_amounts(total, self._decimal(self.instalment_amount))
        number = self.instalment_number
        if self.split == "date":
            number = rules.number_until(self.date_first, self.interval, self.date_last)
        unit = Decimal(str(self.currency_id.rounding))
        return rules.equal_amounts(total, number, unit)

    def _item_rows(self):
        """Rows as rules.instalments wants them.

        :return: list of (company, due date, open Decimal)
        """
        return [
            (
                item.company_id,
                item._dunning_date_due(),
                self._decimal(item.amount_residual_currency),
            )
            for item in self._items()
        ]

    def _decimal(self, amount):
        return Decimal(str(self.currency_id.round(amount)))

    def action_recalculate(self):
        """Plan the drafts anew, with what is open of their items today."""
        self.check_access("write")
        self._check_state("draft")
        for arrangement in self._with_all_companies():
            arrangement.item_ids = arrangement._items().filtered(
                lambda item: not item.reconciled
            )
            arrangement._compute_amount_total()
            arrangement._compute_instalment_ids()
        return True
