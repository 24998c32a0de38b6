"""One spelling of the numbers that people write in many ways.

``ab-123-c``, ``AB 123 C`` and ``ab123c`` are the same licence plate, ``po 2026/17`` and
``PO-2026-17`` the same order. Look-alikes (0 and O, 1 and I) are left alone: only the
reader of a plate knows which of them it was.
"""

import re
import unicodedata

SPACE = re.compile(r"\s+")
# Minus, hyphens and dashes, full stop, middle dot and bullet, slash, colon, underscore.
SEPARATOR = re.compile(r"[\s\-\u2010-\u2015\u2212.\u00b7\u2022/:_]+")


def tidy(text):
    """Write a number in capitals, without spaces around it or doubled inside.

    :param text: str
    :return: str
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return SPACE.sub(" ", text).strip()


def key(text):
    """What two spellings of the same number have in common.

    :param text: str
    :return: its letters and digits, in capitals
    """
    letters = "".join(filter(str.isalnum, tidy(text)))
    return unicodedata.normalize("NFKC", letters)


def strange_characters(text):
    """The characters of a number that are no letters, digits or separators.

    :param text: str
    :return: str, each of them once, in the order of the text
    """
    rest = SEPARATOR.sub("", tidy(text))
    return "".join(dict.fromkeys(sign for sign in rest if not sign.isalnum()))
