from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import allocation


class DunningPaymentSplit(models.TransientModel):
    """One payment for several companies: whose notice it is for, and who gets what."""

    _name = "dunning.payment.split"
    _description = "Split a Payment"

    payment_id = fields.Many2one(
        "account.move.line",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', candidate_ids)]",
    )
    notice_id = fields.Many2one(
        "dunning.notice",
        required=True,
        ondelete="cascade",
        domain="[('state', 'in', ('sent', 'closed')), ('group_id', '=', group_id)]",
    )
    candidate_ids = fields.Many2many(
        "account.move.line", compute="_compute_candidate_ids"
    )
    company_id = fields.Many2one(related="payment_id.company_id", string="Received by")
    group_id = fields.Many2one(related="payment_id.company_id.dunning_group_id")
    date = fields.Date(related="payment_id.date")
    currency_id = fields.Many2one(related="payment_id.currency_id")
    amount = fields.Monetary(string="Not matched yet", compute="_compute_amount")
    text = fields.Char(string="Text of the payment", compute="_compute_amount")
    warning = fields.Text(compute="_compute_warning")
    line_ids = fields.One2many(
        "dunning.payment.split.line",
        "split_id",
        compute="_compute_line_ids",
        compute_sudo=False,  # of a notice and a payment that the user may read
        store=True,
        readonly=False,
    )
    amount_on_account = fields.Monetary(
        string="Stays on account", compute="_compute_amount_on_account"
    )

    @api.depends("notice_id", "payment_id")
    def _compute_candidate_ids(self):
        for split in self:
            money = split.payment_id
            if split.notice_id:
                money = split.notice_id._open_money()
            # the list shows what is in the companies that are switched on
            split.candidate_ids = money.filtered(
                lambda item: item.company_id in self.env.companies
            )

    @api.depends("payment_id")
    def _compute_amount(self):
        for split in self:
            payment = split._with_all_companies().payment_id
            split.amount = payment._open_money_amount() if payment else 0
            split.text = (
                payment._payment_text().replace("\n", " · ") if payment else False
            )

    @api.depends("payment_id", "notice_id")
    def _compute_line_ids(self):
        for split in self:
            split.line_ids = [
                Command.clear(),
                *map(Command.create, split._prepare_lines()),
            ]

    @api.depends("amount", "line_ids.amount")
    def _compute_amount_on_account(self):
        for split in self:
            split.amount_on_account = split.amount - sum(
                split.line_ids.mapped("amount")
            )

    @api.depends("payment_id", "notice_id")
    def _compute_warning(self):
        for split in self:
            split.warning = "\n".join(split._with_all_companies()._warnings())

    @api.model
    def _action_open_money(self, payment):
        """Start from a payment: find the notice that it quotes.

        An instalment of an arrangement is paid to one company: nothing is to be split,
        and the arrangement opens.

        :param payment: one account.move.line that is open money
        :raise AccessError: it quotes a notice of companies that the user may not access
        """
        payment._check_not_split()
        arrangements = self.env["dunning.arrangement"]._find_by_reference(
            payment._payment_text()
        )
        if arrangements:
            return arrangements[:1]._get_records_action()
        return self._action_open(payment, self._find_notice(payment))

    @api.model
    def _action_open_notice(self, notice):
        """Start from a notice: find the payment that quotes it.

        :raise UserError: no payment is there
        """
        money = notice._open_money()
        if not money:
            raise UserError(
                self.env._(
                    "No payment of %(customer)s is waiting to be matched in the "
                    "companies of %(group)s: book the bank statement first.",
                    customer=notice.partner_id.name,
                    group=notice.group_id.name,
                )
            )
        return self._action_open(money[:1], notice, default_is_of_notice=True)

    @api.model
    def _action_open(self, payment, notice, **context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split a Payment"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_payment_id": payment.id,
                "default_notice_id": notice.id,
                **context,
            },
        }

    @api.model
    def _find_notice(self, payment):
        """:return: the notice that a payment quotes, else the latest of the customer
        that several companies sent; one with something open comes first
        """
        notices = self.env["dunning.notice"]
        text = payment._payment_text()
        quoted = notices._find_by_reference(text)
        # sudo: only whether there is one
        if not quoted and notices.sudo()._find_by_reference(text):
            raise AccessError(
                self.env._(
                    "The payment quotes a notice of companies that you do not all have "
                    "access to: ask a colleague who has, or an administrator."
                )
            )
        group = payment.company_id.dunning_group_id
        customer = payment.partner_id.commercial_partner_id
        found = quoted.filtered(
            lambda notice: (
                notice.group_id == group
                and (not customer or customer in notice._customers())
            )
        )
        if not quoted and customer:
            found = notices.search(
                [
                    ("state", "=", "sent"),
                    ("group_id", "=", group.id),
                    ("partner_id", "=", customer.id),
                ],
                order="date_sent desc, id desc",
            ).filtered("is_collective")
        return found.sorted(lambda notice: notice.state != "sent")[:1]

    def _warnings(self):
        """:return: list of sentences about what does not fit together"""
        self.ensure_one()
        if not self.payment_id:
            return []
        quoted = self.env["dunning.notice"]._find_by_reference(
            self.payment_id._payment_text()
        )
        if quoted and self.notice_id not in quoted:
            return [
                self.env._(
                    "The payment quotes %(notice)s: look whose money it is.",
                    notice=quoted[:1].display_name,
                )
            ]
        if not self.notice_id:
            return [
                self.env._("The payment quotes no notice: choose the one it is for.")
            ]
        return self._warnings_about_notice(quoted)

    def _warnings_about_notice(self, quoted):
        warnings = []
        if not quoted:
            warnings.append(
                self.env._(
                    "The payment quotes no notice: check that it is for this one."
                )
            )
        others = self.notice_id.claim_ids.currency_id - self.currency_id
        if others:
            warnings.append(
                self.env._(
                    "The notice also claims %(others)s; only what it claims in "
                    "%(currency)s is proposed.",
                    others=", ".join(others.mapped("name")),
                    currency=self.currency_id.name,
                )
            )
        if not any(self.line_ids.mapped("amount_open")):
            warnings.append(
                self.env._(
                    "Nothing of the notice is open in %(currency)s any more.",
                    currency=self.currency_id.name,
                )
            )
        return warnings

    def _with_all_companies(self):
        """:return: the wizard with all companies of its user switched on, whichever
        the person works in
        """
        return self.with_context(**self.env["dunning.notice"]._all_companies())

    def _claims(self):
        """:return: the claims of the notice in the currency of the payment"""
        self.ensure_one()
        return self.notice_id.claim_ids.filtered(
            lambda claim: claim.currency_id == self.currency_id
        )

    def _prepare_lines(self):
        """Propose a share for each claim, the oldest items first over all companies."""
        self.ensure_one()
        split = self._with_all_companies()
        rows = split._rows(split._claims())
        remaining = allocation.after_credits(rows)
        shares = split._allocate(rows, split.amount)
        return [
            {
                "claim_id": claim.id,
                "currency_id": split.currency_id.id,
                "date_due": min(
                    (due for owner, due, amount in rows if owner == claim),
                    default=False,
                ),
                "amount_open": split._sum_of(claim, rows, remaining),
                "amount": split._sum_of(claim, rows, shares),
            }
            for claim in split._claims()
        ]

    @api.model
    def _sum_of(self, claim, rows, amounts):
        return float(
            sum(
                amount
                for (owner, _due, _amount), amount in zip(rows, amounts, strict=True)
                if owner == claim
            )
        )

    def _open_items(self, claim):
        """:return: the open items of a claim, without the payment itself, as a credit
        that was known when the notice was sent
        """
        return claim._open_items() - self.payment_id

    def _rows(self, claims):
        """:return: list of (claim, due date, open Decimal) as rules.allocation wants"""
        return [
            (
                claim,
                item.date_maturity or item.date,
                self._decimal(item.amount_residual_currency),
            )
            for claim in claims
            for item in self._open_items(claim)
        ]

    def _allocate(self, rows, money):
        """Divide money over rows. :return: list of Decimal, one for each row"""
        return allocation.allocate(
            rows, self._decimal(money), unit=Decimal(str(self.currency_id.rounding))
        )

    def _decimal(self, amount):
        """:return: exact Decimal of an amount in the currency of the payment"""
        return Decimal(str(self.currency_id.round(amount)))
