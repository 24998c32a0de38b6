"""How one payment is divided over the open items of several companies.

The oldest due items are paid first, whichever company they belong to; items that fell
due on the same day share in proportion. That is the order of art. 6:43 of the Dutch
Civil Code for the debts to one creditor, applied to a group that asks together.
"""

from decimal import ROUND_FLOOR, Decimal
from itertools import groupby


def allocate(items, money, unit=Decimal("0.01")):
    """Divide money over items; what is left over once all are paid is not divided.

    :param items: list of (company, date_due, amount): any key, date, Decimal of whole
        units. A negative amount is a credit: it pays the oldest items of its own
        company, before the money does.
    :param money: Decimal of whole units, not negative, in the currency of the items
    :param unit: Decimal, the smallest amount of the currency
    :return: list of Decimal, what the money pays of each item; zero for credits
    """
    remaining = after_credits(items)
    shares = [Decimal(0)] * len(items)
    order = sorted(range(len(items)), key=lambda place: items[place][1])
    # pylint: disable-next=W8155
    for _date, group in groupby(order, key=lambda place: items[place][1]):
        places = list(group)
        amounts = [remaining[place] for place in places]
        paid = min(money, sum(amounts))
        for place, share in zip(
            places, _in_proportion(amounts, paid, unit), strict=True
        ):
            shares[place] = share
        money -= paid
    return shares


def after_credits(items):
    """Take the credits of every company off its own oldest items.

    :param items: as for allocate
    :return: list of Decimal, what is left to pay of each item; zero for credits
    """
    credits = {}
    for company, _date, amount in items:
        credits[company] = credits.get(company, Decimal(0)) + max(-amount, Decimal(0))
    remaining = [Decimal(0)] * len(items)
    for place in sorted(range(len(items)), key=lambda place: items[place][1]):
        company, _date, amount = items[place]
        used = min(credits[company], max(amount, Decimal(0)))
        credits[company] -= used
        remaining[place] = max(amount, Decimal(0)) - used
    return remaining


def _in_proportion(amounts, money, unit):
    """Divide money, at most the sum of the amounts, in whole units that add up."""
    total = sum(amounts)
    if money == total:
        return amounts
    exact = [amount * money / total for amount in amounts]
    shares = [
        (share / unit).to_integral_value(rounding=ROUND_FLOOR) * unit for share in exact
    ]
    by_remainder = sorted(
        range(len(amounts)), key=lambda place: shares[place] - exact[place]
    )
    missing = int((money - sum(shares)) / unit)
    for place in by_remainder[:missing]:
        shares[place] += unit
    return shares
