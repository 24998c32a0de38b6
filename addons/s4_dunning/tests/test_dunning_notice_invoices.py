from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .invoices_common import InvoicesCommon, pdf, widths

DOCUMENT = "odoo.addons.s4_dunning.models.account_move_document"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningNoticeInvoices(InvoicesCommon):
    """The invoices of a notice go along, as Odoo made them."""

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

    def test_a_test_leaves_no_links_to_invoices_that_do_not_go_along(self):
        for test_email in (False, "me@example.com"):
            with self.subTest(test_email=test_email):
                self.reminder.invoices = "separate"
                self.group.write({"email_size_maximum": 0, "test_email": "a@b.example"})
                self._invoice(100)
                notice = self._sent_notice()
                self.assertTrue(notice.has_invoice_links)
                self.reminder.invoices = "none"
                self.group.test_email = test_email

                self._send(notice)

                self.assertFalse(notice.has_invoice_links)
                self.assertNotIn("too large", self._last_email())
                notice.run_id.action_discard()

    def _last_email(self):
        mails = self.env["mail.mail"].sudo()
        return mails.search([], order="id desc", limit=1).body_html

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
