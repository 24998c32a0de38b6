"""From the rows of the ledger to what the formulas of the figures take."""

from calendar import monthrange
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..engine.figure_kind import Period
from ..rules.figures import Month, Parts
from .dunning_figure_item import AGES

HISTORY = 24  # months for which sales are counted back
OVERDUE = tuple(age for age, _name in AGES if age not in ("not_due", "credit"))
# Which rows a part sums: domain and field. The same rows are shown behind a figure.
PARTS = {
    "opening": ([("fact", "=", "opening")], "amount"),
    "closing": ([("fact", "=", "closing")], "amount"),
    "not_due": ([("fact", "=", "closing"), ("age", "=", "not_due")], "amount"),
    "overdue": ([("fact", "=", "closing"), ("age", "in", OVERDUE)], "amount"),
    **{
        age: ([("fact", "=", "closing"), ("age", "=", age)], "amount")
        for age in (*OVERDUE, "credit")
    },
    "sales": ([("fact", "=", "sale")], "amount"),
    "collected": ([("fact", "=", "collected")], "amount"),
    "written_off": ([("fact", "=", "written_off")], "amount"),
    "due_amount": ([("fact", "=", "due")], "amount"),
    "on_time_amount": ([("fact", "=", "due")], "amount_met"),
    "due_count": ([("fact", "=", "due")], "number"),
    "on_time_count": ([("fact", "=", "due")], "number_met"),
    "promise_count": ([("fact", "=", "promise")], "number"),
    "kept_count": ([("fact", "=", "promise")], "number_met"),
    "invoice_count": ([("fact", "=", "issued")], "number"),
    "dunned_count": ([("fact", "=", "issued")], "number_met"),
}
SUMS = ("amount", "amount_met", "number", "number_met")


class DunningFigureItem(models.Model):
    _inherit = "dunning.figure.item"

    @api.model
    def _read_parts(self, period, months, domain, dimension, names=None):
        """Sum the rows that the user may see.

        :param period: Period
        :param months: int, of the period
        :param domain: which rows
        :param dimension: name of the field by which figures are told apart
        :param names: of the parts that are needed, else all; the others are 0
        :return: dict of (record of the dimension, res.currency) to dict of the names of
            Parts and of the other PARTS to their value
        """
        groups = self._of(period)._read_group(
            [*domain, ("fact", "in", _facts(names or PARTS))],
            [dimension, "currency_id", "fact", "age"],
            [f"{name}:sum" for name in SUMS],
        )
        history = {}
        if not names or "history" in names:
            history = self._read_history(period, domain, dimension)
        found = defaultdict(lambda: no_parts(period, months))
        for value, currency, fact, age, *sums in groups:
            row = found[value, currency]
            sums = dict(zip(SUMS, map(_decimal, sums), strict=True))
            for name, (of_part, field) in PARTS.items():
                if _is_of(of_part, fact, age):
                    row[name] += sums[field]
        for key in history:
            found[key]["history"] = history[key]
        return dict(found)

    @api.model
    def _read_history(self, period, domain, dimension):
        """The credit sales of each month, back to the first that had any.

        :return: dict of (record of the dimension, res.currency) to tuple of Month
        """
        newest = period.end.replace(day=1)
        oldest = fields.Date.subtract(newest, months=HISTORY - 1)
        groups = self._of(Period(oldest, period.end, 0))._read_group(
            [*domain, ("fact", "=", "sale")],
            [dimension, "currency_id", "date:month"],
            ["amount:sum"],
        )
        sales = defaultdict(dict)
        for value, currency, month, amount in groups:
            sales[value, currency][month] = _decimal(amount)
        return {
            key: tuple(_months(period.end, by_month)) for key, by_month in sales.items()
        }


def _months(end, sales):
    """Yield a Month from the as-of date back to the first with sales."""
    start = end.replace(day=1)
    while start >= min(sales):
        is_newest = start == end.replace(day=1)
        days = end.day if is_newest else monthrange(start.year, start.month)[1]
        yield Month(start, sales.get(start, Decimal()), days)
        start = fields.Date.subtract(start, months=1)


def _facts(names):
    """:return: list of str, the kinds of rows that these parts sum"""
    return sorted({PARTS[name][0][0][2] for name in names if name in PARTS})


def _is_of(domain, fact, age):
    values = {"fact": fact, "age": age}
    return all(
        values[name] in value if operator == "in" else values[name] == value
        for name, operator, value in domain
    )


def _decimal(value):
    """The database adds exactly; a float of its sum gives the same digits again."""
    return Decimal(str(value or 0))


def no_parts(period, months):
    """:return: dict as of _read_parts, of a period of so many months without rows"""
    return {
        **dict.fromkeys(PARTS, 0),
        "days": (period.end - period.start).days + 1,
        "months": months,
        "history": (),
    }


def parts_of(row):
    """:return: Parts, from a dict of _read_parts"""
    return Parts(**{name: row[name] for name in Parts._fields})
