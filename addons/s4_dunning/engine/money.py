"""Which entries are money of a customer, and which items are invoices."""

from odoo.tools import SQL

MODELS = ("account.journal", "account.move", "account.move.line")

# On `entry` and its `journal`. A credit note or a write-off is no money.
IS_MONEY = SQL(
    """
    (entry.origin_payment_id IS NOT NULL
     OR entry.statement_line_id IS NOT NULL
     OR entry.dunning_notice_id IS NOT NULL
     OR journal.type IN ('bank', 'cash', 'credit'))
    """
)

# On `claim`, the entry of an item: what a company asked of a customer.
IS_INVOICE = SQL("claim.move_type IN ('out_invoice', 'out_receipt')")

# What was matched: `item` is what the customer owed, `money` what came in, in their
# entries `claim` and `entry`.
MATCHES = SQL(
    """
    account_partial_reconcile partial
    JOIN account_move_line item ON item.id = partial.debit_move_id
    JOIN account_move claim ON claim.id = item.move_id
    JOIN account_move_line money ON money.id = partial.credit_move_id
    JOIN account_move entry ON entry.id = money.move_id
    JOIN account_journal journal ON journal.id = entry.journal_id
    """
)
# On MATCHES: money that paid a customer's debt. What passed on a share of it to a
# sister company does not count once more, nor does money that went back and is matched
# with the money that came.
IS_COLLECTED = SQL(
    """
    claim.dunning_notice_id IS NULL
    AND claim.origin_payment_id IS NULL
    AND claim.statement_line_id IS NULL
    AND %s
    """,
    IS_MONEY,
)
# On MATCHES and what write_offs.of_entry() joins: what of it was money.
AMOUNT = SQL("ROUND(partial.amount * (1 - share.charged), 2)")
