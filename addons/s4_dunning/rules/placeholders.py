"""Placeholders in the texts of a level: ``{debtor}``, ``{amount}``, ...

Only names from a closed list are replaced: a text is data that any manager may write,
so it must not reach attributes or run code, as templating languages would.
"""

import re
from difflib import get_close_matches
from html import escape, unescape

PLACEHOLDER = re.compile(r"\{([^{}<>]*)\}")
TAG = re.compile(r"<[^>]*>")


def names(text):
    """:return: list of the placeholders of a text, in its order"""
    return [name.strip() for name in PLACEHOLDER.findall(text)]


def unknown(text, known):
    """Name the placeholders of a text that do not exist.

    :param text: plain text or HTML
    :param known: the names that exist
    :return: the other names, in the order of the text
    """
    return [name for name in PLACEHOLDER.findall(text) if name.strip() not in known]


def nearest(name, known):
    """:return: the name that a person may have meant by another one, or None"""
    found = get_close_matches(name.strip().lower(), known, n=1)
    return found[0] if found else None


def fill(text, values):
    """Replace every placeholder of a plain text.

    :param text: plain text
    :param values: str by name
    :raise KeyError: the text has a placeholder without a value
    """
    return PLACEHOLDER.sub(lambda match: values[match[1].strip()], text)


def fill_html(html, values):
    """Replace every placeholder of an HTML text; the values are escaped.

    :raise KeyError: the text has a placeholder without a value
    """
    return fill(html, {name: escape(value) for name, value in values.items()})


def has_text(html):
    """Tell whether an HTML text shows anything; an empty editor leaves tags."""
    return bool(unescape(TAG.sub("", html)).strip())
