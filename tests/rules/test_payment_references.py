"""References in the text of a payment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.payment_references import creditor_references, quotes
from stdnum.iso7064 import mod_97_10

# Check digits by hand: in C0000042RF a letter counts as two digits (A = 10), so it is
# 1200000422715; 98 less the remainder of a hundred times that by 97, which is 50.
COLLECTIVE = "RF48C0000042"


def reference(number):
    return f"RF{mod_97_10.calc_check_digits(f'{number}RF')}{number}"


def test_the_check_digits_are_those_of_the_standard():
    assert reference("C0000042") == COLLECTIVE
    assert (
        reference("539007547034") == "RF18539007547034"
    )  # the example of the standard


@pytest.mark.parametrize(
    "text",
    [
        "RF48 C000 0042",
        "rf48c0000042",
        "RF48-C000-0042.",
        "Betaling ref: RF48 C000 0042, dank u",
        "/REMI/STRD/CUR/RF48C0000042/2026-03-31",
        "RF48 C000\n0042 12-03-2026",
        "RF 48 C 0000042 factuur 2026001",
        "BRF48C0000042",
    ],
)
def test_a_reference_is_found_however_it_is_written(text):
    assert COLLECTIVE in creditor_references(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RF",
        "RF49 C000 0042",  # a wrong check digit
        "RF48 C000 0043",  # a wrong digit
        "RF48 C000 0024",  # two digits swapped
        "RF48 C000 004",  # the last digit left out
        "48 C000 0042",
    ],
)
def test_a_reference_with_a_mistake_is_not_found(text):
    assert COLLECTIVE not in creditor_references(text)
    assert creditor_references(text) == []


def test_all_references_are_found_in_the_order_of_the_text():
    first, second = reference("10000007"), reference("C0000009")
    assert creditor_references(f"{first} en {second}") == [first, second]


@given(
    st.integers(1, 10**9),
    st.sampled_from(["", "C"]),
    st.lists(st.sampled_from(" -./:\n"), min_size=25, max_size=25),
    st.text("ABEFXYZ ,;", max_size=10),
)
def test_separators_and_text_around_do_not_matter(number, prefix, gaps, around):
    wanted = reference(f"{prefix}{number:07d}")
    spaced = "".join(
        character + gap for character, gap in zip(wanted, gaps, strict=False)
    )
    assert wanted in creditor_references(around + spaced + around)


@given(st.integers(1, 10**9), st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_never_taken_for_the_reference(number, place, digit):
    wanted = reference(f"C{number:09d}")
    position = len(wanted) - 1 - place % 9
    wrong = wanted[:position] + str(digit) + wanted[position + 1 :]
    assert (wanted in creditor_references(wrong)) == (wrong == wanted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DUN/2026/00042", True),
        ("dun 2026 00042", True),
        ("DUN202600042", True),
        ("Uw brief DUN-2026-00042 d.d. 12-03-2026", True),
        ("DUN/2026/00042/12", True),
        ("DUN/2026/000421", False),  # a longer number
        ("XDUN/2026/00042", False),
        ("DUN/2026/00043", False),
        ("2026/00042", False),
        ("", False),
    ],
)
def test_a_number_is_quoted_as_a_whole(text, expected):
    assert quotes(text, "DUN/2026/00042") is expected


def test_no_number_is_never_quoted():
    assert not quotes("anything", "")
