"""Key figures of receivables, as the textbooks define them.

Amounts, counts and days go in, figures come out, not rounded: `rounded` does that once
at the end. A figure whose divisor is zero has no value: None, never 0.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# Name, and the first and last day after the due date.
AGES = (
    ("not_due", None, 0),
    ("days_30", 1, 30),
    ("days_60", 31, 60),
    ("days_90", 61, 90),
    ("days_120", 91, 120),
    ("older", 121, None),
)
ZERO = Decimal()


class Month(NamedTuple):
    """The credit sales of a calendar month, or of its days until the as-of date."""

    start: date
    sales: Decimal
    days: int


class CountBack(NamedTuple):
    """Days sales outstanding, and the receivables for which no month was left."""

    days: Decimal
    uncovered: Decimal
    months: tuple  # of (Month, Decimal days counted), the newest first


class Parts(NamedTuple):
    """What the figures of one row are made of: amounts in one currency, and counts."""

    days: int  # of the period
    months: int  # of the period
    opening: Decimal = ZERO
    closing: Decimal = ZERO
    not_due: Decimal = ZERO
    credit: Decimal = ZERO  # negative: what is not matched yet
    overdue: Decimal = ZERO
    sales: Decimal = ZERO
    written_off: Decimal = ZERO
    due_count: int = 0
    on_time_count: int = 0
    due_amount: Decimal = ZERO
    on_time_amount: Decimal = ZERO
    promise_count: int = 0
    kept_count: int = 0
    invoice_count: int = 0
    dunned_count: int = 0
    history: tuple = ()  # of Month, the newest first

    @property
    def current(self):
        """What would be open if all customers paid on the due date."""
        return self.not_due + self.credit

    @property
    def uncovered(self):
        """Of what is open, for what counting back finds no month: it is older."""
        return countback(self.closing, self.history).uncovered


def figures(parts):
    """Calculate every figure.

    :param parts: Parts
    :return: dict of name to Decimal, not rounded, or None where there is no value
    """
    # a period of credit notes has no sales that anything could be measured by
    sales = max(parts.sales, ZERO)
    sales_outstanding = dso(parts.closing, sales, parts.days)
    best = dso(parts.current, sales, parts.days)
    average = (parts.opening + parts.closing) / 2
    return {
        "dso_countback": countback(parts.closing, parts.history).days
        if parts.history
        else None,
        "dso": sales_outstanding,
        "dso_best": best,
        "days_delinquent": days_delinquent(sales_outstanding, best),
        "collection_effectiveness": collection_effectiveness(
            parts.opening, parts.sales, parts.closing, parts.current, parts.months
        ),
        "turnover": ratio(sales, average),
        "turnover_days": turnover_days(sales, average, parts.days),
        "overdue_rate": percentage(parts.overdue, parts.not_due + parts.overdue),
        "on_time_rate": percentage(parts.on_time_count, parts.due_count),
        "on_time_amount_rate": percentage(parts.on_time_amount, parts.due_amount),
        "promise_rate": percentage(parts.kept_count, parts.promise_count),
        "dunning_rate": percentage(parts.dunned_count, parts.invoice_count),
        "write_off_rate": percentage(parts.written_off, sales),
    }


def ratio(numerator, denominator):
    """:return: Decimal, or None if the denominator is zero"""
    if not denominator:
        return None
    return Decimal(numerator) / Decimal(denominator)


def percentage(numerator, denominator):
    """:return: Decimal, 100 for all; None if the denominator is zero"""
    share = ratio(numerator, denominator)
    return None if share is None else share * 100


def dso(receivables, sales, days):
    """Days sales outstanding, simple: how many days of sales are not paid.

    :param receivables: at the end of the period; those not due yet give the best
        possible days sales outstanding
    :param sales: credit sales of the period
    :param days: of the period
    :return: Decimal days, None without sales
    """
    return ratio(Decimal(receivables) * days, sales)


def countback(receivables, history):
    """Days sales outstanding by counting back: how old the sales are that are open.

    The sales of the newest month are taken off the receivables and its days counted,
    then those of the month before. The last month counts in proportion. A month in
    which credit notes exceed the sales leaves more for the months before it.

    :param receivables: Decimal
    :param history: iterable of Month, the newest first
    :return: CountBack; if the months do not suffice, `uncovered` says for how much
    """
    rest = Decimal(receivables)
    counted = []
    for month in history:
        if rest <= 0:
            break
        days = Decimal(month.days)
        if month.sales > rest:
            days = rest / month.sales * month.days
        counted.append((month, days))
        rest = max(rest - month.sales, ZERO)
    days = sum((days for _month, days in counted), ZERO)
    return CountBack(days, max(rest, ZERO), tuple(counted))


def days_delinquent(sales_outstanding, best):
    """Average days delinquent: how many days later than agreed customers pay.

    :return: Decimal days; None if one of both has no value
    """
    if sales_outstanding is None or best is None:
        return None
    return sales_outstanding - best


def collection_effectiveness(opening, sales, closing, not_due, months=1):
    """Collection effectiveness: what was collected of what could be collected.

    :param sales: credit sales of the period
    :param months: of the period: of several, the sales of an average month count
    :return: Decimal percentage; None if nothing could be collected, or if more is open
        than an average month could leave
    """
    available = Decimal(opening) + Decimal(sales) / months
    if available <= not_due or available < closing:
        return None
    return percentage(available - closing, available - not_due)


def turnover_days(sales, average, days=365):
    """:return: Decimal, days in which the average receivables turn over once; None
    without sales
    """
    return ratio(Decimal(average) * days, sales)


def age(date_due, as_of):
    """:return: str, the name of the age of an item: see AGES"""
    days = (as_of - date_due).days
    return next(name for name, _first, last in AGES if last is None or days <= last)


def rounded(value, digits=2):
    """:return: Decimal rounded half up; None stays None"""
    if value is None:
        return None
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def total(rows, days, months):
    """Add the parts of several rows up, so that the figures of all can be calculated.

    :param rows: iterable of Parts in one currency
    :return: Parts
    """
    rows = list(rows)
    starts = {month.start: month.days for row in rows for month in row.history}
    history = tuple(
        Month(
            start,
            sum(
                month.sales
                for row in rows
                for month in row.history
                if month.start == start
            ),
            starts[start],
        )
        for start in sorted(starts, reverse=True)
    )
    sums = {
        name: sum((getattr(row, name) for row in rows), Parts._field_defaults[name])
        for name in Parts._field_defaults
        if name != "history"
    }
    return Parts(days=days, months=months, history=history, **sums)
