import smtplib
from unittest.mock import patch


class ScriptedLine(smtplib.SMTP):
    """The line to a mail server that takes mails into a list, and fails as told."""

    from_filter = False
    smtp_from = False

    def __init__(self, mails, breaks_at=None, refuses=None, on_content=None):
        """
        :param mails: list that gets the mails which the server took
        :param breaks_at: mail, rcpt, data, content (before all of it arrived) or
            answer (after the server took it)
        :param refuses: the same words: the server says no, and the line holds
        :param on_content: called when the content arrives
        """
        super().__init__()
        self.mails = mails
        self.breaks_at = breaks_at
        self.refuses = refuses
        self.on_content = on_content
        self.step = None

    def send(self, s):
        if self.step == "data":
            self._take_content(s)
        else:
            self.step = s.split()[0].lower()
        if self.breaks_at == self.step:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    def _take_content(self, content):
        self.step = "content"
        if self.on_content:
            self.on_content()
        if self.breaks_at == "content" or self.refuses == "content":
            return
        self.mails.append(content)
        self.step = "answer"

    def getreply(self):
        if self.step == self.refuses:
            return 550, b"No"
        return (354 if self.step == "data" else 250), b"Yes"


class SmtpCase:
    """Mixin for tests that send e-mails over scripted lines."""

    def line(self, **script):
        """Let the mail server be a script.

        :return: list that gets the mails which the server took
        """
        mails = []
        return mails, self.server(
            lambda *_args, **_options: ScriptedLine(mails, **script)
        )

    def server(self, connect):
        """Replace the connection to the mail server.

        :param connect: gives a line, or raises
        """
        server = self.registry["ir.mail_server"]
        return patch.multiple(
            server, _connect__=connect, _disable_send=lambda *_args: False
        )
