"""Numbers that are the same, however they were typed."""

import pkgutil
import string

import pytest
import stdnum
from hypothesis import given
from hypothesis import strategies as st
from rules import duplicates

COUNTRIES = [
    module.name.strip("_").upper()
    for module in pkgutil.iter_modules(stdnum.__path__)
    if module.ispkg and len(module.name.strip("_")) == 2
]

countries = st.sampled_from(["", *COUNTRIES])
kinds = st.sampled_from(duplicates.KINDS)
separators = st.text(" .-/", max_size=2)
card_sets = st.lists(st.frozensets(st.integers(1, 12), min_size=2, max_size=4))


def spelling(draw, number):
    """The number with separators, and in upper or lower case."""
    spelled = "".join(character + draw(separators) for character in number)
    return draw(st.sampled_from([spelled, spelled.lower()]))


@pytest.mark.parametrize(
    ("country", "number", "spellings"),
    [
        (
            "NL",
            "123456782B01",
            [
                "NL123456782B01",
                "NL 1234.56.782.B.01",
                "nl123456782b01",
                "123456782B01",
                " 1234 56 782 b01 ",
            ],
        ),
        ("NL", "004495445B01", ["NL004495445B01", "NL4495445B01"]),
        ("DE", "136695976", ["DE136695976", "de 136 695 976", "136.695.976"]),
        (
            "BE",
            "0403019261",
            ["BE0403019261", "BE 0403.019.261", "403019261", "BE403019261"],
        ),
        ("FR", "40303265045", ["FR40303265045", "fr 40 303 265 045", "40 303265045"]),
        ("FR", "K7399859412", ["FRK7399859412", "k7 399 859 412"]),
        ("ES", "B58378431", ["ESB58378431", "B-58378431", "es b58378431"]),
        ("GR", "094259216", ["EL094259216", "GR 094259216", "94259216"]),
        ("CH", "100155212", ["CHE-100.155.212 MWST", "CHE100155212TVA", "100155212"]),
        ("NO", "995525828", ["NO995525828MVA", "995 525 828", "995 525 828 MVA"]),
        ("US", "123957687", ["12-3957687", "12 3957687"]),
    ],
)
def test_spellings_of_one_vat_number(country, number, spellings):
    for spelled in spellings:
        assert duplicates.number("vat", spelled, country) == (country, number), spelled


def test_prefix_wins_over_the_country_of_the_card():
    assert duplicates.vat_number("NL123456782B01", "BE") == ("NL", "123456782B01")
    assert duplicates.vat_number("NL123456782B01", "") == ("NL", "123456782B01")
    assert duplicates.vat_number("XI 110305878", "IE") == ("GB", "110305878")


def test_letters_that_belong_to_the_number_are_no_prefix():
    assert duplicates.vat_number("DEL680524P76", "MX") == ("MX", "DEL680524P76")
    assert duplicates.vat_number("DEL680524P76", "") == ("DE", "L680524P76")


def test_same_digits_in_two_countries_are_two_numbers():
    for kind in ("vat", "registry"):
        assert duplicates.number(kind, "136695976", "DE") != duplicates.number(
            kind, "136695976", "FR"
        )
    assert duplicates.vat_number("DE136695976", "") != duplicates.vat_number(
        "AT136695976", ""
    )


@pytest.mark.parametrize("kind", ["vat", "registry", "iban"])
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "/", "-", "0", "00", "x", "NA", "n/a", "none", "onbekend", "?"),
        *("000000000", "NL000000000B00", "NL999999999B99", "111111111", "BE0999999999"),
        *("123456789", "NL123456789B01", "012345678", "987654321", "12345678"),
    ],
)
def test_placeholders_are_no_number(kind, text):
    for country in ("", "NL", "BE", "DE"):
        assert duplicates.number(kind, text, country) is None


@pytest.mark.parametrize(
    ("country", "number", "spellings"),
    [
        ("NL", "01820434", ["01820434", "KvK 01820434", "1820434", "01.82.04.34"]),
        ("BE", "0403019261", ["0403.019.261", "BE 0403019261", "403019261"]),
        ("AT", "122119M", ["FN 122119m", "122119 M"]),
        ("DE", "AACHENHRB11223", ["Aachen HRB 11223", "HRB 11223, Aachen"]),
        ("DE", "HRB11223", ["HRB 11223", "hrb11223"]),
        ("FI", "20774740", ["2077474-0", "20774740"]),
        ("CH", "100155212", ["CHE-100.155.212", "100.155.212"]),
        ("FR", "732829320", ["732 829 320", "732829320"]),
        ("GB", "SC123987", ["SC123987", "sc 123987"]),
        ("", "4711", ["4711", "47-11"]),
    ],
)
def test_spellings_of_one_registration_number(country, number, spellings):
    for spelled in spellings:
        assert duplicates.number("registry", spelled, country) == (country, number)


def test_letters_of_a_register_count():
    assert duplicates.registration_number("HRA 11223", "DE") != (
        duplicates.registration_number("HRB 11223", "DE")
    )
    assert duplicates.registration_number("SC123987", "GB") != (
        duplicates.registration_number("123987", "GB")
    )


def test_spellings_of_one_iban():
    for spelled in (
        "NL91ABNA0417164300",
        "nl91 abna 0417 1643 00",
        "NL91-ABNA-0417164300",
    ):
        assert duplicates.number("iban", spelled, "DE") == "NL91ABNA0417164300"


def test_what_is_no_iban_says_nothing():
    for text in ("NL90ABNA0417164300", "NL91", "417164300", "GB00", "ZZ00"):
        assert duplicates.number("iban", text, "NL") is None


def test_case_of_an_address_does_not_matter():
    assert duplicates.number("email", " Jan@Example.COM ", "") == "jan@example.com"
    assert duplicates.number("email", " ", "") is None


@given(st.data())
def test_separators_and_case_do_not_matter(data):
    country, number = data.draw(
        st.sampled_from(
            [
                ("NL", "NL123456782B01"),
                ("DE", "DE136695976"),
                ("BE", "BE0403019261"),
                ("FR", "FR40303265045"),
            ]
        )
    )
    expected = duplicates.vat_number(number, country)
    assert duplicates.vat_number(spelling(data.draw, number), country) == expected
    assert duplicates.vat_number(spelling(data.draw, number[2:]), country) == expected
    account = "NL91ABNA0417164300"
    assert duplicates.bank_account(spelling(data.draw, account)) == account


@given(kinds, st.text(max_size=25), countries)
def test_no_text_breaks_it(kind, text, country):
    number = duplicates.number(kind, text, country)
    assert number is None or number == duplicates.number(kind, text, country.lower())


@given(kinds, st.text(string.ascii_letters + string.digits, max_size=16), countries)
def test_no_number_breaks_it(kind, text, country):
    duplicates.number(kind, text, country)


@given(st.integers(10000, 10**9), st.sampled_from(["NL", "DE", "BE", "FR", "GB"]))
def test_a_number_read_again_is_the_same(digits, country):
    number = duplicates.vat_number(f"{country}{digits}", country)
    if number:
        assert duplicates.vat_number("".join(number), country) == number


@given(st.text(string.ascii_letters + string.digits + " .-", max_size=20), countries)
def test_equal_numbers_have_equal_digits_but_for_zeros_in_front(text, country):
    # what the query of engine/duplicates.py compares first
    for kind in ("vat", "registry"):
        number = duplicates.number(kind, text, country)
        if number:
            assert digits(number[1]) == digits(text)


def digits(text):
    return "".join(filter(str.isdigit, text)).lstrip("0")


def test_sets_with_a_common_card_are_one_customer():
    assert sorted(map(sorted, duplicates.customers([{1, 2}, {4, 5}, {2, 3}]))) == [
        [1, 2, 3],
        [4, 5],
    ]
    assert duplicates.customers([{1, 2}, {3, 4}, {2, 3}]) == [{1, 2, 3, 4}]
    assert duplicates.customers([]) == []


@given(card_sets)
def test_customers_have_every_card_once(sets):
    customers = duplicates.customers(sets)
    cards = [card for customer in customers for card in customer]
    assert len(cards) == len(set(cards))
    assert set(cards) == set().union(*sets)
    for cards in sets:
        assert sum(cards <= customer for customer in customers) == 1


@given(card_sets, st.randoms())
def test_the_order_of_the_sets_does_not_matter(sets, random):
    shuffled = random.sample(sets, len(sets))
    assert set(map(frozenset, duplicates.customers(sets))) == set(
        map(frozenset, duplicates.customers(shuffled))
    )
