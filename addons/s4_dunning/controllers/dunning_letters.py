from tempfile import TemporaryFile

from pypdf.errors import PyPdfError

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route
from odoo.tools import split_every

from ..models.dunning_notice_post import POST_ORDER
from ..report.pdf_join import PdfJoin

# Letters in memory at a time, and what the browser gets at a time.
BATCH = 100
BLOCK = 2**16


class DunningLetters(Controller):
    """The letters as they were sent, in one file for the printer."""

    @route(
        '/dunning/letters/<models("dunning.notice"):notices>',
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dunning_letters(self, notices):
        """Answer with the frozen letters of the notices, in the order of posting.

        :raise UserError: one of the notices has no letter.
        """
        if notices.exists() != notices:
            raise request.not_found()
        notices.check_access("read")
        self._check_letters(notices)
        file = self._join(self._print_order(notices))
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", file.tell()),
            (
                "Content-Disposition",
                content_disposition(self._filename(notices), "inline"),
            ),
        ]
        file.seek(0)
        response = request.make_response(iter(lambda: file.read(BLOCK), b""), headers)
        response.call_on_close(file.close)
        return response

    @route(
        '/dunning/letters/print/<model("dunning.letter.print"):job>',
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dunning_letters_print(self, job):
        """Answer with the letters of `dunning.notice.action_print`."""
        if not job.exists():
            raise request.not_found()
        job.check_access("read")
        # sudo: a notice that was closed to the user meanwhile is refused, not left out
        return self.dunning_letters(
            request.env["dunning.notice"].browse(job.sudo().notice_ids.ids)
        )

    def _check_letters(self, notices):
        without_letter = notices.filtered(lambda notice: not notice.pdf_id)
        if without_letter:
            raise UserError(
                request.env._(
                    "These notices have no letter yet: %(notices)s",
                    notices=without_letter.mapped("display_name"),
                )
            )

    def _print_order(self, notices):
        """:return: the notices as the print queue lists them"""
        return notices.search([("id", "in", notices.ids)], order=POST_ORDER)

    def _join(self, notices):
        """:return: file with the letters of notices, at its end"""
        file = TemporaryFile()  # noqa: SIM115 it is read while the answer is sent
        join = PdfJoin(file)
        for ids in split_every(BATCH, notices.ids):
            batch = notices.browse(ids)
            for notice in batch:
                # sudo: the invoices of all companies of a notice that the user reads
                for letter in notice.sudo()._letter_files():
                    self._append(join, notice, letter)
            request.env["ir.attachment"].invalidate_model(["raw"])
        join.close()
        return file

    def _append(self, join, notice, letter):
        try:
            join.append(letter.raw)
        except PyPdfError as error:
            raise UserError(
                request.env._(
                    "The letter of %(notice)s is damaged (%(error)s): restore the "
                    "file %(file)s of the server from a backup.",
                    notice=notice.display_name,
                    error=error,
                    file=letter.store_fname or letter.name,
                )
            ) from error

    def _filename(self, notices):
        name = notices.name if len(notices) == 1 else request.env._("Letters")
        return f"{name.replace('/', '-')}.pdf"
