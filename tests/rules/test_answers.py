"""What a customer's answer names."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import answers


def keys(*row):
    return [found.key for found in answers.numbers(list(row))]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("AB-123-C", "AB123C"),
        ("ab 123 c", "AB123C"),
        ("ab123c", "AB123C"),
        ("plate AB-123-C, driver Smit", "AB123C"),
        ("(AB-123-C)", "AB123C"),
        ("#INV/2026/00012:", "INV202600012"),
        ("INV 2026 00012", "INV202600012"),
        ("RINV / 2026 / 03 / 0001", "RINV2026030001"),
        ("wvwzzz1jz3w386752", "WVWZZZ1JZ3W386752"),
        ("order 10023.", "10023"),
        ("B-MW 1234", "BMW1234"),
    ],
)
def test_a_number_is_found_in_any_spelling(text, key):
    assert key in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "312.50",
        "1.250,00",
        "€1,250.00",
        "EUR12.345",
        "31-03-2026",
        "31/3/26",
        "2026-03-31",
        "due 31.03.2026,",
        "no number at all",
        "A1",
    ],
)
def test_amounts_dates_and_short_words_are_no_numbers(text):
    assert keys(text) == []


def test_a_number_does_not_span_two_cells():
    assert "AB123C" not in keys("AB", "123", "C")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Kind regards\n\nAB-123-C\n", [["AB-123-C"]]),
        ("AB-123-C\t4711\n", [["AB-123-C", "4711"]]),
        ("AB-123-C; 4711 |x", [["AB-123-C", "4711", "x"]]),
        ("AB-123-C, order 4711", [["AB-123-C", "order 4711"]]),
        ("AB-123-C 1.250,00", [["AB-123-C 1.250,00"]]),
    ],
)
def test_a_pasted_text_is_cut_into_cells(text, rows):
    assert answers.rows_of_text(text) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_cut_by_its_own_delimiter(delimiter):
    lines = [("Plate", "Approval"), ("AB-123-C", "4711"), ("XY-987-Z", "4712")]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert answers.rows_of_csv(text) == [["AB-123-C", "4711"], ["XY-987-Z", "4712"]]


def test_the_cells_of_a_spreadsheet_become_text():
    row = ["AB-123-C", 10023.0, 17, 312.5, datetime.date(2026, 3, 31), None, ""]
    [cells] = answers.rows_of_cells([row, ["Plate", None]])
    assert cells == ["AB-123-C", "10023", "17", "312.50", "2026-03-31"]
    found = answers.numbers(cells)
    assert [number.key for number in answers.longest(found)] == ["AB123C", "10023"]


def test_a_number_inside_a_longer_one_does_not_count():
    found = answers.numbers(["INV/2026/00012 00012"])
    hits = [number for number in found if number.key in ("INV202600012", "00012")]
    assert [number.text for number in answers.longest(hits)] == [
        "INV/2026/00012",
        "00012",
    ]


@pytest.mark.parametrize(
    ("hits", "matches"),
    [
        ([], []),
        ([("AB-123-C", {1})], [("AB-123-C", (1,))]),
        # two numbers of the same invoice
        ([("AB-123-C", {1}), ("4711", {1})], [("AB-123-C", (1,))]),
        # one sentence about two invoices
        (
            [("AB-123-C", {1}), ("XY-987-Z", {2})],
            [("AB-123-C", (1,)), ("XY-987-Z", (2,))],
        ),
        # two repairs of one car
        ([("AB-123-C", {1, 2})], [("AB-123-C", (1, 2))]),
        # the order tells which repair
        ([("AB-123-C", {1, 2}), ("4711", {2})], [("4711", (2,))]),
        ([("AB-123-C", {1, 2}), ("4711", {2, 3})], [("AB-123-C", (2,))]),
        ([("AB-123-C", {1, 2, 3}), ("4711", {2, 3})], [("AB-123-C", (2, 3))]),
        (
            [("AB-123-C", {1, 2}), ("XY-987-Z", {3, 4})],
            [("AB-123-C", (1, 2)), ("XY-987-Z", (3, 4))],
        ),
    ],
)
def test_which_invoices_a_row_is_about(hits, matches):
    assert answers.match(hits) == matches


@given(st.lists(st.tuples(st.text(), st.sets(st.integers(1, 5), min_size=1))))
def test_a_match_never_names_an_invoice_that_no_number_points_to(hits):
    named = {invoice for match in answers.match(hits) for invoice in match.invoices}
    assert named <= set().union(*(invoices for _text, invoices in hits))
    assert bool(named) == bool(hits)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["AB-123-C", "lp 4711/08"], "LP 4711/08"),
        (["4711", "AB-123-C"], "4711"),
        (["AB-123-C", "312.50"], None),
        (["AB-123-C", "€ 312.50"], None),
        (["AB-123-C", "31-03-2026"], None),
        (["AB-123-C", "refused"], None),
        (["AB-123-C"], None),
        (["AB-123-C", "4711", "Smit 17"], None),
    ],
)
def test_the_approval_number_stands_beside_the_key(row, expected):
    found = [number for number in answers.numbers(row) if number.key == "AB123C"]
    assert answers.approval_number(row, found) == expected


@given(st.text())
def test_any_text_can_be_read(text):
    for row in answers.rows_of_text(text) + answers.rows_of_csv(text):
        for number in answers.longest(answers.numbers(row)):
            assert number.text in row[number.place[0]]
