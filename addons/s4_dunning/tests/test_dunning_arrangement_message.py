import base64
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import lxml.html
from pypdf import PdfReader

from odoo.tests import freeze_time, tagged

from odoo.addons.mail.tests.common import MailCommon

from .arrangement_common import ArrangementCommon
from .common import TODAY, text_of


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementMessage(ArrangementCommon, MailCommon):
    """The confirmation: e-mail and letter, with a QR code for every transfer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        for company in (cls.north, cls.south):
            company.partner_id.bank_ids.acc_holder_name = f"{company.name} B.V."

    def setUp(self):
        super().setUp()
        self.old = self._invoice(300, overdue=41, currency_id=self.euro.id)
        self.new = self._invoice(
            200, overdue=11, company=self.south, currency_id=self.euro.id
        )

    def _sent(self, **values):
        arrangement = self._arrangement(self.old, self.new, **values)
        with self.mock_mail_gateway():
            arrangement.action_offer()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        return arrangement

    def _mail(self):
        [mail] = [
            mail for mail in self._mails if "jansen@example.com" in mail["email_to"][0]
        ]
        return mail

    def test_email_gives_every_transfer(self):
        arrangement = self._sent()

        mail = self._mail()
        page = lxml.html.fromstring(mail["body"])
        text = text_of(page)

        self.assertEqual(mail["subject"], "Payment arrangement ARR/2026/0001")
        self.assertIn("500.00 €", text)
        self.assertIn("04/14/2026 that you agree", text)
        for one in arrangement.instalment_ids:
            self.assertIn(one.payment_reference, text)
            self.assertIn(one.partner_bank_id.acc_number, text)
        self.assertEqual(
            [name for name, _content, _type in mail["attachments"]],
            ["ARR-2026-0001.pdf"],
        )

    def test_qr_codes_of_the_email_fill_in_the_transfer(self):
        arrangement = self._sent()
        first = arrangement._schedule_rows()[0]

        page = lxml.html.fromstring(self._mail()["body"])
        sources = [
            source
            for source in page.xpath("//img/@src")
            if "/report/barcode/" in source
        ]

        self.assertEqual(len(sources), 4)
        address = urlsplit(sources[0])
        self.assertEqual(address.scheme, "http")
        lines = parse_qs(address.query)["value"][0].split("\n")
        self.assertEqual(lines[:4], ["BCD", "002", "1", "SCT"])
        self.assertEqual(lines[5], f"{self.north.name} B.V.")
        self.assertEqual(lines[6], "NL20INGB0001234567")
        self.assertEqual(lines[7], "EUR166.66")
        self.assertEqual(lines[9], first.payment_reference.replace(" ", ""))

    def test_words_are_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.customer.lang = "nl_NL"

        self._sent()

        self.assertIn("14-04-2026", text_of(lxml.html.fromstring(self._mail()["body"])))

    def test_letter_is_kept_and_not_mailed(self):
        arrangement = self._arrangement(self.old, channel="letter")
        with self.mock_mail_gateway():
            action = arrangement.action_offer()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()

        self.assertFalse(
            [mail for mail in self._mails if "jansen" in mail["email_to"][0]]
        )
        self.assertEqual(arrangement.pdf_id.raw, b"%PDF-1.4 arrangement")
        self.assertEqual(action["report_name"], "s4_dunning.dunning_arrangement")

    def test_test_mode_changes_nothing(self):
        self.group.test_email = "test@example.com"

        arrangement = self._sent()

        self.assertEqual(arrangement.state, "draft")
        self.assertFalse(arrangement.hold_ids)
        self.assertFalse(arrangement.name)
        self.assertTrue(
            [mail for mail in self._mails if "test@example.com" in mail["email_to"][0]]
        )
        self.assertFalse(
            [mail for mail in self._mails if "jansen" in mail["email_to"][0]]
        )

    def test_qr_codes_of_the_letter(self):
        arrangement = self._arrangement(self.old, self.new)
        template = self.env["report.s4_dunning.dunning_arrangement"]

        [document] = template._documents(arrangement, {})
        page = lxml.html.fromstring(document.body.html)

        images = page.xpath("//table[@name='schedule']//img/@src")
        self.assertEqual(len(images), 4)
        self.assertTrue(
            base64.b64decode(images[0].partition(",")[2]).startswith(b"\x89PNG")
        )
        text = text_of(page)
        self.assertIn("Jansen Transport", text)
        self.assertIn(self.old.move_id.name, text)
        self.assertIn("South B.V. NL02 ABNA 0123 4567 89", text)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementLetter(ArrangementCommon):
    """The letter as wkhtmltopdf prints it."""

    is_printed = True

    def test_offer_prints_the_letter(self):
        arrangement = self._arrangement(instalment_number=12)

        with self.allow_pdf_render():
            arrangement.action_offer()
            report = self.env["ir.actions.report"].with_context(
                force_report_rendering=True
            )
            printed, _kind = report._render_qweb_pdf(
                "s4_dunning.dunning_arrangement", arrangement.ids
            )

        reader = PdfReader(BytesIO(arrangement.pdf_id.raw))
        text = " ".join(page.extract_text() for page in reader.pages)
        self.assertIn("Payment arrangement", text)
        self.assertIn("ARR/2026/0001", text)
        for one in arrangement.instalment_ids:
            self.assertIn(one.payment_reference, text)
        self.assertLessEqual(len(reader.pages), 4)
        self.assertEqual(printed, arrangement.pdf_id.raw)
