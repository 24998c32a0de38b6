"""Look into mails that wrap their content: winmail.dat of Outlook, and signed ones."""

import struct

from asn1crypto import cms

try:
    import tnefparse
except ImportError:  # such an attachment then stays as it came
    tnefparse = None

TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"


def is_tnef(name, content):
    """Tell whether an attachment is Outlook's winmail.dat.

    :param name: its file name
    :param content: bytes
    """
    return content[:4] == TNEF_SIGNATURE or name.lower() == "winmail.dat"


def tnef_parts(content):
    """Open Outlook's winmail.dat.

    :param content: bytes of the attachment
    :return: its HTML body or an empty string, and list of (file name, bytes); None: it
        cannot be opened
    """
    if tnefparse is None:
        return None
    try:
        tnef = tnefparse.TNEF(content, do_checksum=False)
        body = tnef.htmlbody or b""
    except (struct.error, ValueError, IndexError, KeyError, AttributeError, TypeError):
        return None  # whatever is wrong in a file from outside, it stays attached
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
    files = [
        (attachment.long_filename() or attachment.name, bytes(attachment.data))
        for attachment in tnef.attachments
    ]
    return body, files


def signed_content(content):
    """Open a mail that is wrapped in its signature (S/MIME, RFC 8551 3.5.2).

    :param content: bytes of smime.p7m
    :return: bytes of the mail inside; None: it is encrypted, or not such a file
    """
    try:
        envelope = cms.ContentInfo.load(content)
        if envelope["content_type"].native != "signed_data":
            return None
        return envelope["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError):
        return None
