"""Find the day on which a customer says to pay."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names

from .reply_sorting import plain

LANGUAGES = ("en", "nl", "de", "fr")
LONGEST = timedelta(days=183)
LEAD = (
    r"(?:on|by|before|until|op|per|voor|uiterlijk|tegen|am|bis|zum|vor|spatestens"
    r"|le|avant|au|du)"
)
NUMBERS = (
    re.compile(r"(?<![\d./-])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\d-])"),
    re.compile(
        r"(?<![\d./-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4}|\d{2})(?!\d)"
    ),
    re.compile(
        rf"\b{LEAD} (?:the |den |dem )?(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})(?![\d/-])"
    ),
)
IN_DAYS = re.compile(
    r"\b(?:within|in|binnen|over|innerhalb von|innert|dans|sous)(?: les| de)? "
    r"(\d{1,2}) (?:\w+ )?(?:days|day|dagen|dag|tagen|tage|jours|jour)\b"
)
TOMORROW = r"\b(?:tomorrow|morgen|demain)\b(?! fruh)"
DAY_AFTER = r"\b(?:day after tomorrow|overmorgen|ubermorgen|apres-demain)\b"
TODAY = r"\b(?:today|vandaag|heute|aujourd hui)\b"
END_OF_MONTH = (
    r"\b(?:end of (?:the|this) month|month end|month-end|einde? (?:van )?(?:de|deze)"
    r" maand|ende (?:des|dieses) monats?|monatsende|(?:a la )?fin (?:du|de ce) mois"
    r"|fin de mois)\b"
)
END_OF_WEEK = (
    r"\b(?:end of (?:the|this) week|eind(?:e)? (?:van )?(?:de|deze) week|ende (?:der|"
    r"dieser) woche|fin de (?:la |cette )?semaine|this week|deze week|diese woche"
    r"|cette semaine)\b"
)
END_OF_NEXT_MONTH = (
    r"\b(?:end of next month|einde? (?:van )?(?:de )?volgende maand|ende (?:des )?"
    r"nachsten monats?|(?:a la )?fin (?:du )?mois prochain)\b"
)
NEXT_WEEK = (
    r"\b(?:next week|volgende week|komende week|nachste(?:r|n)? woche|kommende(?:r|n)?"
    r" woche|semaine prochaine)\b"
)


@cache
def _names():
    """:return: dicts of the names of months and of weekdays to their numbers"""
    months, days = {}, {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                months[plain(name).strip(" .")] = number
        for number, name in get_day_names("wide", locale=language).items():
            days[plain(name).strip()] = number
    months["maerz"], months["mrz"] = 3, 3
    return months, days


@cache
def _named_days():
    """:return: patterns of '3 april 2026', 'april 3rd' and of weekdays"""
    months, days = _names()
    month = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th|er|e|\.)?"
    return (
        re.compile(
            rf"\b(?P<d>\d{{1,2}}){ordinal} ?(?:of |\. )?(?P<m>{month})\b\.?"
            r"(?: ?\.? ?(?P<y>\d{4}))?"
        ),
        re.compile(
            rf"\b(?P<m>{month})\.? (?P<d>\d{{1,2}}){ordinal}\b(?: (?P<y>\d{{4}}))?"
        ),
        re.compile(rf"\b({'|'.join(days)})s?\b"),
        re.compile(
            r"\b(?:end of|einde? (?:van )?|ende|fin (?:du mois d |d )?)"
            rf" ?({month})\b"
        ),
    )


def _next(day, month, year, today):
    """:return: the date; without a year the next one from today on; None: no date"""
    years = [int(year) % 2000 + 2000] if year else [today.year, today.year + 1]
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _dates(words, today):
    """:return: list of (position, date) of the dates written in full"""
    months, _days = _names()
    found = []
    for pattern in (*NUMBERS, *_named_days()[:2]):
        for match in pattern.finditer(words):
            values = match.groupdict()
            month = months.get(values["m"]) or int(values["m"])
            found.append(
                (
                    match.start(),
                    _next(int(values["d"]), month, values.get("y"), today),
                )
            )
    return found


def _month_ends(words, today):
    """:return: list of (position, date) of the ends of named months"""
    months, _days = _names()
    found = []
    for match in _named_days()[3].finditer(words):
        month = months[match[1]]
        year = today.year + (month < today.month)
        found.append((match.start(), date(year, month, monthrange(year, month)[1])))
    return found


def _weekdays(words, today):
    """:return: list of (position, date) of the weekdays that are named"""
    _months, days = _names()
    monday = today - timedelta(days=today.weekday())
    is_next_week = re.search(NEXT_WEEK, words)
    found = []
    for match in _named_days()[2].finditer(words):
        number = days[match[1]]
        ahead = (number - today.weekday()) % 7 or 7
        day = monday + timedelta(days=7 + number) if is_next_week else None
        found.append((match.start(), day or today + timedelta(days=ahead)))
    return found


def _relative(words, today):
    """:return: list of (position, date) of the days named relative to today"""
    monday = today - timedelta(days=today.weekday())
    next_friday = monday + timedelta(days=11)
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    after = month_end + timedelta(days=1)
    next_month_end = after.replace(day=monthrange(after.year, after.month)[1])
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    found = [
        (match.start(), day)
        for pattern, day in (
            (TODAY, today),
            (TOMORROW, today + timedelta(days=1)),
            (DAY_AFTER, today + timedelta(days=2)),
            (END_OF_WEEK, friday),
            (NEXT_WEEK, next_friday),
            (END_OF_MONTH, month_end),
            (END_OF_NEXT_MONTH, next_month_end),
        )
        for match in re.finditer(pattern, words)
    ]
    return found + [
        (match.start(), today + timedelta(days=int(match[1])))
        for match in IN_DAYS.finditer(words)
    ]


def promised_day(text, today):
    """Find the first day from today on, at most half a year away.

    A date written in full wins over a weekday, and both over 'next week'. Days come
    before months, as in Dutch, German, French and British English.

    :param text: the newest text of a mail
    :param today: the date on which it was written
    :return: datetime.date, or None
    """
    words = plain(text)
    for read in (_dates, _month_ends, _weekdays, _relative):
        for _position, day in sorted(read(words, today), key=lambda pair: pair[0]):
            if day and today <= day <= today + LONGEST:
                return day
    return None
