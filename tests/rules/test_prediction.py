"""Expected payments: what must hold for any customer, and some by hand."""

from datetime import date, timedelta
from fractions import Fraction
from statistics import median as independent_median
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.prediction import (
    LATER_PAYMENTS,
    MONTH_END,
    expect,
    in_rhythm,
    later_days,
    median,
    quantile,
    reliability,
    rhythm,
    usual_days,
)

TODAY = date(2026, 3, 31)
days = st.integers(-60, 400)
delays = st.lists(days, min_size=1, max_size=60)
pools = st.integers(-120, 800).map(lambda halves: Fraction(halves, 2))


@given(delays)
def test_median_is_that_of_the_standard_library(values):
    assert median(values) == independent_median(values)


@given(st.lists(days, min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library(values):
    expected = quantiles(values, n=4, method="inclusive")
    found = [quantile(values, Fraction(part, 4)) for part in (1, 2, 3)]
    assert [float(value) for value in found] == expected


@pytest.mark.parametrize(
    ("paid", "pool", "expected"),
    [
        ([], 12, 12),
        ([], Fraction(5, 2), 3),
        ([], Fraction(-5, 2), -3),
        ([0], 10, 5),  # (0 + 10) / 2
        ([9] * 4, 1, 7),  # (4 * 9 + 1) / 5
        ([9] * 12, 1, 8),  # (108 + 1) / 13
        ([9] * 11 + [300], 1, 8),  # forgotten once
    ],
)
def test_usual_days_by_hand(paid, pool, expected):
    assert usual_days(paid, pool) == expected


@given(delays, pools)
def test_usual_days_lie_between_the_debtor_and_its_like(paid, pool):
    own = median(paid)
    half = Fraction(1, 2)
    assert min(own, pool) - half <= usual_days(paid, pool) <= max(own, pool) + half


@given(delays, pools)
def test_the_more_invoices_the_nearer_to_the_debtor(paid, pool):
    own = median(paid)
    once, often = usual_days(paid, pool), usual_days(paid * 50, pool)
    assert abs(often - own) <= abs(once - own) + 1


@given(delays, pools, st.integers(1, 30))
def test_who_pays_later_is_expected_later(paid, pool, more):
    later = usual_days([value + more for value in paid], pool + more)
    assert later == pytest.approx(usual_days(paid, pool) + more, abs=1)


@given(st.lists(days, min_size=3, max_size=40), pools, st.integers(1, 5000))
def test_one_outlier_does_not_decide(paid, pool, lateness):
    worst = max(paid)
    moved = usual_days([*paid, worst + lateness], pool)
    assert moved <= max(worst, pool) + 1


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ([], "low"),
        ([9] * 3, "low"),
        ([9] * 4, "medium"),
        ([9] * 7, "medium"),
        ([9] * 8, "high"),
        ([0, 10] * 4, "high"),  # quartiles 0 and 10
        ([0, 12] * 4, "medium"),
        ([0, 40] * 4, "low"),
        ([9] * 20 + [300], "high"),
    ],
)
def test_reliability_by_hand(paid, expected):
    assert reliability(paid) == expected


@given(st.lists(days, max_size=80), st.integers(0, 200))
def test_later_days_lie_after_what_has_passed(everything, elapsed):
    found = later_days(everything, elapsed)
    later = [value for value in everything if value >= elapsed]
    if len(later) < LATER_PAYMENTS:
        assert found is None
    else:
        assert found in later
        assert sum(value <= found for value in later) * 2 >= len(later)
        assert sum(value < found for value in later) * 2 < len(later)


@given(st.integers(-30, 300), st.integers(-20, 60), st.lists(days, max_size=80))
def test_no_payment_is_expected_in_the_past(elapsed, usual, everything):
    method, found = expect(TODAY - timedelta(days=elapsed), TODAY, usual, everything)
    assert (found is None) == (method == "unknown")
    assert found is None or found >= TODAY


def test_item_that_is_later_than_usual_by_hand():
    everything = [*range(0, 100, 5), *range(30, 60)]  # 44 are 30 days late, or later
    due = TODAY - timedelta(days=30)
    assert expect(due, TODAY, 29, everything) == ("late", due + timedelta(days=47))
    assert expect(due, TODAY, 30, everything) == ("habit", TODAY)
    assert expect(due, TODAY, 29, everything[:20]) == ("unknown", None)


FRIDAYS = [date(2026, 1, 2) + timedelta(weeks=week) for week in range(12)]


@pytest.mark.parametrize(
    ("days_paid", "expected"),
    [
        (FRIDAYS[:7], None),  # too few
        (FRIDAYS[:8], 5),
        (FRIDAYS[:6] + [date(2026, 1, 5), date(2026, 1, 6)], 5),  # 6 of 8
        (FRIDAYS[:5] + [date(2026, 1, 5)] * 3, None),
        ([date(2026, month, 28) for month in range(1, 13)], None),  # 28 is no end
        ([date(2026, 4, 28), date(2026, 4, 30), date(2026, 1, 29)] * 3, MONTH_END),
        ([date(2026, 2, 26), date(2026, 2, 28)] * 4, MONTH_END),
    ],
)
def test_rhythm_by_hand(days_paid, expected):
    assert rhythm(days_paid) == expected


@pytest.mark.parametrize(
    ("day", "found", "expected"),
    [
        (date(2026, 4, 7), 5, date(2026, 4, 10)),  # a Tuesday: three days on
        (date(2026, 4, 6), 5, date(2026, 4, 3)),  # a Monday: three days back
        (date(2026, 4, 1), 2, TODAY),
        (date(2026, 4, 1), 1, date(2026, 4, 6)),  # Monday 30 March is over
        (date(2026, 4, 15), MONTH_END, date(2026, 4, 30)),
        (date(2026, 5, 15), MONTH_END, date(2026, 4, 30)),
        (date(2026, 2, 3), None, date(2026, 2, 3)),
    ],
)
def test_nearest_day_of_the_rhythm_by_hand(day, found, expected):
    assert in_rhythm(day, found, TODAY) == expected


@given(st.integers(0, 900), st.sampled_from([None, *range(8)]))
def test_day_of_the_rhythm_is_near_and_not_over(ahead, found):
    day = TODAY + timedelta(days=ahead)
    moved = in_rhythm(day, found, TODAY)
    assert moved >= TODAY
    assert abs((moved - day).days) <= (31 if found == MONTH_END else 7)
    assert in_rhythm(moved, found, TODAY) == moved
