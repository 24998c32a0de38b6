"""How safe it is to let a customer owe: 100 points, less what its own payments tell.

Each criterion takes up to as many points as the dunning group says, in proportion to
how much there is of it:

    points = weight * min(value / full, 1), halves up

    criterion  value                                                   full
    days       median days late                                        60
    late       percent of the invoices judged that were late           100
    trend      days slower than in the older half of the window        30
    promise    broken promises within the window                       2
    returned   payments returned within the window                     2
    dispute    disputes within the window that were rejected           2
    relation   months of 30 days since the first invoice, short of 36  36
    overdue    percent of what is open that is late                    100
    oldest     days late of the oldest open invoice                    90

A dispute that is under review, or was right, does not count, and neither does what it
holds back. A customer who is too new to judge has no score.

engine/scores.py does the same in SQL; a test compares the two.
"""

from fractions import Fraction

FULL = {
    "days": 60,
    "late": 100,
    "trend": 30,
    "promise": 2,
    "returned": 2,
    "dispute": 2,
    "relation": 36,
    "overdue": 100,
    "oldest": 90,
}
CRITERIA = tuple(FULL)
LOW_RISK = 70
MEDIUM_RISK = 40


def lost(criterion, value, weight):
    """Points that a customer loses by one criterion.

    :param criterion: one of CRITERIA
    :param value: int, in the unit of the criterion; what is good may be negative
    :param weight: int, the most that it may lose
    :return: int
    """
    full = FULL[criterion]
    if criterion == "relation":
        value = full - value
    return int(Fraction(weight * min(max(value, 0), full), full) + Fraction(1, 2))


def score(values, weights):
    """Sum up what speaks against a customer.

    :param values: dict of each of CRITERIA to int
    :param weights: dict of each of CRITERIA to int, 100 together at most
    :return: tuple of int, from 0 to 100, and dict of the criteria by which points were
        lost to (value, points)
    """
    points = {
        name: (values[name], lost(name, values[name], weights[name]))
        for name in CRITERIA
    }
    found = {name: pair for name, pair in points.items() if pair[1]}
    return 100 - sum(number for _value, number in found.values()), found


def risk(number):
    """:return: str, low, medium or high: what a score means"""
    if number >= LOW_RISK:
        return "low"
    return "medium" if number >= MEDIUM_RISK else "high"
