"""Judge an incoming mail by its headers."""

import re

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
