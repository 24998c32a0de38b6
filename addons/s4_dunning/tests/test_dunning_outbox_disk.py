import errno
import os
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_attachment import IrAttachment

from .common import TODAY
from .outbox_common import OutboxCommon

OUTBOX = "odoo.addons.s4_dunning.models.dunning_notice_outbox"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningOutboxDisk(OutboxCommon):
    """Letters are sent as they are kept, or not at all."""

    def test_disk_that_is_full_is_no_notice_s_fault(self):
        notices = self._approved("A", "B", "C")

        with self._disk(error=OSError(errno.ENOSPC, "No space left")) as paths:
            notices.action_send()

        self.assertEqual(set(notices.mapped("state")), {"approved"})
        self.assertEqual(set(notices.mapped("send_attempts")), {1})
        self.assertIn("No space left", notices[0].send_error)
        self._assert_removed(paths)
        with self.patch_letter(self._letter):
            notices.action_send()
        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_letter_that_is_cut_short_is_not_sent(self):
        notice = self._approved("A")

        with self._disk() as paths:
            notice.action_send()

        self.assertEqual(notice.state, "approved")
        self.assertIn("not written as a whole", notice.send_error)
        self.assertFalse(notice.pdf_id)
        self.assertFalse(notice.message_ids.filtered("partner_ids"))
        self._assert_removed(paths)

    def test_file_that_a_crash_cut_short_is_no_obstacle(self):
        attachments = self.env["ir.attachment"]
        content = self._letter(self.env["dunning.notice"])
        checksum = attachments._compute_checksum(content)
        _name, path = attachments._get_path(content, checksum)
        with open(path, "wb") as file:
            file.write(content[:4])

        attachment = attachments.create({"name": "letter.pdf", "raw": content})

        attachment.invalidate_recordset(["raw"])
        self.assertEqual(attachment.raw, content)

    @contextmanager
    def _disk(self, error=None):
        """Cut short every file that is written.

        :param error: what to raise then; None: nothing, as a lazy file system does
        :return: list that gets the paths of the files
        """
        paths = []

        def write(attachments, content, checksum):
            name, path = attachments._get_path(content, checksum)
            paths.append(path)
            with open(path, "wb") as file:
                file.write(content[:4])
            if error:
                raise error
            return name

        with (
            self.patch_letter(self._letter),
            patch.object(IrAttachment, "_file_write", write),
            mute_logger(OUTBOX),
        ):
            yield paths

    def _assert_removed(self, paths):
        self.assertTrue(paths)
        self.assertFalse([path for path in paths if os.path.exists(path)])

    @staticmethod
    def _letter(notice):
        """A letter with content of its own, so that its file has a name of its own."""
        return f"%PDF-1.4 {notice.id} {os.urandom(8).hex()}".encode()
