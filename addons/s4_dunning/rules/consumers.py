"""Whether a customer is a consumer or a business, and what says so.

The law protects consumers, so what is not sure counts as a consumer. A VAT number whose
check digits are right makes a business; so does a card that is marked as a company.
"""

from stdnum.util import clean, get_cc_module

VAT, COMPANY, PERSON = "vat", "company", "person"

# There private people have a number that passes as a VAT number: it proves nothing.
PERSONAL = {"BG", "CZ", "ES", "GR", "HR", "LV", "PT", "RO", "SI", "SK"}
# The prefix of VAT numbers where it is not the code of the country.
COUNTRIES = {"EL": "GR", "XI": "GB"}


def judge(is_company, number, country):
    """Tell consumers from businesses.

    :param is_company: bool, whether the card is marked as a company
    :param number: str, VAT number as typed, or None
    :param country: str, ISO code of the country of the customer, or None
    :return: (bool, whether it is a consumer; VAT, COMPANY or PERSON, what says so)
    """
    if is_business_number(number, country):
        return False, VAT
    return (False, COMPANY) if is_company else (True, PERSON)


def is_business_number(number, country):
    """:return: bool, whether a number is the VAT number of a business

    :param number: str, with or without the prefix of its country, or None
    :param country: str, ISO code that counts where there is no prefix, or None
    """
    compact = clean(number or "", " -./").upper()
    prefix = COUNTRIES.get(compact[:2], compact[:2])
    for code in (prefix, (country or "").upper()):
        module = code.isalpha() and get_cc_module(code.lower(), "vat")
        if module:
            return code not in PERSONAL and module.is_valid(compact)
    return False
