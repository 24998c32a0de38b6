from io import BytesIO
from unittest.mock import patch

from psycopg2 import IntegrityError
from pypdf import PdfReader, PdfWriter

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import dunning_notice_invoices
from .common import TODAY, text_of
from .outbox_common import OutboxCommon

DOCUMENT = "odoo.addons.s4_dunning.models.account_move_document"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningNoticeInvoices(OutboxCommon):
    """The invoices of a notice go along, as Odoo made them."""

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

    def test_the_email_carries_the_letter_and_each_invoice(self):
        first = self._sent_invoice(100, overdue=20)
        second = self._sent_invoice(50, pdf(400))

        notice = self._sent_notice()

        mail = notice._email_notifications().mail_mail_id
        self.assertIn(notice.pdf_id, mail.attachment_ids)
        files = self._invoice_files(notice)
        self.assertEqual(
            {file.name: file.raw for file in files},
            {
                f"{first.move_name.replace('/', '_')}.pdf": pdf(300),
                f"{second.move_name.replace('/', '_')}.pdf": pdf(400),
            },
        )
        self.assertFalse(notice.has_invoice_links)

    def test_a_level_without_them_asks_for_none(self):
        self.reminder.invoices = "none"
        self._sent_invoice(100)
        asked = []

        def documents(invoices):
            asked.extend(invoices)
            return {}

        with patch.object(
            self.registry["account.move"], "_dunning_documents", documents
        ):
            notice = self._sent_notice()

        self.assertEqual(notice.state, "sent")
        self.assertFalse(self._invoice_files(notice))
        self.assertFalse(asked)

    def test_only_what_is_claimed_or_taken_off_goes_along(self):
        claimed = self._sent_invoice(100)
        self._sent_invoice(70, overdue=3)  # open, not dunned yet
        refund = self._sent_invoice(30, move_type="out_refund")

        notice = self._sent_notice()

        self.assertEqual(len(notice.line_ids), 3)
        self.assertEqual(
            set(self._invoice_files(notice).mapped("name")),
            {f"{item.move_name.replace('/', '_')}.pdf" for item in claimed | refund},
        )

    def test_the_invoices_of_all_companies_go_along(self):
        sister = self._second_company()["company"]
        self.workflow.grouping = "collective"
        self._sent_invoice(100)
        self._sent_invoice(60, company=sister)
        notice = self._propose().notice_ids
        notice.with_context(allowed_company_ids=self.company.ids).action_approve()

        with self.without_pdf():
            notice.with_context(allowed_company_ids=self.company.ids).action_send()

        self.assertEqual(notice.state, "sent", notice.send_error)
        names = set(self._invoice_files(notice).mapped("name"))
        self.assertEqual(names, {"INV_2026_00001.pdf", "INV_2026_00001 (2).pdf"})

    def test_they_are_merged_in_the_order_of_the_letter(self):
        self.reminder.invoices = "merged"
        self._sent_invoice(100, pdf(310), overdue=10)
        self._sent_invoice(50, pdf(320, 321), overdue=20)

        notice = self._sent_notice()

        merged = self._invoice_files(notice)
        self.assertEqual(merged.name, f"Invoices {notice.name.replace('/', '-')}.pdf")
        self.assertEqual(widths(merged.raw), [320, 321, 310])

    def test_a_single_invoice_keeps_its_name(self):
        self.reminder.invoices = "merged"
        item = self._sent_invoice(100)

        notice = self._sent_notice()

        self.assertEqual(
            self._invoice_files(notice).name,
            f"{item.move_name.replace('/', '_')}.pdf",
        )

    def test_the_einvoice_goes_along_beside_the_merged_pdf(self):
        self.reminder.invoices = "merged"
        items = self._sent_invoice(100) | self._sent_invoice(50)
        xml = self.env["ir.attachment"].create(
            {"name": "ubl.xml", "raw": b"<Invoice/>", "mimetype": "application/xml"}
        )
        sender = type(self.env["account.move.send"])
        own = sender._get_invoice_extra_attachments

        def with_xml(model, move):
            found = own(model, move)
            return found + xml if move == items[0].move_id else found

        with patch.object(sender, "_get_invoice_extra_attachments", with_xml):
            notice = self._sent_notice()

        files = self._invoice_files(notice)
        self.assertEqual(len(files), 2)
        (copy,) = files.filtered(lambda file: file.mimetype == "application/xml")
        self.assertEqual((copy.name, copy.raw), ("ubl.xml", b"<Invoice/>"))

    def test_what_was_sent_stays_when_the_invoice_changes(self):
        item = self._sent_invoice(100)
        notice = self._sent_notice()

        item.move_id.invoice_pdf_report_id.unlink()

        self.assertEqual(self._invoice_files(notice).raw, pdf(300))
        self.assertEqual(notice.enclosure_ids.mapped("res_id"), notice.ids)

    def test_too_large_for_an_email_it_gives_links(self):
        self.group.email_size_maximum = 1
        item = self._sent_invoice(100, pdf(300) + b"%" * 740_000)

        notice = self._sent_notice()

        self.assertTrue(notice.has_invoice_links)
        self.assertFalse(self._invoice_files(notice))
        body = self._message(notice).body
        self.assertIn("too large for an e-mail", body)
        invoice = item.move_id
        self.assertIn(f"/my/invoices/{invoice.id}?access_token=", body)
        self.assertIn(invoice.access_token, body)
        self.assertIn(invoice.get_base_url(), body)

    def test_base64_counts(self):
        self.group.email_size_maximum = 1
        self._sent_invoice(100, pdf(300) + b"%" * 720_000)

        notice = self._sent_notice()

        self.assertFalse(notice.has_invoice_links, "986 kB")
        self.assertEqual(len(self._invoice_files(notice)), 1)

    def test_no_size_means_links(self):
        self.group.email_size_maximum = 0
        self._invoice(100)

        # nothing is printed for it: there is no server here
        self.assertTrue(self._sent_notice().has_invoice_links)

    def test_links_and_their_words_are_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.customer.lang = "nl_NL"
        item = self._sent_invoice(100)
        notice = self._propose().notice_ids
        notice.sudo().has_invoice_links = True

        (link,) = notice._invoice_links()

        prefix = "" if "website" in self.env else "/nl"
        self.assertIn(f"{prefix}/my/invoices/{item.move_id.id}?", link["url"])
        self.assertEqual(
            item.move_id._portal_prefix("sv_SE"), "", "a language that is not active"
        )

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

    def test_in_test_mode_they_come_to_us(self):
        self.group.test_email = "me@example.com"
        self._sent_invoice(100)

        notice = self._sent_notice()

        mail = self.env["mail.mail"].search([("email_to", "=", "me@example.com")])
        self.assertIn(pdf(300), mail.attachment_ids.mapped("raw"))
        self.assertFalse(notice.enclosure_ids)

    def test_who_sends_a_preview_to_himself_gets_them(self):
        self._sent_invoice(100)
        self.group.action_refresh()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.env.user.email = "me@example.com"
        level = self.reminder.with_context(preview_debtor_id=debtor.id)

        with self.without_pdf():
            level.action_send_to_me()

        mail = self.env["mail.mail"].search([("email_to", "like", "me@example.com")])
        self.assertIn(pdf(300), mail.attachment_ids.mapped("raw"))

    def test_what_was_sent_is_changed_by_nobody(self):
        self._invoice(100)
        notice = self._propose().notice_ids

        for values in ({"enclosure_ids": []}, {"has_invoice_links": True}):
            with self.assertRaises(AccessError):
                notice.write(values)

    def test_the_size_cannot_be_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.group.email_size_maximum = -1
            self.env.flush_all()

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
