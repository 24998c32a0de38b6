"""The day on which a customer says to pay. Today is Tuesday, 31 March 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import reply_dates

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("We will pay on 15 April.", date(2026, 4, 15)),
        ("payment on April 3rd", date(2026, 4, 3)),
        ("Wij betalen vrijdag 3 april.", date(2026, 4, 3)),
        ("betaling op 3-4-2026", date(2026, 4, 3)),
        ("wir zahlen am 3.4.", date(2026, 4, 3)),
        ("am 3. April 2026", date(2026, 4, 3)),
        ("le 1er avril", date(2026, 4, 1)),
        ("le 15 août", date(2026, 8, 15)),
        ("2026-04-20", date(2026, 4, 20)),
        ("on 10 January", None),  # more than half a year away
        ("next Friday", date(2026, 4, 3)),
        ("volgende week vrijdag", date(2026, 4, 10)),
        ("nächste Woche", date(2026, 4, 10)),
        ("mardi", date(2026, 4, 7)),
        ("morgen", date(2026, 4, 1)),
        ("overmorgen", date(2026, 4, 2)),
        ("à la fin du mois", date(2026, 3, 31)),
        ("eind volgende maand", date(2026, 4, 30)),
        ("fin avril", date(2026, 4, 30)),
        ("within 5 days", date(2026, 4, 5)),
        ("innerhalb von 7 Tagen", date(2026, 4, 7)),
        ("sous 10 jours", date(2026, 4, 10)),
        ("paid on 3 March", None),
        ("EUR 1.250,00", None),
        ("invoice 2026/00012", None),
        ("31-02-2027", None),
        ("as soon as possible", None),
    ],
)
def test_promised_day(text, expected):
    assert reply_dates.promised_day(text, TODAY) == expected


def test_a_written_date_wins_over_the_weekday_before_it():
    text = "I am back on Monday and pay on 20 April"
    assert reply_dates.promised_day(text, TODAY) == date(2026, 4, 20)


@given(st.integers(0, 183), st.sampled_from(["%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_any_day_of_the_next_half_year_is_read(days, form):
    day = TODAY + timedelta(days=days)
    assert reply_dates.promised_day(f"I pay {day.strftime(form)}.", TODAY) == day


@given(st.text())
def test_no_text_gives_a_day_out_of_range(text):
    day = reply_dates.promised_day(text, TODAY)
    assert day is None or TODAY <= day <= TODAY + reply_dates.LONGEST
