from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import dunning_notice_invoices
from .common import TODAY, text_of
from .invoices_common import InvoicesCommon, first_page, pdf, widths

DOCUMENT = "odoo.addons.s4_dunning.models.account_move_document"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningNoticeInvoicesPrinted(InvoicesCommon):
    """Invoices are printed where Odoo kept none, and behind letters."""

    def test_an_invoice_that_never_was_sent_is_printed_and_stays_unsent(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids

        with self.allow_pdf_render():
            self._send(notice.with_context(force_report_rendering=True))

        file = self._invoice_files(notice)
        self.assertIn(
            item.move_name, PdfReader(BytesIO(file.raw)).pages[0].extract_text()
        )
        self.assertFalse(item.move_id.is_move_sent)
        self.assertFalse(item.move_id.invoice_pdf_report_id)

    def test_what_is_missing_in_a_batch_is_printed_together(self):
        for name in ("Alpha", "Beta", "Gamma"):
            self._invoice(100, partner=self._create_customer(name))
        notices = self._propose().notice_ids
        calls = []

        with self._broken(self.env["account.move"], calls):
            self._send(notices)

        self.assertEqual(len(calls), 1)
        self.assertEqual(len(calls[0]), 3)
        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_what_takes_long_to_print_is_left_to_the_next_batch(self):
        names = ("Alpha", "Beta", "Gamma", "Delta")
        for name in names:
            self._invoice(100, partner=self._create_customer(name))
        notices = self._propose().notice_ids
        notices.action_approve()

        with (
            patch.object(dunning_notice_invoices, "INVOICES_TO_PRINT", 2),
            self._broken(self.env["account.move"]),
            self.without_pdf(),
        ):
            notices.action_send()
            self.assertEqual(notices.mapped("state").count("sent"), 2)
            notices.sudo()._send_next(40)

        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_an_invoice_that_cannot_be_printed_stops_its_notice_only(self):
        bad = self._invoice(100)
        self._invoice(50, partner=self._create_customer("Zander"))
        notices = self._propose().notice_ids
        notices.action_approve()

        with self._broken(bad.move_id), mute_logger(DOCUMENT), self.without_pdf():
            notices.action_send()

        failed = notices.filtered(lambda notice: notice.partner_id == self.customer)
        self.assertEqual(failed.state, "approved")
        self.assertIn(bad.move_name, failed.send_error)
        self.assertIn("no paper", failed.send_error)
        self.assertTrue(failed.is_tried_again)
        self.assertEqual((notices - failed).state, "sent")
        self.assertEqual(len((notices - failed).enclosure_ids), 1)

    def test_a_missing_file_of_an_invoice_is_named(self):
        item = self._sent_invoice(100)
        file = item.move_id.invoice_pdf_report_id
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'aa/gone' WHERE id = %s", file.ids
        )
        file.invalidate_recordset()

        with mute_logger("odoo.addons.base.models.ir_attachment"):
            notice = self._sent_notice()

        self.assertEqual(notice.state, "approved")
        self.assertIn(file.name, notice.send_error)
        self.assertIn("missing in the file store", notice.send_error)

    def test_a_damaged_pdf_cannot_be_merged(self):
        self.reminder.invoices = "merged"
        self._sent_invoice(100)
        self._sent_invoice(50, b"%PDF-1.4 half")

        with mute_logger("pypdf._reader"):
            notice = self._sent_notice()

        self.assertEqual(notice.state, "approved")
        self.assertIn("damaged or locked", notice.send_error)

    def test_they_are_printed_after_the_letter(self):
        notice = self._posted_notice()

        letter = notice._render_letters()[notice]

        self.assertEqual(widths(letter)[1:], [310, 320, 321])
        self.assertIn(notice.partner_id.name, text_of(first_page(letter)))

    def test_each_addressee_of_a_letter_gets_them(self):
        notice = self._posted_notice()
        payer = self._create_customer("Payer")
        notice.debtor_id.write({"payer_id": payer.id, "addressee": "both"})

        letter = notice._render_letters()[notice]

        sizes = widths(letter)
        self.assertEqual(sizes[1:4], [310, 320, 321])
        self.assertEqual(sizes[5:], [310, 320, 321])
        self.assertEqual(len(sizes), 8)

    def test_a_letter_whose_invoice_is_missing_is_not_sent(self):
        notice = self._posted_notice()
        notice.action_approve()

        notice.line_ids.move_id[0].invoice_pdf_report_id.unlink()

        with self._broken(notice.line_ids.move_id[0]), mute_logger(DOCUMENT):
            notice.action_send()

        self.assertEqual(notice.state, "approved")
        self.assertIn("no paper", notice.send_error)
        self.assertFalse(notice.pdf_id)

    def test_who_gets_both_gets_them_twice_but_not_thrice(self):
        self._sent_invoice(100, pdf(310), overdue=20)
        self._sent_invoice(50, pdf(320, 321))
        notice = self._propose().notice_ids
        notice.also_letter = True
        notice.action_approve()

        notice.action_send()

        self.assertEqual(len(widths(notice.pdf_id.raw)), 1, "the letter alone")
        self.assertEqual(len(self._invoice_files(notice)), 2)
        self.assertEqual(notice.page_count, 4)
        whole = notice._whole_letter()
        self.assertEqual(widths(whole.raw)[1:], [310, 320, 321])

    def test_what_is_too_large_for_the_email_is_posted_all_the_same(self):
        self.group.email_size_maximum = 0
        self._sent_invoice(100, pdf(310, 311))
        notice = self._propose().notice_ids
        notice.also_letter = True

        self._send(notice)

        self.assertTrue(notice.has_invoice_links)
        self.assertFalse(self._invoice_files(notice))
        self.assertEqual(widths(notice.enclosure_ids.raw), [310, 311])
