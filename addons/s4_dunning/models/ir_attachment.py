import os

from odoo import api, models


class IrAttachment(models.Model):
    """A full disk leaves no trace.

    Odoo names a file after its content. What is left of one when the disk is full, or
    the process dies, has the right name and the wrong content: from then on the same
    letter, or the stylesheet of all letters, "collides with an existing file".
    """

    # EXTENDS base
    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        self._remove_broken_file(sha)
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            self._remove_broken_file(checksum)
            raise

    @api.model
    def _remove_broken_file(self, checksum):
        """Remove a file whose content does not match its name.

        :param checksum: str, the name
        """
        path = self._full_path(f"{checksum[:2]}/{checksum}")
        if not os.path.isfile(path):
            return
        with open(path, "rb") as file:
            is_whole = self._compute_checksum(file.read()) == checksum
        if not is_whole:
            os.unlink(path)
