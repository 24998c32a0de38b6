"""Which numbers on two customer cards are the same, however they were typed."""

import functools
import re

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

# From the strongest sign that two cards are one customer to the weakest.
KINDS = ("vat", "registry", "iban", "email")

# Fewer digits than this identify nobody: "0", "n/a", "123".
DIGITS_MINIMUM = {"vat": 5, "registry": 3}
ASCENDING = "1234567890" * 3
DESCENDING = "9876543210" * 3

# Prefixes of VAT numbers that differ from the code of the country.
PREFIXES = {"EL": "GR", "XI": "GB"}

# What Swiss and Norwegian companies write after the number, or leave out.
TAX_WORD = re.compile(r"(?<=\d)(MWST|TVA|IVA|TPV|MVA)$")

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
KVK_LENGTH = 8  # spreadsheets eat the zero in front of a Dutch one

_module = functools.cache(get_cc_module)


def number(kind, text, country):
    """Bring what a card says into the one spelling in which equal means the same.

    :param kind: one of KINDS
    :param text: as typed
    :param country: code of the country of the card, "" if unknown
    :return: something to compare with others of this kind; None if it says nothing
    """
    country = country.upper()
    match kind:
        case "vat":
            return vat_number(text, country)
        case "registry":
            return registration_number(text, country)
        case "iban":
            return bank_account(text)
        case "email":
            return text.strip().lower() or None


def vat_number(text, country):
    """Read a VAT number, with or without the prefix of its country.

    :return: (code of the country that issued it, number), or None for a placeholder
    """
    number = TAX_WORD.sub("", _letters_and_digits(text))
    if _is_placeholder(number, DIGITS_MINIMUM["vat"]):
        return None
    issuer = _issuer(number, country)
    number = _compact(_module(issuer, "vat"), number)
    return issuer, number.removeprefix("CHE" if issuer == "CH" else issuer)


def registration_number(text, country):
    """Read a number of a register of companies, such as KvK, KBO or HRB.

    :return: (code of the country, number), or None for a placeholder
    """
    number = _letters_and_digits(text)
    if _is_placeholder(number, DIGITS_MINIMUM["registry"]):
        return None
    if country == "NL":
        return country, re.sub(r"\D", "", number).zfill(KVK_LENGTH)
    number = _letters_and_digits(_compact(_module(country, "businessid"), text))
    return country, number.removeprefix("CHE" if country == "CH" else "")


def bank_account(text):
    """Read an IBAN.

    :return: the number without separators, or None if it is not an IBAN
    """
    number = _letters_and_digits(text)
    # stdnum.iban would do, but cannot be imported once Odoo has patched stdnum.
    is_iban = IBAN.fullmatch(number) and mod_97_10.is_valid(number[4:] + number[:4])
    return number if is_iban else None


def customers(card_sets):
    """Unite the sets that have cards in common.

    :param card_sets: sets of cards that seem to be one customer, any order
    :return: list of sets without common cards
    """
    united = []
    for cards in card_sets:
        touching = [others for others in united if not cards.isdisjoint(others)]
        united = [others for others in united if cards.isdisjoint(others)]
        united.append(set(cards).union(*touching))
    return united


def _letters_and_digits(text):
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _is_placeholder(number, digits_minimum):
    digits = re.sub(r"\D", "", number).lstrip("0")
    return (
        len(digits) < digits_minimum
        or len(digits) > 4
        and (len(set(digits[:6])) == 1 or digits in ASCENDING or digits in DESCENDING)
    )


def _issuer(number, country):
    """Tell whose VAT number it is: that of the prefix, else of the card's country."""
    own = _module(country, "vat")
    if own and own.is_valid(number):
        return country
    prefix = PREFIXES.get(number[:2], number[:2])
    return prefix if prefix.isalpha() and _module(prefix, "vat") else country


def _compact(module, text):
    if not module:
        return text
    try:
        return module.compact(text)
    except ValidationError:  # not a number of this country
        return text
