"""References that stand in the text of a payment, however spaced or punctuated."""

import re

from stdnum import iso11649

# A creditor reference is RF, two check digits, and up to 21 letters or digits; ours are
# digits, with a letter before them where several companies claim together, or where it
# is about an instalment of an arrangement.
COLLECTIVE = "C"
INSTALMENT = "A"
START = re.compile(rf"(?=RF(\d\d)([{COLLECTIVE}{INSTALMENT}]?\d{{7,20}}))")


def compact(text):
    """:return: the letters and digits of a text, in capitals"""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def creditor_references(text):
    """Find the creditor references (ISO 11649) whose check digits are right.

    Digits that follow a reference in the text may make a longer reference valid too;
    all of them are given.

    :return: list of compact references, in the order of the text, the shortest first
    """
    candidates = (
        f"RF{check}{number[:length]}"
        for check, number in START.findall(compact(text))
        for length in range(7, len(number) + 1)
    )
    return [reference for reference in candidates if iso11649.is_valid(reference)]


def quotes(text, number):
    """Tell whether a document number stands in a text, and not as part of a longer one.

    :param number: letters, digits and punctuation, as DUN/2026/00042
    """
    characters = compact(number)
    if not characters:
        return False
    spaced = r"[^0-9A-Z]*".join(characters)
    return bool(re.search(rf"(?<![0-9A-Z]){spaced}(?![0-9])", text.upper()))
