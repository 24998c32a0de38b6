"""Figures of months are written once, and again when their ledger changed.

A figure without value stays empty.
"""

from odoo.tools import SQL

from . import open_items

# What the figures of a month are made of; and by its date, from which month on.
MODELS = (
    "account.move.line",
    "account.partial.reconcile",
    "dunning.notice",
    "dunning.notice.line",
    "dunning.promise",
)


def ledger_states(companies, months):
    """Tell from all that has a date until the end of a month whether it changed.

    Nothing else tells it of what was deleted, unmatched or given another date.

    :param companies: res.company
    :param months: iterable of date, first days of months
    :return: dict of (company id, first day) to str: another one if anything changed
    """
    env = companies.env
    for model in MODELS:
        env[model].flush_model()
    env.cr.execute(
        SQL(
            """
            WITH change AS MATERIALIZED (
                SELECT company_id, DATE_TRUNC('month', date)::date AS month,
                       SUM(HASHTEXTEXTENDED(CONCAT_WS(' ', date, state), 0)) AS state
                  FROM (%(changes)s) change
                 WHERE company_id = ANY(%(companies)s)
                 GROUP BY 1, 2
            )
            SELECT company.id, asked.month, COALESCE(SUM(change.state), 0)::varchar
              FROM UNNEST(%(companies)s) company (id)
        CROSS JOIN UNNEST(%(months)s::date[]) asked (month)
         LEFT JOIN change ON change.company_id = company.id
                         AND change.month <= asked.month
             GROUP BY company.id, asked.month
            """,
            changes=_changes(env),
            companies=companies.ids,
            months=list(months),
        )
    )
    return {(company, month): state for company, month, state in env.cr.fetchall()}


def _changes(env):
    """SELECT company, date and what is told of every item, matching, promise, notice"""
    return SQL(
        """
        SELECT item.company_id, item.date,
               CONCAT_WS(' ', 'item', item.id, item.date_maturity, item.balance,
                         item.amount_currency, item.partner_id) AS state
          FROM account_move_line item
         WHERE %(is_posted)s
         UNION ALL
        SELECT item.company_id, partial.max_date,
               CONCAT_WS(' ', 'matching', partial.id, partial.amount)
          FROM account_partial_reconcile partial
          JOIN account_move_line item ON item.id = partial.debit_move_id
         WHERE %(is_posted)s
         UNION ALL
        SELECT item.company_id, promise.date_ended,
               CONCAT_WS(' ', 'promise', item.id, promise.id, promise.state)
          FROM dunning_promise promise
          JOIN dunning_promise_item_rel relation ON relation.promise_id = promise.id
          JOIN account_move_line item ON item.id = relation.move_line_id
         WHERE promise.date_ended IS NOT NULL
         UNION ALL
        SELECT item.company_id, notice.date_sent, CONCAT_WS(' ', 'notice', line.id)
          FROM dunning_notice_line line
          JOIN dunning_notice notice ON notice.id = line.notice_id
          JOIN account_move_line item ON item.id = line.move_line_id
         WHERE line.kind = 'overdue' AND line.notice_state IN ('sent', 'closed')
        """,
        is_posted=SQL(
            "%s AND item.parent_state = 'posted'", open_items.is_receivable(env)
        ),
    )


def write(months, rows):
    """Insert the figures of companies and months, or replace what is there.

    :param months: dunning.figure.month without records
    :param rows: list of dict of field name to value, all with the same fields
    """
    if not rows:
        return
    months.flush_model()
    names = list(rows[0])
    columns = [SQL.identifier(name) for name in names]
    months.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_figure_month
                   (%(columns)s, create_uid, write_uid, create_date, write_date)
            SELECT %(columns)s, %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (VALUES %(values)s) AS row (%(columns)s)
                ON CONFLICT (company_id, month) DO UPDATE
               SET %(updates)s, write_date = EXCLUDED.write_date
            """,
            columns=SQL(", ").join(columns),
            values=SQL(", ").join(
                SQL(
                    "(%s)",
                    SQL(", ").join(
                        _typed(months._fields[name], row[name]) for name in names
                    ),
                )
                for row in rows
            ),
            updates=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", column, column) for column in columns
            ),
            user=months.env.uid,
        )
    )
    months.invalidate_model()


def _typed(field, value):
    """A column without any value would have no type."""
    return SQL("%s::%s", value, SQL(field.column_type[0]))
