"""What key figures take from the ledger, in company currency."""

from odoo.tools import SQL

from ..rules.figures import AGES
from . import money, write_offs
from .figure_kind import kind

INVOICES = SQL("('out_invoice', 'out_receipt')")
SALES = SQL("('out_invoice', 'out_receipt', 'out_refund')")


def open_at(scope, number, name, as_of):
    """What was open at a date: what is open today, and what was matched since."""
    amount = SQL("item.amount_residual + COALESCE(later.amount, 0)")
    days = SQL("%s - COALESCE(item.date_maturity, item.date)", as_of)
    return kind(
        scope,
        number,
        name,
        SQL(
            """
            FROM account_move_line item
       LEFT JOIN (
                SELECT side.id, SUM(side.amount) AS amount
                  FROM account_partial_reconcile partial
            CROSS JOIN LATERAL (VALUES
                       (partial.debit_move_id, partial.amount),
                       (partial.credit_move_id, -partial.amount)
                       ) side (id, amount)
                 WHERE partial.max_date > %(as_of)s
                 GROUP BY side.id
            ) later ON later.id = item.id
           WHERE %(is_posted)s
             AND item.date <= %(as_of)s
             AND (item.reconciled IS NOT TRUE OR later.id IS NOT NULL)
             AND %(amount)s != 0
            """,
            as_of=as_of,
            is_posted=scope.is_posted,
            amount=amount,
        ),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date"),
        amount=amount,
        age=SQL(
            "CASE WHEN %s < 0 THEN 'credit' %s END",
            amount,
            SQL(" ").join(
                SQL("WHEN %s <= %s THEN %s", days, last, age)
                if last is not None
                else SQL("ELSE %s", age)
                for age, _first, last in AGES
            ),
        ),
    )


def _documents(scope, types):
    """FROM the posted items of customer documents of a period."""
    return SQL(
        """
        FROM account_move_line item
        JOIN account_move move ON move.id = item.move_id AND move.move_type IN %s
       WHERE %s AND item.date BETWEEN %s AND %s
        """,
        types,
        scope.is_posted,
        scope.period.start,
        scope.period.end,
    )


def sales(scope):
    """Invoices and credit notes, with VAT, as they stand in the receivables."""
    return kind(
        scope,
        2,
        "sale",
        _documents(scope, SALES),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date"),
        amount=SQL("item.balance"),
    )


def _matched(scope, condition):
    """FROM what was matched with receivables in a period."""
    return SQL(
        "FROM %s %s WHERE %s AND %s AND partial.max_date BETWEEN %s AND %s",
        money.MATCHES,
        scope.shares,
        condition,
        scope.is_posted,
        scope.period.start,
        scope.period.end,
    )


def collected(scope):
    """The money that paid receivables, not what a payment settled without money."""
    return kind(
        scope,
        3,
        "collected",
        _matched(scope, SQL("%s AND share.charged < 1", money.IS_COLLECTED)),
        source_id=SQL("partial.id"),
        move_line_id=SQL("item.id"),
        date=SQL("partial.max_date"),
        amount=money.AMOUNT,
        entry_id=SQL("entry.id"),
    )


def due(scope):
    """Instalments that fell due; met: nothing was open at the end of the due date.

    The day that is not over yet does not count. What is met is told in the currency of
    the invoice: the entry of an exchange difference can be dated weeks later.
    """
    return kind(
        scope,
        4,
        "due",
        SQL(
            """
            FROM (
                SELECT item.*,
                       item.amount_currency
                           <= COALESCE(SUM(partial.debit_amount_currency), 0) AS is_met
                  FROM account_move_line item
                  JOIN account_move move
                    ON move.id = item.move_id AND move.move_type IN %(types)s
             LEFT JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = item.id
                   AND partial.max_date <= item.date_maturity
                 WHERE %(is_posted)s
                   AND item.balance > 0
                   AND item.date <= %(end)s
                   AND item.date_maturity BETWEEN %(start)s AND %(over)s
                 GROUP BY item.id
            ) item
            """,
            types=INVOICES,
            is_posted=scope.is_posted,
            start=scope.period.start,
            end=scope.period.end,
            over=min(scope.period.end, scope.yesterday),
        ),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date_maturity"),
        amount=SQL("item.balance"),
        amount_met=SQL("CASE WHEN item.is_met THEN item.balance ELSE 0 END"),
        number_met=SQL("item.is_met::integer"),
    )


def written_off(scope):
    """What was taken off receivables and is lost: see write_offs."""
    return kind(
        scope,
        5,
        "written_off",
        _matched(scope, write_offs.IS_WRITE_OFF),
        source_id=SQL("partial.id"),
        move_line_id=SQL("item.id"),
        date=SQL("partial.max_date"),
        amount=SQL("ROUND(partial.amount * share.lost, 2)"),
        entry_id=SQL("entry.id"),
    )
