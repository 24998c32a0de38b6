from odoo import api, fields, models


class DunningNotice(models.Model):
    """Archive: number, words and letter of a notice, kept as they were sent."""

    _inherit = "dunning.notice"

    def _number(self):
        """Give the notices their numbers and dates."""
        today = fields.Date.context_today(self)
        sequence = self._sequence()
        for notice in self:
            notice.write(
                {
                    "name": notice.name or sequence.next_by_id(),
                    "date_sent": today,
                    "date_deadline": fields.Date.add(
                        today, days=notice.level_id.payment_days
                    ),
                    "send_error": False,
                    "send_attempts": 0,
                }
            )

    @api.model
    def _sequence(self):
        """:return: the ir.sequence that `next_by_code` would take, for many numbers"""
        return self.env["ir.sequence"].search(
            [
                ("code", "=", self._name),
                ("company_id", "in", (self.env.company.id, False)),
            ],
            order="company_id",
            limit=1,
        )

    def _freeze(self):
        """Keep what is said: names of the documents, and the text."""
        for lang, notices in self.grouped("lang").items():
            for line in notices.line_ids.with_context(lang=lang):
                line.write(
                    {"frozen_details": line._details(), "frozen_name": line.name}
                )
        self._with_letter()._freeze_text()

    def _with_letter(self):
        """:return: the notices that are written, not called about"""
        return self.filtered(lambda notice: notice.channel != "phone")

    def _store_letters(self):
        """Print the letters and keep them.

        :raise LettersFailed: some cannot be printed.
        :raise OSError: they cannot be kept, as the disk is full or the like.
        """
        letters = self._with_letter()._print_letters()
        attachments = self.env["ir.attachment"].create(
            [notice._prepare_letter(letter) for notice, letter in letters.items()]
        )
        # Odoo gives no content, and no error, where a file is missing
        attachments.invalidate_recordset(["raw"])
        for attachment, letter in zip(attachments, letters.values(), strict=True):
            if attachment.raw != letter:
                attachment._remove_broken_file(attachment.checksum)
                raise OSError(f"{attachment.name} was not written as a whole")
        for notice, attachment in zip(letters, attachments, strict=True):
            notice.pdf_id = attachment

    def _prepare_letter(self, letter):
        """:return: values of the ir.attachment with the letter"""
        self.ensure_one()
        return {
            "name": f"{self.name.replace('/', '-')}.pdf",
            "raw": letter,
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
