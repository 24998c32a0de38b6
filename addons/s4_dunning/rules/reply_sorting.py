"""Sort an answer of a customer by the phrases in it.

A phrase is plain words; ``*`` stands for up to ten words in between, none of which
denies. Nor may a word before it deny: "not insolvent". Capitals and accents do not
matter.
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
# Before a phrase, or in its gap, they turn it around.
DENIALS = (
    r"(?:not|never|no|cannot|without|niet|geen|nooit|zonder|nicht|nie|kein\w*|ohne|pas"
    r"|jamais|non|sans|aucune?)"
)
DENIED_BEFORE = re.compile(rf" {DENIALS} (?:\S+ )?$")
DENIED_BEHIND = re.compile(rf"^ (?:\S+ ){{0,2}}{DENIALS} ")
# What will be paid as soon as somebody else has paid is not paid.
CONDITION = re.compile(
    r" (?:as soon as|once|when|until|if|unless|sobald|wenn|falls|zodra|wanneer|als"
    r"|des que|quand|lorsque|si) "
)
# Who thanks for a copy does not want one.
THANKS = re.compile(
    r" (?:thanks?(?: you)?|bedankt|dank|danke) (?:for|voor|fur) |merci pour"
)
GAP = rf"(?:(?!{DENIALS} |[.,] )\S+ ){{0,10}}?"
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
# From here on a mail speaks of itself.
DISCLAIMER = re.compile(
    r"^.{0,60}\b(?:confidential|vertrouwelijk\w*|vertraulich\w*|confidentiel\w*)\b",
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
    disclaimer = DISCLAIMER.search(_fold(text))
    if disclaimer and text[: disclaimer.start()].strip():
        text = text[: disclaimer.start()]
    own = [
        line
        for line in text.splitlines()
        if not (line.startswith(">") or SENT_FROM_PHONE.match(_fold(line)))
    ]
    return "\n".join(own).strip() or text.strip()


def plain(text):
    """:return: str, the words in small letters, and where a clause ends"""
    folded = _fold(text).replace("n't", " not")
    folded = re.sub(r"[!?;:]+|(?<!\d)\.(?=\s|$)|\n\s*\n", " . ", folded)
    folded = re.sub(r",(?!\d)|\s-+\s", " , ", folded)
    return f" {re.sub(r'[^a-z0-9.,@/-]+', ' ', folded).strip()} "


def parts(phrase):
    """:return: list of the parts of a phrase between its stars"""
    return [plain(part).strip() for part in phrase.split("*")]


@lru_cache(maxsize=4096)
def _pattern(phrase):
    words = map(re.escape, parts(phrase))
    return re.compile(rf"(?<= ){f' {GAP}'.join(words)}(?= )")


def _is_denied(words, start, end, kind):
    """Tell whether the words around a phrase turn it around."""
    before = re.split(r" [.,](?= )", words[:start])[-1]
    behind = re.split(r" [.,](?= )", words[end:])[0] + " "
    return bool(
        (kind != "copy" and DENIED_BEFORE.search(before))
        or (kind == "payment" and CONDITION.search(before))
        or (kind == "insolvency" and DENIED_BEHIND.search(behind))
        or (kind == "copy" and THANKS.search(before))
    )


def found(text, phrases):
    """Find phrases in a text; one within a longer one does not count.

    :param text: the newest text of a mail
    :param phrases: list of (kind, phrase)
    :return: list of (kind, the words as found), what is dealt with first in front
    """
    words = plain(text)
    spans = {
        (match.start(), match.end(), kind)
        for kind, phrase in phrases
        for match in _pattern(phrase).finditer(words)
        if not _is_denied(words, match.start(), match.end(), kind)
    }
    longest = [
        (kind, words[start:end].strip())
        for start, end, kind in sorted(spans)
        if not any(
            (first, last) != (start, end) and first <= start and end <= last
            for first, last, _kind in spans
        )
    ]
    return sorted(longest, key=lambda match: ORDER.index(match[0]))
