import logging
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class InvoiceDocument(NamedTuple):
    """A file of an invoice: an attachment that Odoo keeps, or what was just printed."""

    name: str
    mimetype: str
    size: int
    attachment: models.Model
    printed: bytes | None = None

    def content(self):
        """:return: bytes

        :raise UserError: the file is not in the file store.
        """
        content = self.printed or self.attachment.raw
        if not content:
            raise UserError(
                self.attachment.env._(
                    "%(file)s is missing in the file store: restore it from the "
                    "backup, then send again.",
                    file=self.name,
                )
            )
        return content

    def values(self):
        """:return: values of an ir.attachment, a copy that stays as it is

        :raise UserError: the file is not in the file store.
        """
        return {"name": self.name, "mimetype": self.mimetype, "raw": self.content()}


class AccountMove(models.Model):
    """Documents: the invoice as the customer got it, for a notice that asks for it."""

    # EXTENDS account
    _inherit = "account.move"

    def _dunning_documents(self):
        """Find the files of invoices: those that Odoo made when they were sent, with
        their e-invoice; an invoice that never was sent is printed, and stays unsent.

        :return: dict of account.move to a list of InvoiceDocument, or to a UserError
            that says why it cannot be printed
        """
        documents = self._kept_documents()
        never_sent = self.filtered(lambda invoice: invoice not in documents)
        for invoices in never_sent.grouped("company_id").values():
            documents |= invoices._printed_together()
        return documents

    def _kept_documents(self):
        """:return: dict as of `_dunning_documents`, of the invoices that were sent"""
        sender = self.env["account.move.send"]
        return {
            invoice: [
                InvoiceDocument(file.name, file.mimetype, file.file_size, file)
                for file in sender._get_invoice_extra_attachments(invoice)
            ]
            for invoice in self
            if invoice.invoice_pdf_report_id
        }

    def _printed_together(self):
        """Print invoices of one company; if that fails, one by one.

        :return: dict as of `_dunning_documents`
        """
        try:
            with self.env.cr.savepoint():
                return self._printed()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if len(self) > 1:
                documents = {}
                for invoice in self:
                    documents |= invoice._printed_together()
                return documents
            _logger.exception("Invoice %s cannot be printed", self.id)
            sentence = self.env._(
                "%(invoice)s cannot be printed (%(error)s): print the invoice by "
                "itself to see what is wrong, then send again.",
                invoice=self.display_name,
                error=error,
            )
            return {self: UserError(sentence)}

    def _printed(self):
        """Print as "Send" does; neither is it stored, nor does the invoice count as
        sent, nor does an e-invoice leave.
        """
        sender = self.env["account.move.send"].with_company(self.company_id)
        data = {
            invoice: {"pdf_report": sender._get_default_pdf_report_id(invoice)}
            for invoice in self
        }
        sender._prepare_invoice_pdf_report(data)
        return {invoice: [self._printed_document(data[invoice])] for invoice in self}

    def _printed_document(self, data):
        values = data["pdf_attachment_values"]
        return InvoiceDocument(
            values["name"],
            values["mimetype"],
            len(values["raw"]),
            self.env["ir.attachment"],
            values["raw"],
        )

    def _dunning_portal_url(self, lang):
        """:return: address of the page of the invoice, for who has no password

        :param lang: str, code of the language in which the page is shown
        """
        self.ensure_one()
        path = f"{self._portal_prefix(lang)}{self.get_portal_url()}"
        return f"{self.get_base_url()}{path}"

    def _portal_prefix(self, lang):
        """:return: str, what stands before the address of a page in a language"""
        languages = self.env["res.lang"]._get_frontend()
        # a website may speak fewer languages, and then does not know such addresses
        if "website" in self.env or len(languages) < 2 or lang not in languages:
            return ""
        return f"/{languages[lang].url_code}"
