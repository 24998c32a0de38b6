"""What key figures take from notices and promises."""

from datetime import timedelta

from odoo.tools import SQL

from . import money
from .figure_kind import kind
from .figure_ledger import INVOICES


def issued(scope):
    """Invoices of the period; met: reminded until the as-of date."""
    return kind(
        scope,
        6,
        "issued",
        SQL(
            """
            FROM (
                SELECT item.*,
                       ROW_NUMBER() OVER invoice AS place,
                       SUM(item.balance) OVER invoice AS amount,
                       BOOL_OR(reminded.move_line_id IS NOT NULL) OVER invoice
                       AS is_met
                  FROM account_move_line item
                  JOIN account_move move
                    ON move.id = item.move_id AND move.move_type IN %(types)s
             LEFT JOIN (
                       SELECT DISTINCT line.move_line_id
                         FROM dunning_notice_line line
                         JOIN dunning_notice notice ON notice.id = line.notice_id
                        WHERE line.kind = 'overdue'
                          AND line.notice_state IN ('sent', 'closed')
                          AND notice.date_sent <= %(end)s
                       ) reminded ON reminded.move_line_id = item.id
                 WHERE %(is_posted)s AND item.date BETWEEN %(start)s AND %(end)s
                WINDOW invoice AS (
                       PARTITION BY item.move_id ORDER BY item.id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                       )
            ) item
           WHERE item.place = 1
            """,
            types=INVOICES,
            is_posted=scope.is_posted,
            start=scope.period.start,
            end=scope.period.end,
        ),
        source_id=SQL("item.move_id"),
        move_line_id=SQL("item.id"),
        date=SQL("item.date"),
        amount=SQL("item.amount"),
        amount_met=SQL("CASE WHEN item.is_met THEN item.amount ELSE 0 END"),
        number_met=SQL("item.is_met::integer"),
    )


def promises(scope):
    """Promises that were settled in the period; met: kept.

    A promise counts for the company, and for whatever else tells, of its oldest item.
    """
    return kind(
        scope,
        7,
        "promise",
        SQL(
            """
            FROM dunning_promise promise
            JOIN LATERAL (
                SELECT item.*
                  FROM dunning_promise_item_rel relation
                  JOIN account_move_line item ON item.id = relation.move_line_id
                 WHERE relation.promise_id = promise.id
                 ORDER BY item.date_maturity, item.id
                 LIMIT 1
            ) item ON TRUE
           WHERE promise.state IN ('kept', 'partly', 'broken')
             AND promise.date_ended BETWEEN %s AND %s
            """,
            scope.period.start,
            scope.period.end,
        ),
        source_id=SQL("promise.id"),
        move_line_id=SQL("item.id"),
        date=SQL("promise.date_ended"),
        amount=_in_company_currency(SQL("promise.amount")),
        amount_met=SQL(
            "CASE WHEN promise.state = 'kept' THEN %s ELSE 0 END",
            _in_company_currency(SQL("promise.amount")),
        ),
        number_met=SQL("(promise.state = 'kept')::integer"),
        promise_id=SQL("promise.id"),
    )


def _in_company_currency(amount):
    """:return: SQL, an amount in the currency of the item, at the rate of the item"""
    return SQL(
        "ROUND(COALESCE((%s) * item.balance / NULLIF(item.amount_currency, 0), 0), 2)",
        amount,
    )


def notices(scope):
    """Items of notices that had their days by the as-of date; met: paid in these days.

    Asked for was what was open at the end of the day of sending: whoever paid on that
    day did not do so because of the notice. Both are told in the currency of the item,
    at its own rate: what the money was worth later says nothing of the notice.
    """
    asked = SQL("item.amount_currency - COALESCE(settled.amount, 0)")
    paid = SQL("COALESCE(settled.amount_paid, 0)")
    return kind(
        scope,
        8,
        "notice",
        SQL(
            """
            FROM dunning_notice_line line
            JOIN dunning_notice notice ON notice.id = line.notice_id
            JOIN account_move_line item ON item.id = line.move_line_id
            JOIN LATERAL (
                SELECT SUM(partial.debit_amount_currency) FILTER (
                           WHERE partial.max_date <= notice.date_sent
                       ) AS amount,
                       SUM(partial.debit_amount_currency * (1 - share.lost)) FILTER (
                           WHERE partial.max_date > notice.date_sent
                             AND partial.max_date <= notice.date_sent + %(days)s
                             AND %(is_collected)s
                       ) AS amount_paid
                  FROM %(tables)s %(shares)s
                 WHERE partial.debit_move_id = line.move_line_id
            ) settled ON TRUE
           WHERE line.kind = 'overdue'
             AND line.notice_state IN ('sent', 'closed')
             AND notice.date_sent BETWEEN %(start)s AND %(end)s
             AND %(asked)s > 0
            """,
            days=scope.period.days,
            is_collected=money.IS_COLLECTED,
            tables=money.MATCHES,
            shares=scope.shares,
            start=scope.period.start,
            end=scope.period.end - timedelta(days=scope.period.days),
            asked=asked,
        ),
        source_id=SQL("line.id"),
        move_line_id=SQL("item.id"),
        date=SQL("notice.date_sent"),
        amount=_in_company_currency(asked),
        amount_met=_in_company_currency(paid),
        number_met=SQL("(%s >= %s)::integer", paid, asked),
        level_id=SQL("line.level_id"),
        channel=SQL("notice.channel"),
    )
