"""How a debt is paid in instalments: how many, when, how much, and to whom.

What does not divide evenly goes to the last instalment. The oldest items are paid
first, whichever company they belong to, so that an instalment mostly goes to one
company and the debtor makes few transfers.
"""

from decimal import ROUND_FLOOR, Decimal
from itertools import count, takewhile

from dateutil.relativedelta import relativedelta

from .allocation import after_credits

CENT = Decimal("0.01")
INTERVALS = {
    "week": relativedelta(weeks=1),
    "two_weeks": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
}


def due_dates(first, interval, number):
    """Give the days of so many instalments.

    Every day is counted from the first one: 31 January is followed by 28 February and
    31 March.

    :param first: date of the first instalment
    :param interval: key of INTERVALS
    :param number: int
    :return: list of date, strictly rising
    """
    return [first + INTERVALS[interval] * step for step in range(number)]


def number_until(first, interval, last):
    """:return: int, how many instalments fall due from the first day to the last one

    :raise ValueError: the last day lies before the first one
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    days = (first + INTERVALS[interval] * step for step in count())
    return len(list(takewhile(lambda day: day <= last, days)))


def equal_amounts(total, number, unit=CENT):
    """Divide a debt into so many equal amounts; the last one takes the odd cents.

    :param total: Decimal of whole units, positive
    :param unit: Decimal, the smallest amount of the currency
    :return: list of Decimal that add up to the total
    :raise ValueError: there are more instalments than units
    """
    amount = (total / number / unit).to_integral_value(rounding=ROUND_FLOOR) * unit
    if amount <= 0:
        raise ValueError(f"{total} cannot be divided by {number}")
    return [amount] * (number - 1) + [total - amount * (number - 1)]


def fixed_amounts(total, amount):
    """Divide a debt into instalments of an amount; the last one is the rest.

    :param total: Decimal, positive
    :param amount: Decimal, positive
    :return: list of Decimal that add up to the total
    :raise ValueError: the amount is not positive
    """
    if amount <= 0:
        raise ValueError(f"An instalment of {amount}")
    whole, rest = divmod(total, amount)
    return [amount] * int(whole) + ([rest] if rest else [])


def by_company(items, amounts):
    """Divide every instalment over companies: the oldest items are paid first.

    :param items: list of (company, date_due, amount): any key, date, Decimal. A
        negative amount is a credit: it pays the oldest items of its own company.
    :param amounts: list of Decimal, the instalments; they add up to the items
    :return: list of dict of company to Decimal, one for each instalment
    :raise ValueError: the sums differ
    """
    owed = after_credits(items)
    if sum(owed) != sum(amounts):
        raise ValueError(f"{sum(amounts)} is not {sum(owed)}")
    # what a company has to get on one day in one piece: fewer transfers
    companies = list(dict.fromkeys(company for company, _date, _amount in items))
    order = sorted(
        range(len(items)),
        key=lambda place: (items[place][1], companies.index(items[place][0])),
    )
    remaining = [[items[place][0], owed[place]] for place in order]
    return [_take(remaining, amount) for amount in amounts]


def _take(remaining, amount):
    """Take an amount off what is left to pay, from the beginning.

    :param remaining: list of [company, Decimal], changed
    :return: dict of company to Decimal
    """
    shares = {}
    while amount:
        company, owed = remaining[0]
        paid = min(owed, amount)
        if paid:
            shares[company] = shares.get(company, Decimal(0)) + paid
        amount -= paid
        remaining[0][1] -= paid
        if not remaining[0][1]:
            remaining.pop(0)
    return shares
