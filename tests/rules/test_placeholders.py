"""The placeholders in the texts of a level."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import placeholders

NAMES = ("debtor", "amount", "deadline")
VALUES = {"debtor": "Jansen & Zn", "amount": "€ 1.234,50", "deadline": "10-04-2026"}

words = st.text(st.characters(exclude_characters="{}<>"), max_size=20)
texts = st.lists(st.one_of(words, st.sampled_from([f"{{{n}}}" for n in NAMES])))


def test_every_placeholder_is_replaced():
    text = "Dear {debtor}, please pay {amount} by {deadline}; {amount} in all."
    assert placeholders.fill(text, VALUES) == (
        "Dear Jansen & Zn, please pay € 1.234,50 by 10-04-2026; € 1.234,50 in all."
    )


def test_spaces_inside_the_braces_do_not_matter():
    assert placeholders.fill("{ debtor }", VALUES) == "Jansen & Zn"


def test_values_are_escaped_in_html():
    values = {"debtor": "<script>alert('x')</script> & Co"}
    assert placeholders.fill_html("<p>{debtor}</p>", values) == (
        "<p>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; Co</p>"
    )


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is():
    values = {"debtor": "{amount}", "amount": "5"}
    assert placeholders.fill("{debtor}", values) == "{amount}"


@pytest.mark.parametrize(
    "text", ["{debtor.name}", "{debtor.__class__}", "{0}", "{}", "{debtor!r}"]
)
def test_nothing_but_the_names_is_known(text):
    assert placeholders.unknown(text, NAMES)
    with pytest.raises(KeyError):
        placeholders.fill(text, VALUES)


def test_unknown_names_come_in_the_order_of_the_text():
    text = "{customer} owes {amount} since {date}"
    assert placeholders.unknown(text, NAMES) == ["customer", "date"]


@given(texts)
def test_a_text_without_unknown_names_can_always_be_filled(parts):
    text = "".join(parts)
    assert not placeholders.unknown(text, NAMES)
    filled = placeholders.fill(text, VALUES)
    assert filled == "".join(
        VALUES[part[1:-1]] if part[1:-1] in NAMES and part.startswith("{") else part
        for part in parts
    )


@given(st.dictionaries(st.sampled_from(NAMES), st.text(), min_size=3))
def test_no_value_can_open_a_tag(values):
    filled = placeholders.fill_html("{debtor}{amount}{deadline}", values)
    assert filled == "".join(escape(values[name]) for name in NAMES)
    assert "<" not in filled


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", False),
        ("<p><br></p>", False),
        ("<p>&nbsp;\n</p>", False),
        ('<div class="o_editor"> </div>', False),
        ("<p>Dear {debtor}</p>", True),
        ("Plain", True),
    ],
)
def test_an_empty_editor_shows_no_text(html, expected):
    assert placeholders.has_text(html) is expected
