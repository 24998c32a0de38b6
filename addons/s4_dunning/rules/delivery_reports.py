"""Read what mail servers report about a mail (RFC 3464, RFC 3463, RFC 8098).

Servers that keep no standard say it in words, mostly with the codes of SMTP.
"""

import re
from dataclasses import dataclass
from email.utils import getaddresses

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
REPLY_CODE = re.compile(r"\b([45])\d\d[ :-]")
# A full mailbox and a mail that is too large say nothing about the address.
SOFT_CODES = {("2", "2"), ("2", "3"), ("3", "4")}
# Rules of the receiver (spam, security) refuse the mail, not the address.
SOFT_SUBJECTS = {"7"}
KEPT = 300


@dataclass(frozen=True)
class Report:
    """
    :param kind: hard: the address does not work; soft: this mail did not arrive;
        delayed: it is tried again; delivered; read
    :param address: the recipient, or an empty string
    :param status: enhanced status code such as 5.1.1, or an empty string
    :param reason: what the server said, in one line
    """

    kind: str
    address: str = ""
    status: str = ""
    reason: str = ""


def read(message):
    """Tell what a mail server reports.

    :param message: email.message.EmailMessage that is known to be a report
    :return: list of Report, one for each recipient; at least one
    """
    report_type = message.get_param("report-type", "", header="content-type")
    if str(report_type).lower() == "disposition-notification":
        return [Report("read", _address(message.get("From", "")))]
    reports = []
    for part in message.walk():
        if part.get_content_type() in (
            "message/delivery-status",
            "message/global-delivery-status",
        ):
            blocks = part.get_payload()
            if isinstance(blocks, list):
                reports += map(_of_recipient, filter(_is_recipient, blocks))
    return reports or [_in_words(message)]


def _is_recipient(block):
    return bool(block.get("Final-Recipient") or block.get("Original-Recipient"))


def _of_recipient(block):
    """:return: Report of the fields of one recipient"""
    action = str(block.get("Action", "failed")).strip().lower()
    reason = _one_line(str(block.get("Diagnostic-Code", "")).partition(";")[2])
    status = _status(str(block.get("Status", "")), reason)
    address = _address(
        str(block.get("Original-Recipient") or block.get("Final-Recipient")).rpartition(
            ";"
        )[2]
    )
    if action in ("delivered", "relayed", "expanded"):
        return Report("delivered", address, status, reason)
    kind = "delayed" if action == "delayed" else _severity(status)
    return Report(kind, address, status, reason)


def _in_words(message):
    """:return: Report of a server that follows no standard"""
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body else ""
    if body and body.get_content_subtype() == "html":
        text = re.sub(r"<[^>]+>", " ", text)
    failed = _address(str(message.get("X-Failed-Recipients", "")))
    named = re.search(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", text)
    address = failed or (named[0].lower() if named else "")
    lines = [line for line in text.splitlines() if STATUS.search(line)]
    lines += [line for line in text.splitlines() if REPLY_CODE.search(line)]
    reason = _one_line(lines[0]) if lines else _one_line(text)
    status = _status("", text)
    subject = str(message.get("Subject", "")).lower()
    if "delay" in subject or "warning: could not send" in subject:
        return Report("delayed", address, status, reason)
    code = REPLY_CODE.search(text)
    if not status and code and code[1] == "5":
        return Report("hard", address, "", reason)
    return Report(_severity(status), address, status, reason)


def _status(field, reason):
    """:return: the code that says most: servers give 5.0.0 beside a better one"""
    codes = [".".join(match) for match in STATUS.findall(f"{field} {reason}")]
    return next((code for code in codes if not code.endswith(".0.0")), "") or (
        codes[0] if codes else ""
    )


def _severity(status):
    if not status:
        return "soft"
    permanence, subject, detail = status.split(".")
    is_of_address = subject not in SOFT_SUBJECTS and (subject, detail) not in SOFT_CODES
    return "hard" if permanence == "5" and is_of_address else "soft"


def _address(text):
    pairs = getaddresses([text])
    return pairs[0][1].strip("<> ").lower() if pairs else ""


def _one_line(text):
    return " ".join(text.split())[:KEPT]
