from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader, PdfWriter

from .outbox_common import OutboxCommon


class InvoicesCommon(OutboxCommon):
    """Reminders with the invoices, which customers got before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.invoices = "separate"

    def _sent_invoice(self, amount, content=None, **values):
        """:return: item of an invoice that the customer got as a PDF of `content`"""
        item = self._invoice(amount, **values)
        self.env["ir.attachment"].create(
            {
                "name": f"{item.move_id.name.replace('/', '_')}.pdf",
                "raw": content or pdf(300),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": item.move_id.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        item.move_id.invalidate_recordset()
        return item

    def _sent_notice(self):
        notice = self._propose().notice_ids
        self._send(notice)
        return notice

    def _message(self, notice):
        return notice.message_ids.filtered("partner_ids")

    def _invoice_files(self, notice):
        """:return: the attachments of the e-mail without the letter"""
        mail = notice._email_notifications().mail_mail_id
        files = mail.attachment_ids - notice.pdf_id
        self.assertEqual(files, self._message(notice).attachment_ids - notice.pdf_id)
        return files

    def _posted_notice(self):
        """:return: a proposed letter of two invoices, of one page and of two"""
        self._sent_invoice(100, pdf(310), overdue=20)
        self._sent_invoice(50, pdf(320, 321))
        notice = self._propose().notice_ids
        notice.channel = "letter"
        return notice

    def _broken(self, invoice, calls=None):
        """An invoice cannot be printed; the others can.

        :param calls: list that gets what was printed together
        """

        def prepare(_sender, data):
            if calls is not None:
                calls.append(list(data))
            if invoice in data:
                raise ZeroDivisionError("no paper")
            for other, values in data.items():
                values["pdf_attachment_values"] = {
                    "name": f"{other.id}.pdf",
                    "raw": pdf(300),
                    "mimetype": "application/pdf",
                }

        return patch.object(
            self.registry["account.move.send"], "_prepare_invoice_pdf_report", prepare
        )


def pdf(*page_widths):
    """:return: bytes of a PDF with a blank page of each width"""
    writer, file = PdfWriter(), BytesIO()
    for width in page_widths:
        writer.add_blank_page(width=width, height=100)
    writer.write(file)
    return file.getvalue()


def widths(content):
    return [round(page.mediabox.width) for page in PdfReader(BytesIO(content)).pages]


def first_page(content):
    return PdfReader(BytesIO(content)).pages[0].extract_text()
