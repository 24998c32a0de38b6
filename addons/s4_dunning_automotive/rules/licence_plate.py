"""Licence plates of the Netherlands, Germany, Belgium, France and Luxembourg.

Sources of the patterns:

- Netherlands: the 14 sidecodes of the RDW; 11 to 14 as in Staatscourant 2014, 9002.
- Germany: Fahrzeug-Zulassungsverordnung, annex 2: one to three letters for the district
  (umlauts occur), one or two letters, one to four digits, E or H at the end.
- Belgium: royal decree of 20 July 2001, as in force since 16 November 2010: an index,
  three letters, three digits; before that three letters and three digits, or the
  reverse.
  Personalised plates have up to eight letters and digits.
- France: système d'immatriculation des véhicules, arrêté of 9 February 2009.
- Luxembourg: règlement grand-ducal of 17 June 2003: two letters and four digits.

Cars of other countries come to the workshop too. So a plate that fits no pattern is
accepted if it could be one: four to ten letters and digits, at least one digit.
"""

import re

from . import spelling

# X is a letter, 9 is a digit, in the way the plate is printed.
TEMPLATES = {
    "NL": (
        "XX-99-99",
        "99-99-XX",
        "99-XX-99",
        "XX-99-XX",
        "XX-XX-99",
        "99-XX-XX",
        "99-XXX-9",
        "9-XXX-99",
        "XX-999-X",
        "X-999-XX",
        "XXX-99-X",
        "X-99-XXX",
        "9-XX-999",
        "999-XX-9",
    ),
    "BE": ("9-XXX-999", "X-XXX-999", "XXX-999", "999-XXX"),
    "FR": ("XX-999-XX",),
    "LU": ("XX 9999",),
}
BY_SHAPE = {
    country: {spelling.key(template): template for template in templates}
    for country, templates in TEMPLATES.items()
}
GERMAN = re.compile(r"[A-ZÄÖÜ]{1,3}[A-Z]{1,2}[1-9][0-9]{0,3}[EH]?")
GERMAN_PARTS = re.compile(
    r"([A-ZÄÖÜ]{1,3})[ \-]+([A-Z]{1,2})[ \-]*([1-9][0-9]{0,3}[EH]?)"
)
DUTCH_GROUPS = re.compile(r"[A-Z0-9]{1,3}(-[A-Z0-9]{1,3}){2}")
ALLOWED = re.compile(r"[A-ZÄÖÜ0-9]*")
LENGTHS = range(4, 11)


def normalise(text):
    """A licence plate without its separators: what spellings of it have in common.

    :param text: str
    :return: str
    """
    return spelling.key(text)


def problem(text, country=None):
    """Tell what is wrong with a licence plate.

    :param text: str, in any spelling
    :param country: ISO code of the country in which the vehicle was worked on, or None
    :return: None, or "characters", "length", "no_digit", "pattern" (written in the
        Dutch way, but no Dutch plate)
    """
    plate = normalise(text)
    if spelling.strange_characters(text) or not ALLOWED.fullmatch(plate):
        return "characters"
    if GERMAN.fullmatch(plate):
        return None
    if len(plate) not in LENGTHS:
        return "length"
    if not re.search("[0-9]", plate):
        return None if country == "BE" and len(plate) <= 8 else "no_digit"
    if country == "NL" and _is_in_vain_dutch(text, plate):
        return "pattern"
    return None


def print_form(text, country=None):
    """A licence plate as the plates of a country are written.

    :param text: str, in any spelling
    :param country: ISO code of the country in which the vehicle was worked on, or None
    :return: str; a plate that does not fit that country stays as it was typed, in
        capitals: where a German plate is cut cannot be told from its letters
    """
    plate = normalise(text)
    template = BY_SHAPE.get(country, {}).get(_shape(plate))
    if template:
        signs = iter(plate)
        return "".join(next(signs) if mark in "X9" else mark for mark in template)
    typed = _as_typed(text)
    if country == "DE" and (parts := GERMAN_PARTS.fullmatch(typed)):
        return f"{parts[1]}-{parts[2]} {parts[3]}"
    return typed


def _shape(plate):
    return re.sub("[A-Z]", "X", re.sub("[0-9]", "9", plate))


def _as_typed(text):
    """The typed plate in capitals, with one dash or space where separators were."""
    typed = spelling.SEPARATOR.sub(
        lambda separator: " " if separator[0].isspace() else "-", spelling.tidy(text)
    )
    return typed.strip(" -")


def _is_in_vain_dutch(text, plate):
    return (
        len(plate) == 6
        and DUTCH_GROUPS.fullmatch(_as_typed(text))
        and _shape(plate) not in BY_SHAPE["NL"]
    )
