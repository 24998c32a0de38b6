from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries that split one payment over companies: posting them matches the items.

    The company that received the money takes its sisters' shares off the customer; each
    sister takes its share off what the customer owes it. Every entry is matched within
    its own company only.
    """

    # EXTENDS account
    _inherit = "account.move"

    dunning_notice_id = fields.Many2one(
        "dunning.notice",
        string="Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The entry splits a payment of this notice over companies.",
    )
    dunning_payment_id = fields.Many2one(
        "account.move.line",
        string="Payment split",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The money that the entry splits, in the company that received it.",
    )
    dunning_item_ids = fields.Many2many(
        "account.move.line",
        "account_move_dunning_item_rel",
        "move_id",
        "item_id",
        string="Items to match",
        readonly=True,
        copy=False,
        help="Matched with the entry when it is posted.",
    )

    _dunning_payment_unique = models.UniqueIndex(
        "(dunning_payment_id, company_id)"
        " WHERE dunning_payment_id IS NOT NULL AND state != 'cancel'",
        "This payment was split already: open its entries from the notice.",
    )

    def _post(self, soft=True):
        # EXTENDS account
        splits = self.filtered("dunning_payment_id")
        splits._check_payment_left()
        posted = super()._post(soft)
        for entry in splits & posted:
            entry._match_split()
        return posted

    def _split_payment(self):
        """:return: the payment that the entry takes off the customer; nothing in the
        entries of the other companies
        """
        self.ensure_one()
        return self.dunning_payment_id & self.dunning_item_ids

    def _taken_off(self, payment):
        """:return: the journal items of the entry that use up the payment"""
        return self.line_ids.filtered(
            lambda item: item.account_id == payment.account_id and item.balance > 0
        )

    def _check_payment_left(self):
        """Refuse to take more off a payment than it has left.

        :raise UserError: it was matched with something else meanwhile
        """
        for entry in self:
            payment = entry._split_payment()
            if not payment:
                continue
            is_open = payment.parent_state == "posted"
            left = -payment.amount_residual_currency if is_open else 0
            # posted a second time, it may be matched already
            taken_off = entry._taken_off(payment)
            needed = sum(taken_off.mapped("amount_residual_currency"))
            currency = payment.currency_id
            if currency.compare_amounts(left, needed) < 0:
                raise UserError(
                    self.env._(
                        "%(payment)s has %(left)s left, but %(needed)s is to be taken "
                        "off it: undo its matching, or delete the entries of the split "
                        "and split it again.",
                        payment=payment.move_id.name,
                        left=currency.format(left),
                        needed=currency.format(needed),
                    )
                )

    def _match_split(self):
        """Match the entry with the items that were proposed, and nothing else."""
        self.ensure_one()
        payment = self._split_payment()
        money = payment or self.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and item.balance < 0
        )
        self._match(self._taken_off(payment), payment)
        self._match(money, self.dunning_item_ids - payment)

    def _match(self, money, items):
        """Match what is open of money with what is open of items, account by account"""
        is_open = (money | items).filtered(
            lambda item: item.parent_state == "posted" and not item.reconciled
        )
        for of_account in is_open.grouped("account_id").values():
            if of_account & money and of_account & items:
                of_account.reconcile()

    def _is_dunning_money(self):
        """:return: bool, whether the entry is money of a customer: a payment, a bank
        line, or a share of what a sister company received
        """
        self.ensure_one()
        return bool(
            self.origin_payment_id
            or self.statement_line_id
            or self.dunning_notice_id
            or self.journal_id.type in ("bank", "cash", "credit")
        )
