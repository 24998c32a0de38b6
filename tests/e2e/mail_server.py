"""A mail server on this machine, which keeps what it is sent."""

import email
import email.policy

from aiosmtpd.controller import Controller
from environment.network import free_port


class Inbox:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        message.envelope_from = envelope.mail_from
        message.envelope_to = envelope.rcpt_tos
        self.messages.append(message)
        return "250 OK"


class MailServer:
    """Its `messages` are `email.message.EmailMessage`s, the oldest first.

    Each has what the envelope said as `envelope_from` and `envelope_to`.
    """

    host = "127.0.0.1"

    def __init__(self, inbox=None):
        self.port = free_port()
        inbox = inbox or Inbox()
        self.messages = inbox.messages
        self._controller = Controller(inbox, hostname=self.host, port=self.port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()
