"""A mailbox on this machine that can be fetched by IMAP."""

import imaplib
import subprocess
import sys
import time

from environment.network import free_port

SECONDS = 30


class ImapServer:
    """Its mailbox is empty at first; `deliver` puts a mail into it."""

    host = "127.0.0.1"
    user = "odoo"
    password = "secret"

    def __init__(self):
        self.port = free_port()

    def __enter__(self):
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from pymap.main import main; main()"),
                *("--host", self.host),
                *("--port", str(self.port), "--no-tls"),
                *("--no-service", "ManageSieve", "dict", "--demo-data"),
                *("--demo-user", self.user, "--demo-password", self.password),
            ]
        )
        with self._mailbox() as mailbox:
            mailbox.select()
            mailbox.store("1:*", "+FLAGS", r"\Deleted")
            mailbox.expunge()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def deliver(self, mail):
        """Put a mail into the mailbox.

        :param mail: email.message.EmailMessage
        """
        with self._mailbox() as mailbox:
            mailbox.append("INBOX", "", None, mail.as_bytes())

    def _mailbox(self):
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                mailbox = imaplib.IMAP4(self.host, self.port)
                break
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.1)
        mailbox.login(self.user, self.password)
        return mailbox
