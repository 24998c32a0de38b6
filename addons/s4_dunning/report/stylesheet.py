"""What a letter needs of a stylesheet.

wkhtmltopdf reads the whole of it for the text and again for the header and the footer
of each page, and Odoo's is 400 kB of which a letter uses a tenth.
"""

import re
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|[^{};"'/]+|.""", re.DOTALL
)
ALTERNATIVES = re.compile(r",(?![^(\[]*[)\]])")
# What a selector says about absence or about attributes does not ask for a name.
NO_NAMES = re.compile(r"\[[^\]]*\]|:not\([^)]*\)|::?[\w-]+(?:\([^)]*\))?")
NAME = re.compile(r"[.#]?(?:[\w-]|\\.)+")
UNICODE_RANGE = re.compile(r"unicode-range:([^;}]*)")
CODE_POINTS = re.compile(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?")
FONT_FAMILY = re.compile(r"font-family:\s*['\"]?([^'\";}]+)")
MARKUP = re.compile(r"""<([a-zA-Z][\w-]*)|\b(class|id)=["']([^"']*)["']""")
# A browser adds these itself.
IMPLIED = {"html", "head", "body", "tbody", "colgroup"}
GROUPS = ("@media", "@supports", "@layer")


class Rule(NamedTuple):
    """A rule as it is written; `alternatives` are the names each selector asks for."""

    head: str
    body: str
    alternatives: tuple
    inner: tuple


class Stylesheet:
    """A stylesheet, read once, from which documents take what they need."""

    def __init__(self, css):
        """:param css: str"""
        self.rules = tuple(_rules(_tokens(css)))
        self.fonts = [rule.body for rule in self.rules if rule.head == "@font-face"]
        # Letters differ in their words more than in their tags and classes.
        self._rules_for = lru_cache(maxsize=32)(self._rules_for)

    def needed(self, html):
        """Keep the rules that can apply to a document.

        A rule is kept or left out as a whole: without a selector that the browser does
        not know, it would suddenly count.

        :param html: str
        :return: str, CSS
        """
        rules = self._rules_for(names(html))
        text = rules + html
        characters = set(text)
        fonts = (font for font in self.fonts if _is_font_of(font, text, characters))
        return "\n".join([*(f"@font-face{{{font}}}" for font in fonts), rules])

    def _rules_for(self, used):
        return "\n".join(_needed(self.rules, used))


def names(html):
    """:return: frozenset of the tags, .classes and #ids of a document"""
    found = set(IMPLIED)
    for tag, attribute, value in MARKUP.findall(html):
        if tag:
            found.add(tag.lower())
        else:
            prefix = "." if attribute == "class" else "#"
            found.update(prefix + name for name in value.split())
    return frozenset(found)


def _needed(rules, used):
    for rule in rules:
        if rule.inner:
            inner = "\n".join(_needed(rule.inner, used))
            if inner:
                yield f"{rule.head}{{{inner}}}"
        elif any(alternative <= used for alternative in rule.alternatives):
            yield f"{rule.head}{{{rule.body}}}"


def _is_font_of(font, text, characters):
    family = FONT_FAMILY.search(font)
    if not family or family[1].strip() not in text:
        return False
    limits = UNICODE_RANGE.search(font)
    if not limits:
        return True
    ranges = CODE_POINTS.findall(limits[1])
    return any(
        int(first, 16) <= ord(character) <= int(last or first, 16)
        for character in characters
        for first, last in ranges
    )


def _tokens(css):
    return (token for token in TOKEN.findall(css) if not token.startswith("/*"))


def _rules(tokens):
    """Read rules up to the end of the block in which they stand."""
    head = ""
    for token in tokens:
        if token == "}":
            return
        if token == ";":
            head = ""  # @charset, @import
        elif token != "{":
            head += token
        else:
            yield _rule(head.strip(), tokens)
            head = ""


def _rule(head, tokens):
    if head.startswith(GROUPS):
        return Rule(head, "", (), tuple(_rules(tokens)))
    body = _body(tokens)
    alternatives = () if head.startswith("@") else _alternatives(head)
    return Rule(head, body, alternatives, ())


def _body(tokens):
    """:return: what stands between two braces, with the braces in it"""
    body, depth = [], 1
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if not depth:
            break
        body.append(token)
    return "".join(body).strip()


def _alternatives(head):
    return tuple(
        frozenset(
            name.replace("\\", "") if name[0] in ".#" else name.lower()
            for name in NAME.findall(NO_NAMES.sub("", selector))
        )
        for selector in ALTERNATIVES.split(head)
    )
