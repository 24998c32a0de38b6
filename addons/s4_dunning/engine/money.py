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
