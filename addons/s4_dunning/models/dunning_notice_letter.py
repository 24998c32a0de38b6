import logging

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every
from odoo.tools.misc import find_in_path

from ..report.wkhtmltopdf import PrintError, print_documents, remove_abandoned

_logger = logging.getLogger(__name__)

# One process of wkhtmltopdf prints so many; its start is then of no account, and their
# texts and PDFs take a few MB of memory.
BATCH = 50
# Web servers and proxies refuse addresses of several kB.
IDS_IN_ADDRESS = 100


class LettersFailed(Exception):
    """Some letters of a batch could not be printed: the batch goes without them."""

    def __init__(self, errors):
        """:param errors: dict of dunning.notice to UserError"""
        super().__init__()
        self.errors = errors


class DunningNotice(models.Model):
    """Letter: the notice as PDF, many in one go."""

    _inherit = "dunning.notice"

    def _render_letters(self):
        """Print notices as they are now; nothing is stored.

        :return: dict of notice to bytes of its PDF; a notice that cannot be printed
            maps to a UserError that says why and what to do
        """
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            missing = UserError(
                self.env._(
                    "The letter cannot be printed: install wkhtmltopdf on the server, "
                    "then send again."
                )
            )
            return dict.fromkeys(self, missing)
        letters = {}
        for ids in split_every(BATCH, self._ids):  # also of a preview, not stored
            letters |= self.browse(ids)._render_batch()
        return letters

    def _print_letters(self):
        """:return: dict of notice to bytes of its PDF

        :raise LettersFailed: some cannot be printed.
        """
        letters = self._render_letters()
        errors = {
            notice: letter
            for notice, letter in letters.items()
            if isinstance(letter, UserError)
        }
        if errors:
            raise LettersFailed(errors)
        return letters

    def action_print(self):
        """Print the letters as they were sent as one PDF, in the order of posting.

        :return: action that opens the PDF
        """
        if len(self) > IDS_IN_ADDRESS:
            job = self.env["dunning.letter.print"].create(
                {"notice_ids": [Command.set(self.ids)]}
            )
            which = f"print/{job.id}"
        else:
            which = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/dunning/letters/{which}"}

    def _render_pdf(self):
        """:return: the letter of one notice, bytes of a PDF

        :raise UserError: it cannot be printed.
        """
        letter = self._render_letters()[self]
        if isinstance(letter, UserError):
            raise letter
        return letter

    def _render_batch(self):
        letters, pages = {}, []
        invoices = self._invoices_to_post()
        try:
            printed = print_documents(
                self._documents(letters, pages), find_in_path("wkhtmltopdf")
            )
        except OSError as error:
            _logger.exception("Letters could not be printed")
            return dict.fromkeys(self, self._system_error(error))
        results = {}
        for notice, result in zip(pages, printed, strict=True):
            results.setdefault(notice, []).append(result)
        for notice, parts in results.items():
            letters[notice] = notice._joined(parts, invoices.get(notice, []))
        return {notice: letters[notice] for notice in self}

    def _documents(self, letters, pages):
        """Make the documents of notices one by one, while others are printed.

        :param letters: dict, gets the notices that cannot be made with their UserError
        :param pages: list, gets the notice of each document
        """
        repeated = {}
        for notice in self:
            try:
                documents = self._documents_of(notice, repeated)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except UserError as error:
                letters[notice] = error
            except Exception as error:
                _logger.exception("The letter of notice %s cannot be made", notice.id)
                letters[notice] = self._template_error(error)
            else:
                pages += [notice] * len(documents)
                yield from documents

    def _documents_of(self, notice, repeated):
        """Make the documents of a notice with what is read for all of them at once.

        If that fails, maybe by another one, it is made by itself.
        """
        template = self.env["report.s4_dunning.dunning_letter"]
        try:
            with self.env.cr.savepoint():
                self._fetch_for_letter()
                return template._documents(notice, repeated)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            with self.env.cr.savepoint():
                return template._documents(notice.with_prefetch(), repeated)

    def _joined(self, parts, invoices):
        """Join the letters to all addressees, each followed by the invoices.

        :param parts: list of bytes or PrintError, a letter each
        :param invoices: list of bytes, or a UserError
        :return: bytes of a PDF, or UserError
        """
        if isinstance(invoices, UserError):
            return invoices
        for part in parts:
            if isinstance(part, PrintError):
                _logger.error(
                    "wkhtmltopdf did not print notice %s: %s",
                    self.id,
                    "it hung" if part.code is None else f"exit code {part.code}",
                )
                return self._print_error(part)
        files = [file for part in parts for file in (part, *invoices)]
        if len(files) == 1:
            return files[0]
        try:
            return self._merged(files)
        except UserError as error:
            return error

    @api.autovacuum
    def _gc_letters(self):
        """A server that is killed leaves the letters that it was printing."""
        remove_abandoned()

    def _fetch_for_letter(self):
        """Read what the letters print for all of them together."""
        self.claim_ids.mapped("partner_bank_id")
        self.line_ids.mapped("name")

    def _template_error(self, error):
        return UserError(
            self.env._(
                "The letter cannot be made (%(error)s): correct the layout of the "
                "documents or the texts of the level, then send again. The log of the "
                "server tells more.",
                error=error.__cause__ or error,
            )
        )

    def _print_error(self, error):
        if error.code is None:
            return UserError(
                self.env._(
                    "wkhtmltopdf did not get ready with the letter: remove pictures "
                    "that it cannot load from its texts or the footer of the company, "
                    "then send again."
                )
            )
        return UserError(
            self.env._(
                "wkhtmltopdf failed to print the letter (code %(code)s): look for "
                "what is unusual in its texts or pictures, then send again.",
                code=error.code,
            )
        )

    def _system_error(self, error):
        return UserError(
            self.env._(
                "The letters cannot be printed (%(error)s): make room for temporary "
                "files on the server, then send again.",
                error=error.strerror or error,
            )
        )
