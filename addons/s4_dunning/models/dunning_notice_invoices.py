import itertools
import os
from collections import Counter

from pypdf.errors import PyPdfError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from .dunning_notice_letter import LettersFailed

PDF = "application/pdf"
MEGABYTE = 1_000_000
# Odoo takes half a second for each, and a transaction has two minutes.
INVOICES_TO_PRINT = 60
# A mail server counts what is sent: base64 in lines of 76 characters and a line end.
LINE, ENCODED_LINE = 57, 78
# What reading a PDF raises, as where Odoo itself merges them.
UNREADABLE = (PyPdfError, TypeError, NotImplementedError, ValueError)


class DunningNotice(models.Model):
    """Invoices: a copy of what the notice asks for, as Odoo itself made it."""

    _inherit = "dunning.notice"

    enclosure_ids = fields.Many2many(
        "ir.attachment",
        string="Invoices as sent",
        readonly=True,
        copy=False,
        help="Attached to the e-mail. With a letter they are printed after it.",
    )
    has_invoice_links = fields.Boolean(
        readonly=True,
        copy=False,
        help="The invoices are too large for an e-mail: it gives a link to each.",
    )

    def _with_invoices(self):
        """:return: the notices whose level adds the invoices"""
        # sudo: a level of a group that the company left
        return self.filtered(
            lambda notice: (
                notice.channel != "phone" and notice.sudo().level_id.invoices != "none"
            )
        )

    def _invoices(self):
        """:return: the account.move that the notices claim or take off, in the order
        of the letter; a journal entry without invoice has no document
        """
        # sudo: the invoices of all companies that claim something. Who may read the
        # notice may access all of them, active or not.
        lines = self.sudo().line_ids.browse()
        for notice in self.sudo():
            lines |= notice._ordered_claims().line_ids
        claimed = lines.filtered(lambda line: line.kind != "open").move_line_id
        return claimed.move_id.filtered(
            lambda move: move.is_sale_document(include_receipts=True)
        )

    def _first_batch(self):
        """:return: the first of the notices, as many as one transaction has time for"""
        room = INVOICES_TO_PRINT
        for number, notice in enumerate(self):
            asked = notice._with_invoices()._invoices()
            room -= len(asked.filtered(lambda one: not one.invoice_pdf_report_id))
            if number and room < 0:
                return self[:number]
        return self

    def _invoices_to_post(self):
        """Give what stands behind letters that are posted only; with an e-mail, the
        invoices are files of their own.

        :return: dict of these notices to the list of their PDFs, bytes; or to a
            UserError that says what is wrong with one
        """
        notices = self._with_invoices().filtered(lambda one: one.channel == "letter")
        documents = notices._invoices()._dunning_documents()
        return {notice: notice._pdfs_to_post(documents) for notice in notices}

    def _pdfs_to_post(self, documents):
        """:return: list of bytes, or a UserError

        :param documents: dict of account.move to its documents, or to a UserError
        """
        try:
            return [
                document.content()
                for document in self._own_documents(documents)
                if document.mimetype == PDF
            ]
        except UserError as error:
            return error

    def _own_documents(self, documents):
        """:return: list of InvoiceDocument, those of this notice

        :raise UserError: one of its invoices cannot be printed.
        """
        own = []
        for invoice in self._invoices():
            if isinstance(documents[invoice], UserError):
                raise documents[invoice]
            own += documents[invoice]
        return self._with_own_names(own)

    @api.model
    def _with_own_names(self, documents):
        """Number the files of the same name: companies count their invoices alike."""
        names = Counter()
        renamed = []
        for document in documents:
            names[document.name] += 1
            stem, suffix = os.path.splitext(document.name)
            if (number := names[document.name]) > 1:
                document = document._replace(name=f"{stem} ({number}){suffix}")
            renamed.append(document)
        return renamed

    def _enclose_invoices(self):
        """Keep with the notices what their e-mails carry beside the letter.

        :raise LettersFailed: an invoice cannot be printed, or is damaged.
        """
        # as a test may have left it, before the level or the channel was changed
        self.filtered("has_invoice_links").has_invoice_links = False
        notices = self._with_invoices().filtered(lambda one: one.channel == "email")
        linked = notices.filtered(
            lambda notice: not notice.is_letter and notice._is_too_large()
        )
        linked.has_invoice_links, linked.enclosure_ids = True, False
        notices -= linked
        documents = notices._invoices()._dunning_documents()
        errors = {}
        for notice in notices:
            try:
                notice._enclose(documents)
            except UserError as error:
                errors[notice] = error
            self.env["ir.attachment"].invalidate_model(["raw"])
        if errors:
            raise LettersFailed(errors)

    def _enclose(self, documents):
        """Keep the files of the invoices, unless they would go nowhere."""
        self.ensure_one()
        self.has_invoice_links = not self._fit(documents, len(self.pdf_id.raw or b""))
        is_sent = self.is_letter or not self.has_invoice_links
        self.enclosure_ids = self.env["ir.attachment"].create(
            [
                {**values, "res_model": self._name, "res_id": self.id}
                for values in (self._enclosures(documents) if is_sent else [])
            ]
        )

    def _is_too_large(self):
        """:return: bool, whether the invoices do not fit, without printing any"""
        self.ensure_one()
        limit = self._email_limit()
        kept = self._invoices()._kept_documents().values()
        return not limit or _encoded_size(itertools.chain(*kept)) > limit

    def _email_limit(self):
        """:return: bytes that an e-mail may have"""
        # sudo: the setting of the group, see _invoices
        return self.sudo().group_id.email_size_maximum * MEGABYTE

    def _fit(self, documents, letter_size):
        """:return: bool, whether an e-mail has room for the letter and the invoices

        :param documents: dict of account.move to its documents, or to a UserError
        :param letter_size: bytes of the letter
        :raise UserError: an invoice cannot be printed.
        """
        own = self._own_documents(documents)
        size = _encoded(letter_size) + _encoded_size(own)
        return not own or size <= self._email_limit()

    def _enclosures(self, documents):
        """:return: list of values of ir.attachment, the files beside the letter

        :param documents: dict of account.move to its documents, or to a UserError
        :raise UserError: an invoice cannot be printed, or is damaged.
        """
        self.ensure_one()
        own = self._own_documents(documents)
        pdfs = [document for document in own if document.mimetype == PDF]
        # sudo: see _invoices
        if self.sudo().level_id.invoices != "merged" or len(pdfs) < 2:
            return [document.values() for document in own]
        name = self.with_context(lang=self.lang).env._("Invoices")
        merged = {
            "name": f"{name} {(self.name or '').replace('/', '-')}".strip() + ".pdf",
            "raw": self._merged([document.content() for document in pdfs]),
            "mimetype": PDF,
        }
        others = [document.values() for document in own if document not in pdfs]
        return [merged, *others]

    def _merged(self, pdfs):
        """:return: bytes of one PDF

        :param pdfs: list of bytes
        :raise UserError: one of them is damaged.
        """
        try:
            return merge_pdf(pdfs)
        except UNREADABLE as error:
            raise UserError(
                self.env._(
                    "An invoice cannot be added, as its PDF is damaged or locked "
                    "(%(error)s): let the level attach the invoices one by one, or "
                    "print the invoices again, then send again.",
                    error=error,
                )
            ) from error

    def _invoice_links(self):
        """:return: list of dicts of name, company, date and url of the invoices,
        for who gets links in place of attachments
        """
        self.ensure_one()
        if not self.has_invoice_links:
            return []
        return [
            {
                "name": invoice.name,
                "company": invoice.company_id.name if self.is_collective else "",
                "date": invoice.invoice_date,
                "url": invoice._dunning_portal_url(self.lang),
            }
            for invoice in self._invoices()
        ]

    def _email_attachments(self):
        """:return: the ir.attachment of the e-mail: the letter and the invoices"""
        self.ensure_one()
        if self.has_invoice_links:
            return self.pdf_id
        return self.pdf_id | self.enclosure_ids

    def _store_letters(self):
        # EXTENDS the archive
        result = super()._store_letters()
        self._enclose_invoices()
        return result

    def _prepare_test_email(self, letter):
        # EXTENDS the test mode
        files = []
        self.filtered("has_invoice_links").has_invoice_links = False
        if self.channel == "email" and self._with_invoices():
            documents = self._invoices()._dunning_documents()
            self.has_invoice_links = not self._fit(documents, len(letter or b""))
            if not self.has_invoice_links:
                files = self._enclosures(documents)
        values = super()._prepare_test_email(letter)
        values["attachment_ids"] += [Command.create(file) for file in files]
        return values


def _encoded_size(documents):
    return sum(_encoded(document.size) for document in documents)


def _encoded(size):
    """:return: what a file of `size` bytes adds to an e-mail, in bytes"""
    return -(-size // LINE) * ENCODED_LINE
