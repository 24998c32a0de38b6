"""What a customer answers: cut from what is quoted, and sorted by phrases."""

import csv
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import reply_dates, reply_sorting

ADDON = Path(__file__).parents[2] / "addons/s4_dunning"
RULES = ElementTree.parse(ADDON / "data/dunning_reply_rule_data.xml").iter("record")
PHRASES = [
    (rule.findtext("field[@name='kind']"), phrase)
    for rule in RULES
    for phrase in rule.findtext("field[@name='phrases']").splitlines()
]
REPLIES = list(
    csv.DictReader(
        Path(__file__).with_name("replies.csv").open(encoding="utf-8", newline="")
    )
)


def kind(text):
    found = reply_sorting.found(text, PHRASES)
    return found[0][0] if found else None


@pytest.mark.parametrize(
    "text, expected",
    [
        ("We have paid.", "payment"),
        ("We have not paid.", None),
        ("We have still not paid it.", None),
        ("Wij hebben de factuur vorige week betaald.", "payment"),
        ("Wij hebben de factuur nog niet betaald.", None),
        ("Der Betrag wurde am 25. März überwiesen.", "payment"),
        ("Der Betrag wurde noch nicht überwiesen.", None),
        ("Nous avons déjà payé.", "payment"),
        ("Nous n'avons pas encore payé.", None),
        ("WE WILL PAY TOMORROW", "promise"),
        ("Wij zijn failliet, en betalen dus niet.", "insolvency"),
        ("We paid the first one, the second one is wrong.", "dispute"),
        ("Dit is geen klacht.", None),
        ("Hello, thank you.", None),
        ("", None),
    ],
)
def test_sorting(text, expected):
    assert kind(text) == expected


def test_words_of_two_sentences_are_not_read_together():
    phrases = [("payment", "have * paid")]
    assert not reply_sorting.found("You have a point. All is paid", phrases)
    assert reply_sorting.found("You have on 3. March 2026 paid", phrases)


def test_the_words_that_were_found_are_told():
    assert reply_sorting.found("Ja, wij hebben alles al betaald!", PHRASES)[0] == (
        "payment",
        "hebben alles al betaald",
    )


def test_every_shipped_phrase_finds_itself_and_means_one_thing():
    meanings = {}
    for meaning, phrase in PHRASES:
        text = phrase.replace("*", "")
        assert (meaning, reply_sorting.plain(text).strip()) in [
            (found, words) for found, words in reply_sorting.found(text, PHRASES)
        ], phrase
        assert meanings.setdefault(phrase, meaning) == meaning, phrase


@pytest.mark.parametrize(
    "text",
    [
        "Paid.\n\nOn Mon, 30 Mar 2026 at 09:12, Dealer <a@b.nl> wrote:\n> insolvency",
        "Paid.\n\nOp 30-03-2026 om 09:12 schreef Dealer:\n> insolvency",
        "Paid.\n\nAm 30.03.26 um 09:12 schrieb Dealer:\n> insolvency",
        "Paid.\n\nLe 30 mars 2026 à 09:12, Dealer a écrit :\n> insolvency",
        "Paid.\n\n-----Original Message-----\nFrom: Dealer\ninsolvency",
        "Paid.\n\n*Van:* Dealer\n*Verzonden:* maandag\ninsolvency",
        "Paid.\n\nGesendet: Montag\nVon: Dealer\ninsolvency",
        "Paid.\n\nDe : Dealer\nEnvoyé : lundi\ninsolvency",
        "On Mon, 30 Mar 2026, Dealer wrote:\n> insolvency\n\nPaid.",
        "> insolvency\nPaid.\n> insolvency",
    ],
)
def test_what_is_quoted_is_cut(text):
    assert reply_sorting.newest_text(text) == "Paid."


def test_a_mail_that_only_quotes_keeps_its_text():
    assert reply_sorting.newest_text("> all of it") == "> all of it"


@given(st.text())
def test_any_text_can_be_read(text):
    newest = reply_sorting.newest_text(text)
    assert len(newest) <= len(text)
    reply_sorting.found(newest, PHRASES[:20])


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_nearly_all_answers_of_the_collection_are_sorted_right(language):
    """320 answers, written by somebody who did not know the phrases."""
    replies = [row for row in REPLIES if row["language"] == language]
    wrong = [
        (row["kind"], row["text"])
        for row in replies
        if (kind(row["text"]) or "other") != row["kind"]
    ]
    assert len(wrong) <= len(replies) * 0.05, wrong


def test_days_of_the_collection_are_read():
    for row in REPLIES:
        if row["kind"] == "promise":
            day = reply_dates.promised_day(row["text"], date(2026, 3, 31))
            assert str(day or "") == row["date"], row["text"]
