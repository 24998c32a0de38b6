"""Sort an answer of a customer by the phrases in it.

A phrase is plain words; ``*`` stands for up to six words in between, none of which
denies. Capitals, accents and punctuation do not matter.
"""

import re
import unicodedata
from functools import lru_cache

# When an answer says several things, the first of these is dealt with first.
ORDER = (
    "insolvency",
    "dispute",
    "copy",
    "address",
    "payment",
    "promise",
    "out_of_office",
)
DENIALS = r"(?:not|never|no|niet|geen|nooit|nog|nicht|nie|kein\w*|noch|pas|jamais|non)"
GAP = rf"(?:(?!{DENIALS}\b)[^\s.!?]+ ){{0,6}}?"
# What a mail program puts above the mail that is answered, in four languages.
ORIGINAL = re.compile(
    r"^[ >*_]*(?:"
    r"-{2,} ?(?:original|oorspronkelijk|ursprungliche|urspruengliche|message d'origine"
    r"|doorgestuurd|forwarded|weitergeleitete|message transfere)"
    r"|_{10,}|-{10,}"
    r"|(?:on|op|am|le) .{4,120}(?:wrote|schreef|geschreven|schrieb|a ecrit)"
    r" ?[^\n]{0,80}:"
    r"|(?:from|van|von|de) ?: ?\*?.{1,120}\n[ >*_]*"
    r"(?:sent|verzonden|gesendet|envoye|date|datum|to|aan|an|a) ?:"
    r")",
    re.MULTILINE | re.DOTALL,
)
SENT_FROM_PHONE = re.compile(
    r"^(?:sent from my|verstuurd vanaf|verzonden vanaf|gesendet von|von meinem"
    r"|envoye de(?:puis)? mon) .{0,60}$",
    re.MULTILINE,
)


def _fold(text):
    """:return: the text in small letters without accents, letter for letter"""
    folded = (unicodedata.normalize("NFD", char)[:1] for char in text)
    return "".join(folded).lower().replace("’", "'")


def newest_text(text):
    """Leave out what is quoted: the mail that is answered, and older ones.

    :param text: the plain text of a mail
    :return: str; all of it, if nothing stands above the quoted mail
    """
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    folded = _fold(text)
    ends = [
        match.start()
        for match in (ORIGINAL.search(folded), SENT_FROM_PHONE.search(folded))
        if match and folded[: match.start()].strip()
    ]
    newest = text[: min(ends)] if ends else text
    own = [line for line in newest.splitlines() if not line.startswith(">")]
    return "\n".join(own).strip() or text.strip()


def plain(text):
    """:return: str, the words of a text in small letters, sentences ended by a dot"""
    folded = re.sub(r"[!?;]+|\.(?=\s|$)|\n\s*\n", " . ", _fold(text))
    return f" {re.sub(r'[^a-z0-9.@/-]+', ' ', folded).strip()} "


@lru_cache(maxsize=4096)
def _pattern(phrase):
    words = [re.escape(part.strip()) for part in parts(phrase)]
    return re.compile(rf"(?<= ){f' {GAP}'.join(words)}(?= )")


def parts(phrase):
    """:return: list of the parts of a phrase between its stars"""
    return [plain(part) for part in phrase.split("*")]


def found(text, phrases):
    """Find phrases in a text.

    :param text: the newest text of a mail
    :param phrases: list of (kind, phrase)
    :return: list of (kind, the words as found), what is dealt with first in front
    """
    words = plain(text)
    matches = [
        (kind, match[0].strip())
        for kind, phrase in phrases
        if (match := _pattern(phrase).search(words))
    ]
    return sorted(matches, key=lambda match: ORDER.index(match[0]))
