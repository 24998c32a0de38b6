"""What key figures take from the ledger, in company currency.

`is_posted` is the condition on a journal item `item`: posted, on a receivable account.
"""

from odoo.tools import SQL

from ..rules.figures import AGES
from . import money
from .figure_kind import kind

INVOICES = SQL("('out_invoice', 'out_receipt')")
SALES = SQL("('out_invoice', 'out_receipt', 'out_refund')")


def open_at(is_posted, number, name, as_of):
    """What was open at a date: what is open today, and what was matched since."""
    days = SQL("%s - COALESCE(item.date_maturity, item.date)", as_of)
    return kind(
        number,
        name,
        SQL(
            """
            FROM (
                SELECT part.id, SUM(part.amount) AS amount
                  FROM (
                       SELECT item.id, item.amount_residual AS amount
                         FROM account_move_line item
                        WHERE item.reconciled IS NOT TRUE AND %(condition)s
                        UNION ALL
                       SELECT item.id, partial.amount
                         FROM account_partial_reconcile partial
                         JOIN account_move_line item
                           ON item.id = partial.debit_move_id
                        WHERE partial.max_date > %(as_of)s AND %(condition)s
                        UNION ALL
                       SELECT item.id, -partial.amount
                         FROM account_partial_reconcile partial
                         JOIN account_move_line item
                           ON item.id = partial.credit_move_id
                        WHERE partial.max_date > %(as_of)s AND %(condition)s
                       ) part
                 GROUP BY part.id
                HAVING SUM(part.amount) != 0
            ) balance
            JOIN account_move_line item ON item.id = balance.id
            """,
            as_of=as_of,
            condition=SQL("%s AND item.date <= %s", is_posted, as_of),
        ),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date"),
        amount=SQL("balance.amount"),
        age=SQL(
            "CASE WHEN balance.amount < 0 THEN 'credit' %s END",
            SQL(" ").join(
                SQL("WHEN %s <= %s THEN %s", days, last, age)
                if last is not None
                else SQL("ELSE %s", age)
                for age, _first, last in AGES
            ),
        ),
    )


def _documents(is_posted, period, types):
    """FROM the posted items of customer documents of a period."""
    return SQL(
        """
        FROM account_move_line item
        JOIN account_move move ON move.id = item.move_id AND move.move_type IN %s
       WHERE %s AND item.date BETWEEN %s AND %s
        """,
        types,
        is_posted,
        period.start,
        period.end,
    )


def sales(is_posted, period):
    """Invoices and credit notes, with VAT, as they stand in the receivables."""
    return kind(
        2,
        "sale",
        _documents(is_posted, period, SALES),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date"),
        amount=SQL("item.balance"),
    )


def collected(is_posted, period):
    return kind(
        3,
        "collected",
        SQL(
            "FROM %s WHERE %s AND %s AND partial.max_date BETWEEN %s AND %s",
            money.MATCHES,
            money.IS_COLLECTED,
            is_posted,
            period.start,
            period.end,
        ),
        source_id=SQL("partial.id"),
        move_line_id=SQL("item.id"),
        date=SQL("partial.max_date"),
        amount=SQL("partial.amount"),
        entry_id=SQL("entry.id"),
    )


def due(is_posted, period):
    """Instalments that fell due; met: nothing was open at the end of the due date."""
    return kind(
        4,
        "due",
        SQL(
            """
            FROM (
                SELECT item.id, item.balance <= COALESCE(SUM(partial.amount), 0)
                       AS is_met
                  FROM account_move_line item
                  JOIN account_move move
                    ON move.id = item.move_id AND move.move_type IN %(types)s
             LEFT JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = item.id
                   AND partial.max_date <= item.date_maturity
                 WHERE %(is_posted)s
                   AND item.balance > 0
                   AND item.date <= %(end)s
                   AND item.date_maturity BETWEEN %(start)s AND %(end)s
                 GROUP BY item.id
            ) due
            JOIN account_move_line item ON item.id = due.id
            """,
            types=INVOICES,
            is_posted=is_posted,
            start=period.start,
            end=period.end,
        ),
        source_id=SQL("item.id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date_maturity"),
        amount=SQL("item.balance"),
        amount_met=SQL("CASE WHEN due.is_met THEN item.balance ELSE 0 END"),
        number_met=SQL("due.is_met::integer"),
    )


def written_off(is_posted, period):
    """What entries took off receivables and charged to expenses.

    Differences of exchange rates and cash discounts are no losses of bad debts. The
    row is the expense; the customer is the one of the entry.
    """
    return kind(
        5,
        "written_off",
        SQL(
            """
            FROM account_move_line expense
            JOIN account_move move
              ON move.id = expense.move_id AND move.move_type = 'entry'
            JOIN account_account account ON account.id = expense.account_id
            JOIN res_company creditor ON creditor.id = expense.company_id
            JOIN LATERAL (
                SELECT item.id, item.company_id
                  FROM account_move_line item
                 WHERE item.move_id = expense.move_id AND %(is_posted)s
                 ORDER BY item.id
                 LIMIT 1
            ) item ON TRUE
           WHERE expense.date BETWEEN %(start)s AND %(end)s
             AND expense.parent_state = 'posted'
             AND STARTS_WITH(account.account_type, 'expense')
             AND expense.account_id IS DISTINCT FROM
                 creditor.expense_currency_exchange_account_id
             AND expense.account_id IS DISTINCT FROM
                 creditor.account_journal_early_pay_discount_loss_account_id
            """,
            is_posted=is_posted,
            start=period.start,
            end=period.end,
        ),
        source_id=SQL("expense.id"),
        move_line_id=SQL("item.id"),
        date=SQL("expense.date"),
        amount=SQL("expense.balance"),
        entry_id=SQL("expense.move_id"),
    )
