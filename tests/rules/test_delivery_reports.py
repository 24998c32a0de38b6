"""What mail servers report about a mail."""

import csv
from email import message_from_bytes, message_from_string
from email.policy import SMTP
from pathlib import Path

import pytest
from rules import delivery_reports

MAILS = Path(__file__).parents[2] / "addons/s4_dunning/tests/mails"
REPORTS = [
    row
    for row in csv.DictReader((MAILS / "expected.csv").open(encoding="utf-8"))
    if row["kind"] in {"hard", "soft", "delayed", "delivered", "read"}
]


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: row["file"])
def test_report_of_the_corpus(row):
    content = (MAILS / row["file"]).read_bytes()
    content = content.replace(b"@@FROM@@", b"jan@customer.example")
    reports = delivery_reports.read(message_from_bytes(content, policy=SMTP))
    assert row["kind"] in [report.kind for report in reports]


STATUS = """Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; jan@example.com
Action: failed
Status: {status}
Diagnostic-Code: smtp; {reason}

--B--
"""


@pytest.mark.parametrize(
    "status, reason, kind",
    [
        ("5.1.1", "550 unknown user", "hard"),  # RFC 3463: bad mailbox address
        ("5.1.2", "550 unknown domain", "hard"),
        ("5.2.1", "550 mailbox disabled", "hard"),
        ("5.2.2", "552 mailbox full", "soft"),
        ("5.2.3", "552 message too large", "soft"),
        ("5.3.4", "552 message too large", "soft"),
        ("5.7.1", "550 refused as spam", "soft"),
        ("4.4.1", "no answer from host", "soft"),
        ("5.0.0", "550 5.1.1 unknown user", "hard"),
        ("5.0.0", "552 5.2.2 over quota", "soft"),
        ("", "", "soft"),
    ],
)
def test_severity(status, reason, kind):
    text = STATUS.format(status=status, reason=reason)
    (report,) = delivery_reports.read(message_from_string(text, policy=SMTP))
    assert (report.kind, report.address) == (kind, "jan@example.com")
