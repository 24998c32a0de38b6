"""Ledgers of customers with known habits: how near expected days come to the truth.

As in engine/expectations.py: what was known on a past day, against what came since.
"""

import random
from datetime import date, timedelta
from statistics import mean

import pytest
from rules.prediction import expect, median, rhythm, usual_days

TODAY = date(2026, 3, 31)
KNOWN = TODAY - timedelta(days=91)
START = TODAY - timedelta(days=365)


def _punctual(draw, due):
    return due + timedelta(days=draw.randint(-4, 2))


def _slow(draw, due):
    return due + timedelta(days=round(draw.gauss(21, 4)))


def _forgetful(draw, due):
    """On time, but one invoice in twelve is forgotten until the final notice."""
    return due + timedelta(days=draw.choice([*[0, 1, -1, 2] * 3, 70][1:]))


def _friday(draw, due):
    """Pays what is due on Friday."""
    return due + timedelta(days=(4 - due.weekday()) % 7)


def _month_end(draw, due):
    """Pays what is due at the end of the month."""
    after = (due.replace(day=1) + timedelta(days=32)).replace(day=1)
    return after - timedelta(days=1)


def _erratic(draw, due):
    return due + timedelta(days=draw.randint(-5, 60))


HABITS = {
    habit.__name__.strip("_"): habit
    for habit in (_punctual, _slow, _forgetful, _friday, _month_end, _erratic)
}


def _ledger(seed, habits, customers):
    """:return: list of (customer, habit, invoiced, due, paid)"""
    draw = random.Random(seed)
    rows = []
    for customer in range(customers):
        habit = habits[customer % len(habits)]
        for _ in range(draw.choice((2, 5, 12, 24, 40))):
            due = START + timedelta(days=draw.randint(0, 365 + 60))
            rows.append(
                (
                    customer,
                    habit,
                    due - timedelta(days=30),
                    due,
                    HABITS[habit](draw, due),
                )
            )
    return rows


def _errors(rows):
    """:return: dict of way to tell to the mean of the days by which it was wrong"""
    delays, days_paid = {}, {}
    for customer, _habit, _invoiced, due, paid in rows:
        if paid < KNOWN:
            delays.setdefault(customer, []).append((paid - due).days)
            days_paid.setdefault(customer, []).append(paid)
    everything = [days for own in delays.values() for days in own]
    pool = median([median(own) for own in delays.values()])
    found = {"expected": [], "due": [], "average": []}
    for customer, _habit, invoiced, due, paid in rows:
        if not invoiced < KNOWN <= paid <= TODAY:
            continue
        own = delays.get(customer, [])
        found_rhythm = rhythm(days_paid.get(customer, []))
        usual = usual_days(own, pool)
        _method, day = expect(due, KNOWN, usual, everything, found_rhythm)
        if day is None:
            continue
        average = due + timedelta(days=round(mean(own or everything)))
        for way, guess in (
            ("expected", day),
            ("due", max(due, KNOWN)),
            ("average", max(average, KNOWN)),
        ):
            found[way].append(abs((paid - guess).days))
    assert len(found["due"]) > 100
    return {way: mean(errors) for way, errors in found.items()}


def _mean_errors(habits):
    """:return: as `_errors`, the mean over five ledgers of 300 customers"""
    found = [_errors(_ledger(seed, habits, customers=300)) for seed in range(5)]
    return {way: mean(errors[way] for errors in found) for way in found[0]}


def test_mixed_ledger_is_told_better_than_by_due_date_or_plain_average():
    errors = _mean_errors(list(HABITS))
    assert errors["expected"] < 0.6 * errors["due"], errors
    assert errors["expected"] < 0.95 * errors["average"], errors


@pytest.mark.parametrize(
    ("habit", "days"),
    # what no one could tell is how much the habit itself varies
    [("punctual", 2), ("slow", 3.5), ("friday", 1), ("month_end", 4)],
)
def test_habit_is_told_as_nearly_as_it_varies(habit, days):
    assert _mean_errors([habit])["expected"] < days


def test_one_forgotten_invoice_does_not_spoil_the_others():
    errors = _mean_errors(["forgetful"])
    assert errors["expected"] < 0.5 * errors["average"], errors


def test_where_all_pay_on_the_day_little_is_better_than_the_due_date():
    errors = _mean_errors(["punctual"])
    assert errors["expected"] == pytest.approx(errors["due"], abs=0.2)
