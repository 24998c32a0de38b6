"""Vehicle identification numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import vin

signs = st.sampled_from("0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
numbers = st.text(signs, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "number",
    [
        "1M8GDM9AXKP042788",  # the example of 49 CFR 565.15
        "1HGCM82633A004352",
        "11111111111111111",
        "WVWZZZ1JZ3W386752",  # Wolfsburg: no check digit
        "WVWZZZ1J03W386752",
        "3VWZZZ1JZ3M386752",  # built in Mexico for Europe: no check digit
        "YV1ZZZ1JZ3W386752",
        "wvw zzz1jz 3w386752",
        "WVW-ZZZ1JZ-3W386752",
    ],
)
def test_good_numbers_pass(number):
    assert vin.problem(number) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("WVWZZZ1JZ3W38675", "length"),
        ("WVWZZZ1JZ3W3867521", "length"),
        ("", "length"),
        ("WVWZZZ1JZ3WO86752", "forbidden"),
        ("WVWZZZ1JZ3WI86752", "forbidden"),
        ("WVWZZZ1JZ3WQ86752", "forbidden"),
        ("WVWZZZ1JZ3W38675?", "characters"),
        ("WVWZZZ1JZ3W38675Ä", "characters"),
        ("1M8GDM9A1KP042788", "check_digit"),
        ("1M8GDM9AXKP042789", "check_digit"),
        ("LRW3E7FS8PC123456", "check_digit"),
    ],
)
def test_bad_numbers_are_refused(number, problem):
    assert vin.problem(number) == problem


@given(numbers)
def test_one_wrong_digit_of_a_checked_number_is_found(number):
    number = "1" + number[1:]
    number = number[:8] + vin.check_digit(number) + number[9:]
    wrong = number[:16] + str((int(number[16], 36) + 1) % 10)
    assert vin.problem(number) is None
    if vin.VALUES[wrong[16]] != vin.VALUES[number[16]]:
        assert vin.problem(wrong) == "check_digit"


@given(numbers)
def test_european_numbers_are_never_refused_for_their_ninth_sign(number):
    assert vin.problem("W" + number[1:]) is None


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = vin.normalise(text)
    assert vin.normalise(once) == once


@given(numbers, st.integers(0, 16))
def test_case_and_separators_do_not_matter(number, place):
    assert vin.normalise(f"{number[:place]} - {number[place:].lower()}") == number
