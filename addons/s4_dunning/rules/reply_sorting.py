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
GAP = rf"(?:(?!{DENIALS}\b|\. )\S+ ){{0,6}}?"
# What a mail program puts above the mail that is answered, in four languages.
HEADER = (
    r"(?:from|van|von|de|sent|verzonden|gesendet|envoye|date|datum|to|aan|an|a|cc"
    r"|subject|onderwerp|betreff|objet) ?:"
)
ORIGINAL = re.compile(
    r"^[ >*_]*(?:"
    r"-{2,} ?(?:original|oorspronkelijk|ursprungliche|urspruengliche|message d'origine"
    r"|doorgestuurd|forwarded|weitergeleitete|message transfere)[^\n]*"
    r"|_{10,}|-{10,}|message du \d[^\n]*"
    r"|(?:on|op|am|le) [^\n]{4,120}\n?[^\n]{0,80}"
    r"(?:wrote|schreef|geschreven|schrieb|a ecrit) ?[^\n]{0,80}:"
    rf"|{HEADER}[^\n]{{1,150}}\n+[ >*_]*{HEADER}[^\n]*"
    r")",
    re.MULTILINE,
)
SENT_FROM_PHONE = re.compile(
    r"^(?:sent from my|verstuurd vanaf|verzonden vanaf|gesendet von|von meinem"
    r"|envoye de(?:puis)? mon|outlook fur|get outlook for|outlook voor|download"
    r"|telecharger outlook) .{0,60}$"
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
    text = text.replace("\r\n", "\n").replace("\xa0", " ").strip()
    folded = _fold(text)
    start = 0
    for match in ORIGINAL.finditer(folded):
        if folded[start : match.start()].strip():
            text = text[start : match.start()]
            break
        start = match.end()  # the answer stands below what is quoted
    else:
        text = text[start:]
    own = [
        line
        for line in text.splitlines()
        if not (line.startswith(">") or SENT_FROM_PHONE.match(_fold(line)))
    ]
    return "\n".join(own).strip() or text.strip()


def plain(text):
    """:return: str, the words of a text in small letters, sentences ended by a dot"""
    folded = re.sub(r"[!?;]+|(?<!\d)\.(?=\s|$)|\n\s*\n", " . ", _fold(text))
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
