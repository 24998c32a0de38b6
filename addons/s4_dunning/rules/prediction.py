"""When an open item is paid: the day to expect, from how late the customer pays.

    usual = (n * median of the debtor + POOL_WEIGHT * median of its like)
            / (n + POOL_WEIGHT)

Medians, so that one forgotten invoice moves nothing; the more invoices a debtor has
paid, the less its like (the debtors of its segment, or of the group) have to say. An
item that is later than usual is expected when half of those that were as late had paid.
Who pays at the end of the month, or on one day of the week, is expected on such a day.

engine/predictions.py does the same in SQL; a test compares the two.
"""

from datetime import timedelta
from fractions import Fraction

POOL_WEIGHT = 1  # invoices
POOL_DEBTORS = 10  # with fewer, a segment says nothing
LATER_PAYMENTS = 20  # with fewer that were as late, nothing is expected
# Invoices paid, and half of the days between which the middle half of them lies.
HIGH = (8, 5)
MEDIUM = (4, 15)
RHYTHM_INVOICES = 8
RHYTHM_SHARE = Fraction(3, 4)
MONTH_END_DAYS = 3
MONTH_END = 0  # a rhythm; the others are 1 for Monday to 7 for Sunday


def quantile(values, share):
    """Interpolate between the two nearest values.

    :param values: non-empty list of int or Fraction
    :param share: Fraction from 0 to 1
    :return: Fraction
    """
    ordered = sorted(values)
    place = Fraction(share) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def median(values):
    """:return: Fraction, the middle of a non-empty list"""
    return quantile(values, Fraction(1, 2))


def usual_days(delays, pool):
    """Days after the due date when a debtor pays, shrunk towards its like.

    :param delays: list of int, of the invoices it paid; negative: early
    :param pool: number, the median of its like
    :return: int, halves away from zero
    """
    own = len(delays) * median(delays) if delays else 0
    days = (own + POOL_WEIGHT * Fraction(pool)) / (len(delays) + POOL_WEIGHT)
    rounded = int(abs(days) + Fraction(1, 2))
    return rounded if days >= 0 else -rounded


def reliability(delays):
    """:return: str, high, medium or low: by how many invoices, how much they vary"""
    if delays:
        spread = (
            quantile(delays, Fraction(3, 4)) - quantile(delays, Fraction(1, 4))
        ) / 2
        for name, (count, days) in (("high", HIGH), ("medium", MEDIUM)):
            if len(delays) >= count and spread <= days:
                return name
    return "low"


def later_days(delays, elapsed):
    """The lower median of those that were paid so many days late, or later.

    :param delays: list of int, of all invoices of the group
    :param elapsed: int, days since the due date
    :return: int, or None: too few were that late
    """
    later = sorted(days for days in delays if days >= elapsed)
    if len(later) < LATER_PAYMENTS:
        return None
    return later[(len(later) - 1) // 2]


def rhythm(days_paid):
    """Find out whether a debtor pays at the end of the month, or on one weekday.

    :param days_paid: list of date, of the invoices it paid
    :return: int, MONTH_END or the weekday, 1 for Monday; None: neither
    """
    if len(days_paid) < RHYTHM_INVOICES:
        return None
    enough = RHYTHM_SHARE * len(days_paid)
    is_end = [_month_end(day) - day < timedelta(MONTH_END_DAYS) for day in days_paid]
    if sum(is_end) >= enough:
        return MONTH_END
    weekdays = [day.isoweekday() for day in days_paid]
    return next((day for day in range(1, 8) if weekdays.count(day) >= enough), None)


def _month_end(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def in_rhythm(day, found, today):
    """Move a day to the nearest of the rhythm that is not over.

    :param day: date, from today on
    :param found: as `rhythm` gives it
    :param today: date
    :return: date
    """
    if found is None:
        return day
    if found == MONTH_END:
        later, sooner = _month_end(day), day.replace(day=1) - timedelta(days=1)
    else:
        later = day + timedelta(days=(found - day.isoweekday()) % 7)
        sooner = later - timedelta(days=7)
    return later if later - day <= day - sooner or sooner < today else sooner


def expect(date_due, today, usual, delays, found=None):
    """Expect the payment of an open item.

    :param date_due: date
    :param today: date
    :param usual: int, as `usual_days` gives it
    :param delays: list of int, of all invoices of the group
    :param found: as `rhythm` gives it
    :return: (method, date): habit; late, of an item that is later than usual; or
        unknown and None
    """
    date = date_due + timedelta(days=usual)
    if date >= today:
        return "habit", in_rhythm(date, found, today)
    later = later_days(delays, (today - date_due).days)
    if later is None:
        return "unknown", None
    return "late", date_due + timedelta(days=later)
