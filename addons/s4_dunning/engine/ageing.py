"""How old the open items of a debtor are, by company and by whatever else tells."""

from odoo import fields
from odoo.tools import SQL

from . import currencies, open_items

# Name, and the first and last day after the due date.
AGES = (
    ("not_due", None, 0),
    ("days_30", 1, 30),
    ("days_60", 31, 60),
    ("days_90", 61, 90),
    ("older", 91, None),
)


def by_column(debtor, columns):
    """Sum the open items of a debtor, once for each column, in one statement.

    As the figures of the debtor: in the currency of the group, credits apart.

    :param debtor: one dunning.debtor, as superuser
    :param columns: dict of name to SQL on engine/open_items.py
    :return: dict of name, and of None for all items, to a list of dict with id (what
        the column says), not_due, days_30, days_60, days_90, older, credit and total
    """
    group, today = debtor.group_id, fields.Date.context_today(debtor)
    names = [SQL.identifier(name) for name in columns]
    group.env.cr.execute(
        SQL(
            """
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s),
            balance AS (
                SELECT %(values)s,
                       item.amount_residual * rate.factor AS amount,
                       %(today)s - COALESCE(item.date_maturity, item.date) AS days
                  FROM %(tables)s
                  JOIN rate ON rate.company_id = item.company_id
                           AND rate.currency_id = company.currency_id
                 WHERE %(condition)s AND contact.commercial_partner_id = %(partner)s
            )
            SELECT GROUPING(%(names)s) AS place, COALESCE(%(names)s) AS id,
                   %(ages)s,
                   COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0) AS credit,
                   COALESCE(SUM(amount), 0) AS total
              FROM balance
             GROUP BY GROUPING SETS ((), %(sets)s)
             ORDER BY place, SUM(amount) DESC NULLS LAST, id
            """,
            factors=currencies.factors(group, today),
            values=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in columns.items()
            ),
            today=today,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
            partner=debtor.partner_id.id,
            names=SQL(", ").join(names),
            ages=SQL(", ").join(_sum(*age) for age in AGES),
            sets=SQL(", ").join(SQL("(%s)", name) for name in names),
        )
    )
    # PostgreSQL tells by a bit for each column whether a row sums over it.
    everything = 2 ** len(columns) - 1
    places = {
        everything - 2 ** (len(columns) - 1 - number): name
        for number, name in enumerate(columns)
    }
    found = {name: [] for name in (None, *columns)}
    for row in group.env.cr.dictfetchall():
        found[places.get(row.pop("place"))].append(row)
    return found


def _sum(name, first, last):
    limits = [SQL("amount > 0")]
    if first is not None:
        limits.append(SQL("days >= %s", first))
    if last is not None:
        limits.append(SQL("days <= %s", last))
    return SQL(
        "COALESCE(SUM(amount) FILTER (WHERE %s), 0) AS %s",
        SQL(" AND ").join(limits),
        SQL.identifier(name),
    )
