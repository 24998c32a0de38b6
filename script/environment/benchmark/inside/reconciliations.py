"""Which payment pays which invoice."""

from .clones import largest_id

LINES = 3  # of an invoice: product, tax, receivable; of a payment: bank, receivable


class Bases:
    """The largest ids of the templates: those of clones count on from there."""

    def __init__(self, cr):
        self.move = largest_id(cr, "account_move")
        self.line = largest_id(cr, "account_move_line")
        self.partial = largest_id(cr, "account_partial_reconcile")
        self.full = largest_id(cr, "account_full_reconcile")

    def line_id(self, move_id, place):
        return f"{self.line} + {LINES} * ({move_id} - {self.move}) - {place}"

    def matching(self, kind):
        """The values of a line of this kind that say what it is reconciled with."""
        if kind.startswith("paid"):
            is_matched = "CASE WHEN template.full_reconcile_id IS NOT NULL THEN"
            return {
                "full_reconcile_id": f"{is_matched} {self.full} + number END",
                "matching_number": f"{is_matched} ({self.full} + number)::text END",
            }
        if kind.startswith("part"):
            is_matched = "CASE WHEN template.matching_number IS NOT NULL THEN"
            return {
                "matching_number": f"{is_matched} 'P' || ({self.partial} + number) END"
            }
        return {}


def add(clones, bases):
    clones.clone(
        "account_full_reconcile",
        {
            "id": f"{bases.full} + number",
            "create_date": "document.date",
            "write_date": "document.date",
        },
        "account_full_reconcile template, benchmark_document document"
        " WHERE document.template = 'paid'"
        " AND template.id = (SELECT MIN(id) FROM account_full_reconcile)",
    )
    for kind, is_full in (("paid", True), ("part", False)):
        clones.clone(
            "account_partial_reconcile",
            {
                "id": f"{bases.partial} + invoice.number",
                "amount": "invoice.paid",
                "debit_amount_currency": "invoice.paid",
                "credit_amount_currency": "invoice.paid",
                "max_date": "GREATEST(invoice.date, payment.date)",
                "create_date": "payment.date",
                "write_date": "payment.date",
                "debit_move_id": bases.line_id("invoice.id", LINES - 1),
                "credit_move_id": bases.line_id("payment.id", 1),
                "full_reconcile_id": f"{bases.full} + invoice.number"
                if is_full
                else "NULL",
            },
            f"account_partial_reconcile template, benchmark_document invoice"
            f" JOIN benchmark_document payment ON payment.number = invoice.number"
            f" AND payment.template = '{kind}_by'"
            f" WHERE invoice.template = '{kind}' AND template.id = ("
            f" SELECT MIN(id) FROM account_partial_reconcile"
            f" WHERE (full_reconcile_id IS NOT NULL) = {is_full})",
        )
