"""Licence plates: one spelling to compare, one to print, and what is wrong with one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import licence_plate

SIDECODES = {
    "GX-51-12": "GX5112",
    "12-34-RX": "1234RX",
    "51-VB-12": "51VB12",
    "DX-41-GR": "DX41GR",
    "GB-RX-07": "GBRX07",
    "12-TH-BZ": "12THBZ",
    "14-XKN-2": "14XKN2",
    "1-KLM-23": "1KLM23",
    "GV-123-B": "GV123B",
    "G-001-BB": "G001BB",
    "DKX-12-F": "DKX12F",
    "V-12-BKL": "V12BKL",
    "4-VT-123": "4VT123",
    "312-ZB-4": "312ZB4",
}


@pytest.mark.parametrize(("printed", "plate"), SIDECODES.items())
def test_every_dutch_sidecode_is_known_and_printed_with_dashes(printed, plate):
    assert licence_plate.normalise(printed) == plate
    assert licence_plate.problem(plate, "NL") is None
    assert licence_plate.print_form(plate, "NL") == printed


@pytest.mark.parametrize(
    "typed", ["ab-123-c", "AB 123 C", "ab123c", " Ab–123–C ", "AB.123.C", "ab-1 23c"]
)
def test_every_spelling_of_a_dutch_plate_is_printed_alike(typed):
    assert licence_plate.print_form(typed, "NL") == "AB-123-C"


@pytest.mark.parametrize(
    ("country", "typed", "printed"),
    [
        ("BE", "1abc123", "1-ABC-123"),
        ("BE", "q-abc 123", "Q-ABC-123"),
        ("BE", "XYZ987", "XYZ-987"),
        ("BE", "987xyz", "987-XYZ"),
        ("FR", "aa123bb", "AA-123-BB"),
        ("LU", "ab1234", "AB 1234"),
        ("DE", "b mw 1234", "B-MW 1234"),
        ("DE", "gr-ab123", "GR-AB 123"),
        ("DE", "bö-x 7h", "BÖ-X 7H"),
        # where a German plate is cut cannot be told from its letters
        ("DE", "bmw1234", "BMW1234"),
        ("DE", "BMW 1234", "BMW 1234"),
        # cars from abroad keep the spelling of their own plates
        ("NL", "b-mw 1234", "B-MW 1234"),
        ("NL", "1-abc-123", "1-ABC-123"),
        ("DE", "ab-123-c", "AB-123-C"),
        (None, "ab 123 c", "AB 123 C"),
        (None, "ab123c", "AB123C"),
    ],
)
def test_the_print_form_follows_the_country(country, typed, printed):
    assert licence_plate.problem(typed, country) is None
    assert licence_plate.print_form(typed, country) == printed


@pytest.mark.parametrize(
    ("country", "typed", "problem"),
    [
        ("NL", "AB-123-€", "characters"),
        ("NL", "АВ-123-С", "characters"),  # Cyrillic
        ("NL", "AB (123)", "characters"),
        ("NL", "X1", "length"),
        ("NL", "A14", "length"),
        ("NL", "ABC123456789", "length"),
        ("NL", "", "length"),
        ("NL", "---", "length"),
        ("NL", "ONBEKEND", "no_digit"),
        ("DE", "JANSEN", "no_digit"),
        ("NL", "A8-123-C", "pattern"),
        ("NL", "12-34-56", "pattern"),
    ],
)
def test_what_is_no_plate_is_refused(country, typed, problem):
    assert licence_plate.problem(typed, country) == problem


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("NL", "B-A 1"),  # three signs, but a German plate
        ("NL", "B-AB-123"),  # in the Dutch way, but a German plate
        ("NL", "SK 4711A"),  # Poland
        ("NL", "AB12 CDE"),  # Great Britain
        ("NL", "ABC 123"),  # Sweden
        ("NL", "ZH-123456"),  # Switzerland
        ("LU", "12345"),
        ("BE", "JANSEN"),  # personalised
        (None, "A8-123-C"),
    ],
)
def test_plates_of_other_countries_are_accepted(country, typed):
    assert licence_plate.problem(typed, country) is None


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = licence_plate.normalise(text)
    assert licence_plate.normalise(once) == once


@given(
    st.from_regex("[A-Z0-9]{4,10}", fullmatch=True),
    st.lists(st.sampled_from(["", "-", " ", ".", "–", "\u00a0"]), min_size=10),
    st.booleans(),
)
def test_case_and_separators_do_not_matter(plate, separators, is_lower):
    typed = "".join(map("".join, zip(plate, separators, strict=False)))
    typed = typed.lower() if is_lower else typed
    assert licence_plate.normalise(typed) == plate


@given(st.text(), st.sampled_from(["NL", "DE", "BE", "FR", "LU", None]))
def test_the_print_form_is_the_same_plate_and_prints_as_itself(text, country):
    printed = licence_plate.print_form(text, country)
    if licence_plate.problem(text, country) is None:
        assert licence_plate.normalise(printed) == licence_plate.normalise(text)
        assert licence_plate.problem(printed, country) is None
        assert licence_plate.print_form(printed, country) == printed


@given(st.from_regex("[A-Z0-9 -]{4,10}", fullmatch=True))
def test_a_plate_that_passes_has_what_a_plate_needs(text):
    if licence_plate.problem(text) is None:
        plate = licence_plate.normalise(text)
        assert 3 <= len(plate) <= 10
        assert re.search("[0-9]", plate)
