"""A mail server that counts, and that does to Odoo what mail servers do."""

import asyncio
import email
import email.policy
import threading
from collections import Counter

from aiosmtpd.controller import Controller
from mail_server import MailServer

# What it can do with a message instead of taking it and saying so.
TROUBLES = {
    "refuse the sender": "451 4.3.0 try again later",
    "refuse the recipient": "550 5.1.1 no such user",
    "refuse the content": "554 5.6.0 not wanted",
    "hang before it takes the message": None,
    "drop the line before it takes the message": None,
    "take the message and hang": None,
    "take the message and drop the line": None,
    "take the message, say so and drop the line": None,
}
ANSWER = "250 OK"


class Inbox:
    """Keeps the messages; `trouble` happens to the next `times` of them.

    `watch` is called with "taken" before and "answered" after an answer goes out.
    """

    def __init__(self):
        self.messages = []
        self.trouble, self.times = None, 0
        self.watch = lambda _event: None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self._happens("refuse the sender"):
            return TROUBLES["refuse the sender"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return ANSWER

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self._happens("refuse the recipient"):
            return TROUBLES["refuse the recipient"]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return ANSWER

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self._happens("refuse the content"):
            return TROUBLES["refuse the content"]
        if self._happens("hang before it takes the message"):
            await asyncio.sleep(3600)
        if self._happens("drop the line before it takes the message"):
            return self._drop(server)
        self._take(envelope)
        self.watch("taken")
        if self._happens("take the message and hang"):
            await asyncio.sleep(3600)
        if self._happens("take the message and drop the line"):
            return self._drop(server)
        if self._happens("take the message, say so and drop the line"):
            await server.push(ANSWER)
            return self._drop(server)
        asyncio.get_running_loop().call_later(0.001, self.watch, "answered")
        return ANSWER

    def _happens(self, trouble):
        if self.trouble != trouble or not self.times:
            return False
        self.times -= 1
        return True

    def _drop(self, server):
        server.transport.close()
        return ANSWER

    def _take(self, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        message.envelope_to = envelope.rcpt_tos
        self.messages.append(message)


class TroubledMailServer(MailServer):
    def __init__(self):
        self.inbox = Inbox()
        super().__init__(self.inbox)

    def work_well(self):
        """Have no more trouble."""
        self.make(None, times=0)
        self.leave_alone()

    def make(self, trouble, times=1):
        """Let a trouble happen.

        :param trouble: one of TROUBLES; None: no more trouble
        :param times: to how many messages
        """
        assert trouble is None or trouble in TROUBLES, trouble
        self.inbox.trouble, self.inbox.times = trouble, times

    def close(self):
        """Refuse every connection."""
        self._controller.stop()

    def open(self):
        """Accept connections again."""
        self._controller = Controller(self.inbox, hostname=self.host, port=self.port)
        self._controller.start()

    def counts(self):
        """Return how often each (Message-ID, recipient) was taken."""
        return Counter(
            (message["Message-ID"].strip(), recipient)
            for message in self.messages
            for recipient in message.envelope_to
        )

    def counts_of_notices(self):
        """Return how often each (number of a notice, recipient) was taken."""
        return Counter(
            (letter.get_filename(), recipient)
            for message in self.messages
            for letter in message.iter_attachments()
            for recipient in message.envelope_to
        )

    def once(self, event, action):
        """Do something when the next message comes.

        :param event: taken (before the answer to the client) or answered
        :return: threading.Event that tells when it is done
        """
        done = threading.Event()

        def act(happened):
            if happened == event and not done.is_set():
                action()
                done.set()

        self.inbox.watch = act
        return done

    def leave_alone(self):
        """Do nothing any more when messages come."""
        self.inbox.watch = lambda _event: None
