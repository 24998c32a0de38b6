"""Instalments: days, amounts to the cent, and who gets what."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.instalments import (
    INTERVALS,
    by_company,
    due_dates,
    equal_amounts,
    fixed_amounts,
    number_until,
)

days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
intervals = st.sampled_from(list(INTERVALS))
numbers = st.integers(1, 60)
cents = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-2))
items = st.lists(st.tuples(st.sampled_from("NSE"), days, cents), min_size=1, max_size=9)


def _decimals(*values):
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("week", [(1, 31), (2, 7), (2, 14)]),
        ("two_weeks", [(1, 31), (2, 14), (2, 28)]),
        ("month", [(1, 31), (2, 28), (3, 31)]),
        ("quarter", [(1, 31), (4, 30), (7, 31)]),
    ],
)
def test_days_are_counted_from_the_first_one(interval, expected):
    found = due_dates(date(2026, 1, 31), interval, 3)

    assert found == [date(2026, month, day) for month, day in expected]


def test_leap_day_is_kept_where_it_exists():
    found = due_dates(date(2028, 1, 29), "month", 2)

    assert found == [date(2028, 1, 29), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 1, 31), 1),
        (date(2026, 2, 27), 1),
        (date(2026, 2, 28), 2),
        (date(2026, 3, 30), 2),
        (date(2026, 3, 31), 3),
    ],
)
def test_instalments_until_a_day(last, expected):
    assert number_until(date(2026, 1, 31), "month", last) == expected


def test_end_before_the_first_day_is_refused():
    with pytest.raises(ValueError):
        number_until(date(2026, 1, 31), "month", date(2026, 1, 30))


@pytest.mark.parametrize(
    ("total", "number", "expected"),
    [
        ("100.00", 3, ("33.33", "33.33", "33.34")),
        ("100.00", 1, ("100.00",)),
        ("0.05", 2, ("0.02", "0.03")),
        ("1.00", 6, ("0.16", "0.16", "0.16", "0.16", "0.16", "0.20")),
    ],
)
def test_the_last_instalment_takes_the_odd_cents(total, number, expected):
    assert equal_amounts(Decimal(total), number) == _decimals(*expected)


def test_currency_without_cents():
    found = equal_amounts(Decimal(1000), 3, unit=Decimal(1))

    assert found == _decimals("333", "333", "334")


def test_more_instalments_than_cents_are_refused():
    with pytest.raises(ValueError):
        equal_amounts(Decimal("0.02"), 3)


@pytest.mark.parametrize(
    ("total", "amount", "expected"),
    [
        ("100.00", "30.00", ("30.00", "30.00", "30.00", "10.00")),
        ("90.00", "30.00", ("30.00", "30.00", "30.00")),
        ("20.00", "30.00", ("20.00",)),
    ],
)
def test_the_last_instalment_is_the_rest(total, amount, expected):
    assert fixed_amounts(Decimal(total), Decimal(amount)) == _decimals(*expected)


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_instalment_of_nothing_is_refused(amount):
    with pytest.raises(ValueError):
        fixed_amounts(Decimal(100), Decimal(amount))


def test_the_oldest_items_are_paid_first():
    found = by_company(
        [
            ("N", date(2026, 1, 10), Decimal(50)),
            ("S", date(2026, 1, 5), Decimal(70)),
            ("N", date(2026, 2, 1), Decimal(30)),
        ],
        _decimals("50", "50", "50"),
    )

    assert found == [
        {"S": Decimal(50)},
        {"S": Decimal(20), "N": Decimal(30)},
        {"N": Decimal(50)},
    ]


def test_items_of_one_day_are_paid_company_by_company():
    day = date(2026, 1, 5)
    found = by_company(
        [("N", day, Decimal(10)), ("S", day, Decimal(20)), ("N", day, Decimal(10))],
        _decimals("20", "20"),
    )

    assert found == [{"N": Decimal(20)}, {"S": Decimal(20)}]


def test_credits_pay_the_oldest_items_of_their_company():
    found = by_company(
        [
            ("N", date(2026, 1, 5), Decimal(50)),
            ("S", date(2026, 1, 6), Decimal(50)),
            ("N", date(2026, 3, 1), Decimal(-50)),
        ],
        _decimals("25", "25"),
    )

    assert found == [{"S": Decimal(25)}, {"S": Decimal(25)}]


def test_other_sum_than_that_of_the_items_is_refused():
    with pytest.raises(ValueError):
        by_company([("N", date(2026, 1, 5), Decimal(50))], _decimals("49.99"))


@given(days, intervals, numbers)
def test_days_rise(first, interval, number):
    found = due_dates(first, interval, number)

    assert found[0] == first
    assert len(found) == number
    assert all(earlier < later for earlier, later in pairwise(found))


@given(days, intervals, numbers)
def test_as_many_instalments_as_days(first, interval, number):
    last = due_dates(first, interval, number)[-1]

    assert number_until(first, interval, last) == number


@given(cents, numbers)
def test_equal_amounts_add_up(total, number):
    if total / number < Decimal("0.01"):
        with pytest.raises(ValueError):
            equal_amounts(total, number)
        return

    found = equal_amounts(total, number)

    assert sum(found) == total
    assert len(found) == number
    assert min(found) > 0
    assert len(set(found[:-1])) <= 1
    # the odd cents are fewer than the instalments
    assert found[-1] - found[0] < number * Decimal("0.01")


@given(st.integers(1, 10**6), st.integers(1, 10**5))
def test_fixed_amounts_add_up(total, amount):
    total, amount = (Decimal(value).scaleb(-2) for value in (total, amount))
    if total / amount > 1000:
        return

    found = fixed_amounts(total, amount)

    assert sum(found) == total
    assert all(one == amount for one in found[:-1])
    assert 0 < found[-1] <= amount


@given(items, numbers)
def test_shares_add_up_by_instalment_by_company_and_in_total(rows, number):
    total = sum(amount for _company, _date, amount in rows)
    if total / number < Decimal("0.01"):
        return
    amounts = equal_amounts(total, number)

    shares = by_company(rows, amounts)

    assert [sum(share.values()) for share in shares] == amounts
    for company in "NSE":
        owed = sum(amount for owner, _date, amount in rows if owner == company)
        assert sum(share.get(company, 0) for share in shares) == owed
    assert all(part > 0 for share in shares for part in share.values())
    # every transfer beyond one for each instalment has an item as its cause
    assert sum(map(len, shares)) <= number + len(rows) - 1


@given(items, numbers)
def test_nothing_is_paid_before_what_is_older(rows, number):
    total = sum(amount for _company, _date, amount in rows)
    if total / number < Decimal("0.01"):
        return
    shares = by_company(rows, equal_amounts(total, number))

    paid_last = {
        company: max(place for place, share in enumerate(shares) if company in share)
        for company, _date, _amount in rows
    }
    paid_first = {
        company: min(place for place, share in enumerate(shares) if company in share)
        for company, _date, _amount in rows
    }
    for one in paid_last:
        for other in paid_last:
            latest = max(due for company, due, _amount in rows if company == one)
            oldest = min(due for company, due, _amount in rows if company == other)
            if latest < oldest:
                assert paid_last[one] <= paid_first[other]
