"""One kind of amounts that key figures are made of, and the period they are of."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

# What a row says where its kind says nothing else.
DEFAULTS = {
    "company_id": SQL("item.company_id"),
    "amount_met": SQL("0::numeric"),
    "number": SQL("1"),
    "number_met": SQL("0"),
    "level_id": SQL("NULL::integer"),
    "channel": SQL("NULL::varchar"),
    "promise_id": SQL("NULL::integer"),
    "entry_id": SQL("NULL::integer"),
    "age": SQL("NULL::varchar"),
}


class Period(NamedTuple):
    """From when to when, and how many days a notice is given to have an effect."""

    start: date
    end: date  # the as-of date
    days: int


class Scope(NamedTuple):
    """What all kinds are told."""

    period: Period
    yesterday: date  # the last day that is over
    is_posted: SQL  # a journal item `item` is posted, on a receivable account
    shares: SQL  # JOIN what of an entry `entry` was no money: see write_offs
    columns: dict  # of name to SQL on the open item `item`


def kind(scope, number, name, rest, **values):
    """SELECT the rows of one kind.

    :param scope: Scope
    :param number: 0 to 15, keeps the ids of the kinds apart
    :param rest: SQL, from FROM on; `item` is the open item
    :param values: SQL of the columns; source_id and move_line_id: ids
    """
    values = {**DEFAULTS, **scope.columns, **values}
    return SQL(
        """
        SELECT (%(source)s)::bigint * 16 + %(number)s AS id, %(name)s AS fact,
               %(columns)s
        %(rest)s
        """,
        source=values.pop("source_id"),
        number=number,
        name=SQL("%s::varchar", name),
        columns=SQL(", ").join(
            SQL("%s AS %s", values[column], SQL.identifier(column))
            for column in sorted(values)
        ),
        rest=rest,
    )
