"""Scores: what must hold for any customer, and some by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.scores import CRITERIA, FULL, lost, risk, score

WEIGHTS = {
    "days": 20,
    "late": 20,
    "trend": 5,
    "promise": 15,
    "returned": 10,
    "dispute": 5,
    "relation": 5,
    "overdue": 10,
    "oldest": 10,
}
SPOTLESS = {**dict.fromkeys(CRITERIA, 0), "relation": 36}

customers = st.fixed_dictionaries(
    dict.fromkeys(CRITERIA, st.integers(-400, 4000)),
)
# at most 100 together: what is cut out of a hundred points
weightings = st.lists(
    st.integers(0, 100), min_size=len(CRITERIA), max_size=len(CRITERIA)
).map(
    lambda cuts: dict(
        zip(
            CRITERIA,
            (high - low for low, high in _pairs([0, *sorted(cuts)])),
            strict=True,
        )
    )
)


def _pairs(values):
    return zip(values, values[1:], strict=False)


@given(customers, weightings)
def test_score_is_from_0_to_100_and_the_sum_of_its_reasons(values, weights):
    number, reasons = score(values, weights)
    assert 0 <= number <= 100
    assert number + sum(points for _value, points in reasons.values()) == 100
    assert all(values[name] == value for name, (value, _points) in reasons.items())


@given(customers, weightings, st.sampled_from(CRITERIA), st.integers(0, 500))
def test_more_of_what_is_bad_never_makes_safer(values, weights, name, more):
    worse = {**values, name: values[name] + (-more if name == "relation" else more)}
    assert score(worse, weights)[0] <= score(values, weights)[0]


@given(customers, weightings, st.sampled_from(CRITERIA))
def test_criterion_takes_its_weight_at_most_and_none_without(values, weights, name):
    assert 0 <= lost(name, values[name], weights[name]) <= weights[name]
    assert name not in score(values, {**weights, name: 0})[1]


@given(weightings)
def test_customer_without_a_fault_has_all_points(weights):
    assert score(SPOTLESS, weights) == (100, {})


def test_points_by_hand():
    values = {**SPOTLESS, "days": 19, "late": 50, "promise": 1, "relation": 13}
    # 20 * 19 / 60 = 6.3; 20 * 0.5 = 10; 15 / 2 = 7.5; 5 * 23 / 36 = 3.2
    assert score(values, WEIGHTS) == (
        100 - 6 - 10 - 8 - 3,
        {"days": (19, 6), "late": (50, 10), "promise": (1, 8), "relation": (13, 3)},
    )


def test_customer_with_every_fault_has_none():
    values = dict.fromkeys(CRITERIA, 9999) | {"relation": 0}
    assert score(values, WEIGHTS)[0] == 0


@pytest.mark.parametrize(
    ("number", "found"),
    [(100, "low"), (70, "low"), (69, "medium"), (40, "medium"), (39, "high")],
)
def test_risk(number, found):
    assert risk(number) == found


def test_full_values_are_positive():
    assert all(full > 0 for full in FULL.values())
