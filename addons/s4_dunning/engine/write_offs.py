"""How much of what an entry took off receivables was no money, and how much was lost.

A bookkeeper writes a receivable off in one of two ways:

    an entry that charges it to costs, and takes back its VAT, and has nothing else in
    it: no bank, no sales, no other account
    a payment that settles more than was paid, the difference charged to costs

So an opening entry, the closing of a point of sale, or what a bank or a payment
provider keeps of the money is no loss. Nor are cash discounts and differences of
exchange rates, though they are costs.
"""

from odoo.tools import SQL

from . import open_items

# On money.MATCHES and what of_entry() joins. A reversal is matched with the entry that
# it reverses: that takes nothing off what a customer owes.
IS_WRITE_OFF = SQL(
    "share.lost > 0 AND claim.reversed_entry_id IS DISTINCT FROM entry.id"
)
IS_TAX = SQL("line.tax_line_id IS NOT NULL")


def of_entry(env):
    """JOIN the shares, 0 to 1, of what an entry `entry` took off receivables.

    `share.charged` was charged to costs, revenues or taxes: it is no money.
    `share.lost` was written off.

    :param env: environment
    :return: SQL
    """
    results = SQL("line.account_id = ANY(%s)", _results(env).ids)
    is_cost = SQL("line.account_id = ANY(%s)", _costs(env).ids)
    is_receivable = open_items.is_receivable(env, SQL("line"))
    return SQL(
        """
        CROSS JOIN LATERAL (
            SELECT LEAST(GREATEST(COALESCE(charged / credit, 0), 0), 1) AS charged,
                   LEAST(GREATEST(COALESCE(
                       CASE WHEN cost <= 0 THEN 0
                            WHEN entry.origin_payment_id IS NOT NULL THEN cost
                            WHEN is_plain THEN cost + tax END / credit, 0), 0), 1
                   ) AS lost
              FROM (
                SELECT NULLIF(-SUM(line.balance) FILTER (
                           WHERE %(is_receivable)s AND line.balance < 0), 0) AS credit,
                       SUM(line.balance) FILTER (
                           WHERE %(results)s OR %(is_tax)s) AS charged,
                       SUM(line.balance) FILTER (WHERE %(is_cost)s) AS cost,
                       COALESCE(SUM(line.balance) FILTER (
                           WHERE %(is_tax)s AND NOT %(is_cost)s), 0) AS tax,
                       BOOL_AND(%(is_receivable)s OR %(is_cost)s OR %(is_tax)s)
                           AS is_plain
                  FROM account_move_line line
                 WHERE line.move_id = entry.id
                   AND line.account_id IS NOT NULL
              ) total
        ) share
        """,
        is_receivable=is_receivable,
        results=results,
        is_cost=is_cost,
        is_tax=IS_TAX,
    )


def _results(env):
    """:return: account.account, costs and revenues of all companies"""
    # sudo: accounts of all companies of a group, active or not
    accounts = env["account.account"].sudo().with_context(active_test=False)
    return accounts.search(
        [("internal_group", "in", ("income", "expense"))], order="id"
    )


def _costs(env):
    """:return: account.account on which losses stand"""
    # sudo: as above
    companies = env["res.company"].sudo().with_context(active_test=False).search([])
    return (
        _results(env).filtered(lambda account: account.internal_group == "expense")
        - companies.expense_currency_exchange_account_id
        - companies.account_journal_early_pay_discount_loss_account_id
    )
