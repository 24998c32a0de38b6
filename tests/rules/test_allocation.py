"""One payment divided over the open items of several companies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.allocation import after_credits, allocate

CENT = Decimal("0.01")
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def of(*rows):
    return [(company, due, Decimal(str(amount))) for company, due, amount in rows]


def amounts(*values):
    return [Decimal(str(value)) for value in values]


# What is open, the money, what it pays of each item: computed by hand.
TWO = of(("A", MARCH, 100), ("B", JANUARY, 200), ("A", FEBRUARY, 50))
EQUAL = of(("A", MARCH, 100), ("B", MARCH, 200), ("C", MARCH, 300))
CREDIT = of(("A", JANUARY, 100), ("A", MARCH, 80), ("A", MARCH, -120), ("B", MARCH, 40))
CASES = {
    "exact": (TWO, 350, (100, 200, 50)),
    "nothing": (TWO, 0, (0, 0, 0)),
    "only the oldest in part": (TWO, 150, (0, 150, 0)),
    "the oldest, then the next": (TWO, 230, (0, 200, 30)),
    "the newest in part": (TWO, "349.99", ("99.99", 200, 50)),
    "too much": (TWO, 500, (100, 200, 50)),
    "the same day in proportion": (EQUAL, 60, (10, 20, 30)),
    # 100 cents by 1:2:3 are 16.67, 33.33, 50: the missing cent goes to the first
    "a cent left over": (EQUAL, 1, ("0.17", "0.33", "0.50")),
    "one cent": (EQUAL, "0.01", (0, 0, "0.01")),
    # the credit of A pays A's oldest 100 and 20 of the other: 60 + 40 are open
    "credit, exact": (CREDIT, 100, (0, 60, 0, 40)),
    "credit, short": (CREDIT, 50, (0, 30, 0, 20)),
    "credit above what A asks": (
        of(("A", JANUARY, 50), ("A", MARCH, -80), ("B", MARCH, 40)),
        100,
        (0, 0, 40),
    ),
    "no items": ([], 100, ()),
}


@pytest.mark.parametrize(
    ("items", "money", "expected"), CASES.values(), ids=CASES.keys()
)
def test_divided_as_by_hand(items, money, expected):
    assert allocate(items, Decimal(str(money))) == amounts(*expected)


def test_a_currency_without_cents_is_divided_in_whole_units():
    items = of(("A", MARCH, 100), ("B", MARCH, 100), ("C", MARCH, 100))
    assert allocate(items, Decimal(100), unit=Decimal(1)) == amounts(34, 33, 33)


dates = st.integers(0, 5).map(lambda days: JANUARY + timedelta(days=days))
cents = st.integers(-50_000, 100_000).map(lambda number: number * CENT)
rows = st.lists(
    st.tuples(st.sampled_from("ABC"), dates, cents),
    max_size=8,
)
monies = st.integers(0, 500_000).map(lambda n: n * CENT)


@given(rows, monies)
def test_no_cent_is_lost_and_no_item_gets_more_than_is_open(items, money):
    remaining = after_credits(items)
    shares = allocate(items, money)
    assert sum(shares) == min(money, sum(remaining))
    for share, left in zip(shares, remaining, strict=True):
        assert 0 <= share <= left
        assert share % CENT == 0


@given(rows, monies)
def test_an_item_is_paid_only_once_all_older_ones_are(items, money):
    remaining = after_credits(items)
    shares = allocate(items, money)
    paid = [due for (_, due, _), share in zip(items, shares, strict=True) if share]
    for (_company, due, _amount), share, left in zip(
        items, shares, remaining, strict=True
    ):
        if paid and due < max(paid):
            assert share == left


@given(rows, monies, monies)
def test_more_money_takes_from_nobody_but_for_a_cent(items, money, more):
    before, after = allocate(items, money), allocate(items, money + more)
    for less, share in zip(before, after, strict=True):
        assert share >= less - CENT


@given(rows)
def test_credits_stay_in_their_company(items):
    remaining = after_credits(items)
    for company in "ABC":
        balance = sum(amount for owner, _due, amount in items if owner == company)
        left = sum(
            amount
            for (owner, _due, _amount), amount in zip(items, remaining, strict=True)
            if owner == company
        )
        assert left == max(balance, 0)


@given(rows)
def test_exactly_the_total_pays_everything(items):
    remaining = after_credits(items)
    assert allocate(items, sum(remaining, Decimal(0))) == remaining
