"""Judge an incoming mail by its headers."""

import codecs
import re
from email.utils import getaddresses

AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|mated)? ?(?:reply|response)|automatisch antwoord|autoreply"
    r"|automatische? (?:antwort|antwoord)|réponse automatique|out of (?:the )?office"
    r"|afwezig|abwesend|abwesenheit|absence|niet aanwezig)\b",
    re.IGNORECASE,
)
AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-FC-Machinegenerated",
)
AUTOMATIC_PRECEDENCE = ("auto_reply", "bulk", "junk", "list")
FAILED = re.compile(r"\b(?:dmarc|spf|dkim)=(?:hard)?fail\b", re.IGNORECASE)
PASSED = re.compile(r"\bdmarc=pass\b", re.IGNORECASE)


def is_automatic(message):
    """Tell whether a machine wrote a mail (RFC 3834, and the habits before it).

    :param message: email.message.EmailMessage
    """
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in AUTOMATIC_PRECEDENCE
        or any(message.get(header) for header in AUTOMATIC_HEADERS)
        or bool(AUTOMATIC_SUBJECT.match(str(message.get("Subject", ""))))
    )


def is_forged(message):
    """Tell whether our own mail server found that the sender is not who he says.

    Only the topmost Authentication-Results (RFC 8601) is ours: others came along.

    :param message: email.message.EmailMessage
    """
    results = str(message.get("Authentication-Results", ""))
    return bool(FAILED.search(results)) and not PASSED.search(results)


def went_through(message, addresses):
    """Tell whether a mail comes from one of our own addresses, or went there before.

    :param message: email.message.EmailMessage
    :param addresses: list of str, in small letters
    """
    loops = message.get_all("X-Loop", []) + message.get_all("From", [])
    found = {address.lower() for _name, address in getaddresses(map(str, loops))}
    return bool(found & set(addresses))


def mend_charsets(message):
    """Give the texts of a mail a charset with which they can be read.

    :param message: email.message.EmailMessage, changed in place
    """
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        charset = part.get_content_charset()
        if charset is None or not _is_known(charset):
            content = part.get_payload(decode=True) or b""
            part.set_param("charset", _guessed(content))


def _is_known(charset):
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True


def _guessed(content):
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
