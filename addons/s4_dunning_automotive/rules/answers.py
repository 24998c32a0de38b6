"""What a customer's answer names: the numbers in a pasted text, and what they point to.

A leasing company answers with a list in any layout. Nothing is assumed about its
columns: every run of up to five words may be a number that an invoice is known by.
Amounts and dates are not.
"""

import csv
import re
from typing import NamedTuple

from . import spelling

WORDS_MAXIMUM = 5
LENGTHS = range(4, 31)
CELL_END = re.compile(r"[\t;|]|(?<!\d),|,(?!\d)")
SPAN = re.compile(r"\S+")
WORD = re.compile(r"[^\s\-\u2010-\u2015\u2212.\u00b7\u2022/:_()\[\]\"'“”#]+")
AMOUNT = re.compile(
    r"(EUR|[€$£])?[+-]?(\d{1,3}([.']\d{3})+(,\d\d)?|\d{1,3}([,']\d{3})+(\.\d\d)?"
    r"|\d+[.,]\d\d)(EUR|[€$£])?",
    re.I,
)
DIGIT = re.compile(r"\d")
DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d\d|\d{4})|\d{4}-\d\d-\d\d")


class Found(NamedTuple):
    """A number in an answer.

    text: as it was written; key: what its spellings share; place: where in its row.
    """

    text: str
    key: str
    place: tuple


class Match(NamedTuple):
    """What the numbers of a row point to; several invoices: it is not clear which."""

    text: str
    invoices: tuple


def rows_of_text(text):
    """Cut a pasted text into rows of cells; rows without a digit are left out.

    :return: list of lists of str
    """
    return _useful(CELL_END.split(line) for line in text.splitlines())


def rows_of_csv(text):
    """Cut a file with separated values into rows of cells."""
    try:
        dialect = csv.Sniffer().sniff(text[:10_000], delimiters=";,\t|")
    except csv.Error:
        return rows_of_text(text)
    return _useful(csv.reader(text.splitlines(), dialect))


def rows_of_cells(rows):
    """Take over the rows of a spreadsheet.

    :param rows: iterable of rows of str, int, float, date or None
    """
    return _useful(
        [_text_of(value) for value in row if value is not None] for row in rows
    )


def numbers(row):
    """Find everything in a row that may be the number of an invoice or a vehicle.

    :param row: list of str
    :return: list of Found
    """
    return [
        found
        for place, cell in enumerate(row)
        for found in _numbers_of_cell(cell, place)
    ]


def longest(found):
    """Leave out the numbers that are a part of another one: 00012 of INV/2026/00012."""
    return [
        number
        for number in found
        if not any(number is not other and _contains(other, number) for other in found)
    ]


def match(hits):
    """Decide which invoices a row is about.

    A number that fits one invoice tells; one that fits several is explained by another
    number of the row, or narrowed down by it.

    :param hits: list of (text, set of invoices), one for each number that was found
    :return: list of Match
    """
    clear = {}
    for text, invoices in hits:
        if len(invoices) == 1:
            clear.setdefault(*invoices, text)
    unclear = [
        (text, invoices) for text, invoices in hits if not invoices & clear.keys()
    ]
    matches = [Match(text, (invoice,)) for invoice, text in clear.items()]
    while unclear:
        text, invoices = unclear.pop(0)
        for other in list(unclear):
            if common := invoices & other[1]:
                invoices = common
                unclear.remove(other)
        matches.append(Match(text, tuple(sorted(invoices))))
    return matches


def approval_number(row, found):
    """The number beside the key, in a list of exactly two columns.

    :param row: list of str
    :param found: list of Found that point to the invoice
    :return: str or None
    """
    places = {number.place[0] for number in found}
    if len(row) != 2 or len(places) != 1:
        return None
    other = spelling.tidy(row[1 - places.pop()])
    is_number = DIGIT.search(other) and len(spelling.key(other)) >= 3
    is_other_kind = AMOUNT.fullmatch(other.replace(" ", "")) or DATE.fullmatch(other)
    return other if is_number and not is_other_kind else None


def _useful(rows):
    rows = ([cell.strip(" \"'") for cell in row] for row in rows)
    rows = ([cell for cell in row if cell] for row in rows)
    return [row for row in rows if any(map(DIGIT.search, row))]


def _text_of(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def _numbers_of_cell(cell, place):
    words = [
        (span.start() + word.start(), span.start() + word.end())
        for span in SPAN.finditer(cell)
        if not AMOUNT.fullmatch(span[0]) and not DATE.fullmatch(span[0].strip(".,"))
        for word in WORD.finditer(span[0])
    ]
    for first, (start, _end) in enumerate(words):
        for _start, end in words[first : first + WORDS_MAXIMUM]:
            text = cell[start:end]
            key = spelling.key(text)
            if len(key) in LENGTHS and DIGIT.search(key):
                yield Found(text, key, (place, start, end))


def _contains(outer, inner):
    return (
        outer.place[0] == inner.place[0]
        and outer.place[1] <= inner.place[1]
        and inner.place[2] <= outer.place[2]
    )
