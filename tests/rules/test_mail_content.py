"""Mails that wrap their content, and what their headers say."""

from email import message_from_bytes, message_from_string
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import mail_content, mail_headers

MAILS = Path(__file__).parents[2] / "addons/s4_dunning/tests/mails"


def mail(**headers):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return message_from_string("\n".join([*lines, "", "Hello"]), policy=SMTP)


def attachment(file, name):
    message = message_from_bytes((MAILS / file).read_bytes(), policy=SMTP)
    parts = [part for part in message.walk() if part.get_filename() == name]
    return parts[0].get_payload(decode=True)


def test_winmail_dat_is_opened():
    content = attachment("outlook_rich_text_de_tnef_paid.eml", "winmail.dat")
    assert mail_content.is_tnef("winmail.dat", content)
    _body, files = mail_content.tnef_parts(content)
    assert [name for name, _content in files] == ["Zahlungsbeleg.pdf"]


def test_opaque_signature_is_opened():
    content = attachment("outlook_365_de_smime_opaque_paid.eml", "smime.p7m")
    assert b"Content-Type: text/plain" in mail_content.signed_content(content)


def test_encrypted_mail_stays_closed():
    content = attachment("outlook_365_nl_smime_encrypted.eml", "smime.p7m")
    assert mail_content.signed_content(content) is None


@given(st.binary())
def test_a_broken_file_stays_closed(content):
    assert mail_content.signed_content(content) is None
    mail_content.tnef_parts(mail_content.TNEF_SIGNATURE + content)


@pytest.mark.parametrize(
    "headers, expected",
    [
        ({"Subject": "Re: Reminder"}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied (vacation)"}, True),
        ({"Precedence": "bulk"}, True),
        ({"X_Autoreply": "yes"}, True),
        ({"Subject": "Automatisch antwoord: Herinnering"}, True),
        ({"Subject": "Abwesenheit: Mahnung"}, True),
        ({"Subject": "Absent-minded"}, False),
    ],
)
def test_automatic_mail(headers, expected):
    assert mail_headers.is_automatic(mail(**headers)) is expected


@pytest.mark.parametrize(
    "results, expected",
    [
        ("mx.example.com; dmarc=pass; spf=fail", False),
        ("mx.example.com; spf=fail; dmarc=fail", True),
        ("mx.example.com; spf=softfail", False),
        ("mx.example.com; none", False),
    ],
)
def test_forged_sender(results, expected):
    assert mail_headers.is_forged(mail(Authentication_Results=results)) is expected


def test_results_that_came_along_prove_nothing():
    text = (
        "Authentication-Results: mx.example.com; dmarc=fail\n"
        "Authentication-Results: evil.example.org; dmarc=pass\n\nHello"
    )
    assert mail_headers.is_forged(message_from_string(text, policy=SMTP))


def test_mail_of_ours_that_returns():
    ours = ["dunning@example.com"]
    assert mail_headers.went_through(mail(X_Loop="Dunning@Example.com"), ours)
    assert mail_headers.went_through(mail(From="X <dunning@example.com>"), ours)
    assert not mail_headers.went_through(mail(From="jan@example.org"), ours)
