"""Key figures: the examples of the textbooks, and what must hold for any numbers."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import figures
from rules.figures import Month, Parts, rounded

VECTORS = json.loads((Path(__file__).parent / "vectors_kpi.json").read_text())
AGES = {
    "not_due": "not_due",
    "1-30": "days_30",
    "31-60": "days_60",
    "61-90": "days_90",
    "91-120": "days_120",
    ">120": "older",
}
MONTH = date(2026, 3, 1)

amounts = st.integers(0, 10**11).map(lambda value: Decimal(value).scaleb(-2))
some = st.integers(1, 10**11).map(lambda value: Decimal(value).scaleb(-2))
days = st.integers(1, 400)
histories = st.lists(
    st.builds(Month, st.just(MONTH), amounts, st.integers(1, 31)), max_size=24
)


def _vectors(name):
    rows = VECTORS[name]["vectors"] if name == "aging_buckets" else VECTORS[name]
    assert rows
    return pytest.mark.parametrize("vector", rows)


def _history(rows):
    return [Month(MONTH, Decimal(sales), days) for sales, days in rows]


@_vectors("countback")
def test_days_sales_outstanding_counted_back(vector):
    history = _history(vector["months_newest_first"])

    found = figures.countback(Decimal(vector["ar"]), history)

    assert rounded(found.days) == Decimal(vector["dso_days"])
    assert rounded(found.uncovered) == Decimal(vector["uncovered_balance"])


@_vectors("dso_simple")
def test_days_sales_outstanding(vector):
    found = figures.dso(vector["ar"], vector["sales"], vector["days"])

    assert rounded(found) == Decimal(vector["dso"])


@_vectors("bpdso_add")
def test_best_possible_and_average_days_delinquent(vector):
    total, best = (
        figures.dso(vector[name], vector["sales"], vector["days"])
        for name in ("ar", "current_ar")
    )

    assert rounded(total) == Decimal(vector["dso"])
    assert rounded(best) == Decimal(vector["best_possible"])
    assert rounded(figures.days_delinquent(total, best)) == Decimal(vector["add"])


@_vectors("cei")
def test_collection_effectiveness(vector):
    found = figures.collection_effectiveness(
        vector["beginning_ar"],
        vector["credit_sales"],
        vector["ending_total"],
        vector["ending_current"],
    )

    assert rounded(found) == Decimal(vector["cei"])


def test_collection_effectiveness_of_a_quarter_takes_the_average_month():
    # 600 / 3 = 200: as the example of one month
    assert figures.collection_effectiveness(100, 600, 120, 80, 3) == (
        figures.collection_effectiveness(100, 200, 120, 80)
    )


@_vectors("turnover")
def test_turnover(vector):
    sales, average = vector["sales"], vector["avg_ar"]

    assert rounded(figures.ratio(sales, average)) == Decimal(vector["turnover"])
    assert rounded(figures.turnover_days(sales, average)) == Decimal(vector["days"])


@_vectors("rates")
def test_rates(vector):
    found = figures.percentage(vector["numerator"], vector["denominator"])

    expected = vector["percent"] and Decimal(vector["percent"])
    assert rounded(found) == expected


@_vectors("aging_buckets")
def test_ages(vector):
    due, as_of = (date.fromisoformat(vector[name]) for name in ("due", "as_of"))

    assert (as_of - due).days == vector["days"]
    assert figures.age(due, as_of) == AGES[vector["bucket"]]


def test_nothing_has_no_value_rather_than_zero():
    found = figures.figures(Parts(days=31, months=1))

    assert set(found.values()) == {None}


def test_month_of_credit_notes_leaves_more_for_the_month_before():
    # 100 open: -20 in March makes 120, of which February covers 120 of 240
    history = _history([("-20", 31), ("240", 28)])

    assert figures.countback(Decimal(100), history).days == 31 + 14


@given(some, some, days)
def test_simple_and_counted_back_agree_within_one_month(receivables, sales, number):
    history = [Month(MONTH, sales, number)]
    found = figures.countback(receivables, history)

    if receivables <= sales:
        simple = figures.dso(receivables, sales, number)
        assert rounded(found.days, 9) == rounded(simple, 9)
        assert found.uncovered == 0
    else:
        assert found.days == number
        assert found.uncovered == receivables - sales


@given(amounts, histories)
def test_days_counted_back_stay_within_the_months(receivables, history):
    found = figures.countback(receivables, history)

    assert 0 <= found.days <= sum(month.days for month in history)
    sales = sum(month.sales for month in history)
    assert found.uncovered == max(receivables - sales, 0)
    assert all(used <= month.days for month, used in found.months)


@given(amounts, amounts, histories)
def test_more_receivables_never_count_fewer_days(receivables, more, history):
    less = figures.countback(receivables, history).days

    assert less <= figures.countback(receivables + more, history).days


@given(amounts, amounts, some, days)
def test_delinquent_days_are_those_of_what_is_overdue(not_due, overdue, sales, number):
    total = figures.dso(not_due + overdue, sales, number)
    best = figures.dso(not_due, sales, number)

    found = figures.days_delinquent(total, best)
    assert rounded(found, 6) == rounded(figures.dso(overdue, sales, number), 6)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-500, 500))
def test_ages_follow_one_another(as_of, late):
    names = [name for name, _first, _last in figures.AGES]
    due = as_of - timedelta(days=late)

    name = figures.age(due, as_of)
    before = figures.age(due + timedelta(days=1), as_of)

    assert 0 <= names.index(name) - names.index(before) <= 1
    [(first, last)] = [row[1:] for row in figures.AGES if row[0] == name]
    assert (first is None or first <= late) and (last is None or late <= last)


def test_credits_leave_the_days_delinquent_to_what_is_overdue():
    # 100 open: 300 not due, 50 overdue, 250 of credits; 500 sold in 30 days
    found = figures.figures(
        Parts(
            days=30,
            months=1,
            closing=Decimal(100),
            not_due=Decimal(300),
            overdue=Decimal(50),
            credit=Decimal(-250),
            sales=Decimal(500),
        )
    )

    assert found["dso"] == 6
    assert found["dso_best"] == 3
    assert found["days_delinquent"] == 3  # 50 / 500 * 30


def test_total_of_rows_adds_their_months_up():
    first = Parts(
        days=31,
        months=1,
        closing=Decimal(10),
        history=(Month(MONTH, Decimal(7), 31),),
    )
    second = Parts(
        days=31,
        months=1,
        closing=Decimal(5),
        due_count=2,
        history=(
            Month(MONTH, Decimal(1), 31),
            Month(date(2026, 2, 1), Decimal(4), 28),
        ),
    )

    found = figures.total([first, second], 31, 1)

    assert (found.closing, found.due_count) == (15, 2)
    assert found.history == (
        Month(MONTH, 8, 31),
        Month(date(2026, 2, 1), 4, 28),
    )


def test_period_of_credit_notes_has_no_days_of_sales():
    found = figures.figures(
        Parts(days=30, months=1, closing=Decimal(-50), sales=Decimal(-50))
    )

    names = ("dso", "dso_best", "days_delinquent", "turnover_days", "write_off_rate")
    assert [found[name] for name in names] == [None] * 5
