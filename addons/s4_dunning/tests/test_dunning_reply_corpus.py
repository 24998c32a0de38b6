import csv
from pathlib import Path

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .reply_common import GATEWAY, ReplyCommon

MAILS = Path(__file__).parent / "mails"
REPORTS = {"hard", "soft", "delayed", "delivered", "read"}
OTHER = "clerk@elsewhere.example.com"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningReplyCorpus(ReplyCommon):
    """Each mail of the corpus lands where a person would put it."""

    def setUp(self):
        super().setUp()
        # all come from one address within two hours, which looks like a loop
        self.env["mail.gateway.allowed"].create({"email": self.customer.email})
        invoice = self.notice.line_ids.move_line_id.move_id
        self.marks = {
            "@@TO@@": "dunning@dealer.example.com",
            "@@MESSAGE_ID@@": self.message.message_id,
            "@@NUMBER@@": self.notice.name,
            "@@INVOICE@@": invoice.name,
            "@@FROM@@": self.customer.email,
            "@@OTHER@@": OTHER,
        }

    def test_every_mail_is_expected_once(self):
        files = sorted(path.name for path in MAILS.glob("*.eml"))
        self.assertEqual(sorted(row["file"] for row in self._rows()), files)

    def test_answers_land_and_are_sorted(self):
        for row in self._rows():
            if row["kind"] in REPORTS:
                continue
            with self.subTest(row["file"], says=row["says"]), self._undone():
                result, expected = self._result(row), self._expected(row)
                if row["lands"] == "nowhere":
                    result, expected = result["lands"], expected["lands"]
                self.assertEqual(result, expected)

    def test_reports_of_mail_servers_are_understood(self):
        for row in self._rows():
            if row["kind"] not in REPORTS:
                continue
            with self.subTest(row["file"], says=row["says"]), self._undone():
                self.assertEqual(self._reported(row), row["kind"])

    def _rows(self):
        with (MAILS / "expected.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def _undone(self):
        """:return: context in which everything is undone at the end"""
        return Undone(self.env)

    def _content(self, row):
        content = (MAILS / row["file"]).read_bytes()
        for mark, value in self.marks.items():
            content = content.replace(mark.encode(), value.encode())
        return content

    def _expected(self, row):
        return {
            "lands": row["lands"],
            "kind": row["kind"],
            "date": row["date"],
            "rests": row["rests"],
            "attachments": int(row["attachments"] or 0),
        }

    def _result(self, row):
        if "cancelled" in row["file"]:
            self.notice.action_cancel("Wrong customer")
        reply = self._receive(self._content(row))
        lands = "assign" if reply.state == "to_assign" else "notice"
        if reply.state in ("done", "to_confirm"):
            self.assertEqual(reply.notice_id, self.notice)
            self.assertIn(reply.message_id, self.notice.message_ids)
        return {
            "lands": lands if reply else "nowhere",
            "kind": reply.kind,
            "date": str(reply.date_promised or ""),
            "rests": "yes" if reply.hold_id else "no",
            "attachments": len(reply.attachment_ids),
        }

    def _reported(self, row):
        """:return: hard, soft, delayed, delivered or read, by what can be seen"""
        before = self.notice.message_ids
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, self._content(row))
        self.env.invalidate_all()
        self.assertFalse(self.debtor.reply_ids)
        said = " ".join((self.notice.message_ids - before).mapped("body"))
        if self.debtor.address_problem:
            return "hard"
        if self.notice.delivery_state == "failed":
            return "soft"
        for words, kind in (
            ("is delayed", "delayed"),
            ("took the e-mail", "delivered"),
            ("opened the e-mail", "read"),
        ):
            if words in said:
                return kind
        return said


class Undone:
    """A savepoint that is always rolled back."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.flush_all()
        self.savepoint = self.env.cr.savepoint()

    def __exit__(self, *_error):
        self.env.invalidate_all(flush=False)
        self.savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
