from io import BytesIO
from unittest.mock import patch

from lxml import html
from pypdf import PdfReader

from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, text_of
from .dispute_common import DisputeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeAnswer(DisputeCommon):
    """The customer hears what was decided, where it reads, in its language."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(500)
        self.dispute = self._dispute(self.item, 180, user_id=self.collector.id)

    def _settle(self, outcome, **values):
        """Settle by the wizard, as the collector.

        :return: the action that follows
        """
        dispute = self.dispute.with_user(self.collector)
        action = dispute.with_context(outcome=outcome).action_settle()
        wizard = Form(
            self.env["dunning.dispute.settlement"]
            .with_user(self.collector)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            wizard[name] = value
        return wizard.save().action_settle()

    def _words(self, body):
        return text_of(html.fromstring(body))

    def _message(self):
        return self.dispute.message_ids.filtered("partner_ids")

    def _contact(self, kind, **values):
        return self.env["res.partner"].create(
            {
                "name": f"Jansen {kind}",
                "parent_id": self.customer.id,
                "type": kind,
                "email": f"{kind}@jansen.example.com",
                **values,
            }
        )

    def test_rejection_says_why_and_what_is_to_be_paid(self):
        self._settle("rejected", answer="All four tyres were signed for.")

        message = self._message()
        self.assertEqual(message.partner_ids, self.customer)
        self.assertEqual(
            message.subject, f"Your complaint about {self.item.move_id.name}"
        )
        text = self._words(message.body)
        for words in (
            "All four tyres were signed for.",
            "found the invoice to be correct",
            "$ 500.00",
            self.collector.name,
        ):
            self.assertIn(words, text)
        self.assertNotIn("Credit note", text)
        mail = message.notification_ids.mail_mail_id
        self.assertEqual(mail.recipient_ids, self.customer)

    def test_acceptance_names_the_credit_note_and_the_rest(self):
        self._settle("accepted")

        text = self._words(self._message().body)
        self.assertIn("you receive a credit note", text)
        self.assertIn("$ 180.00", text)
        self.assertIn("To be paid $ 320.00", text)

    def test_part(self):
        self._settle("partly", amount=80, answer="Two were late.")

        text = self._words(self._message().body)
        self.assertIn("about a part of it", text)
        self.assertIn("Credit note $ 80.00", text)
        self.assertIn("To be paid $ 420.00", text)

    def test_rejection_without_a_word_is_refused(self):
        with self.assertRefused("Tell the customer why"):
            self.env["dunning.dispute.settlement"].create(
                {"dispute_id": self.dispute.id, "outcome": "rejected"}
            ).action_settle()
        self.assertEqual(self.dispute.state, "open")

    def test_nobody_is_written_to_who_should_not(self):
        self._settle("accepted", is_answered=False)

        self.assertFalse(self._message())

    def test_dunning_contact_comes_before_invoice_contact(self):
        self._contact("invoice")
        self.assertEqual(self.dispute._email_contact().name, "Jansen invoice")
        dunning = self._contact("dunning")
        self.assertEqual(self.dispute._email_contact(), dunning)

        dunning.dunning_bounced_email = dunning.email

        self.assertEqual(self.dispute._email_contact().name, "Jansen invoice")

    def test_customer_reads_it_in_its_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._contact("dunning", lang="nl_NL")

        self.assertEqual(self.dispute.lang, "nl_NL")
        self._settle("accepted")

        self.assertIn("$ 180,00", self._words(self._message().body))

    def test_letter_where_no_address_works(self):
        self.customer.email = False

        with self.allow_pdf_render():
            action = self._settle("rejected", answer="It was signed for.")

        self.assertEqual(action["type"], "ir.actions.act_url")
        letter = self.dispute.message_ids.attachment_ids
        self.assertEqual(action["url"], f"/web/content/{letter.id}")
        pages = PdfReader(BytesIO(letter.raw)).pages
        text = " ".join(page.extract_text() for page in pages)
        self.assertEqual(len(pages), 1)
        for words in ("Jansen Transport", "Stationsplein 1", "It was signed for."):
            self.assertIn(words, text)
        self.assertFalse(self._message())

    def test_letter_from_the_report_needs_no_web_server(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("report.url", "http://localhost:1")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)

        with self.allow_pdf_render():
            letter, _kind = report._render_qweb_pdf(
                "s4_dunning.dunning_dispute_answer", self.dispute.ids
            )

        [page] = PdfReader(BytesIO(letter)).pages
        fonts = page["/Resources"]["/Font"].values()
        self.assertIn("Lato", str([font.get_object()["/BaseFont"] for font in fonts]))

    def test_letter_that_cannot_be_printed_settles_nothing(self):
        self.customer.email = False
        reports = self.registry["ir.actions.report"]

        with (
            patch.object(reports, "get_wkhtmltopdf_state", lambda _report: "install"),
            self.assertRefused("install wkhtmltopdf"),
        ):
            self._settle("rejected", answer="No")

        self.assertEqual(self.dispute.state, "open")

    def test_test_mode_writes_to_ourselves(self):
        self.group.test_email = "test@dealer.example.com"

        self._settle("accepted")

        self.assertEqual(
            self._message().partner_ids.email_normalized, "test@dealer.example.com"
        )

    def test_test_mode_is_told_in_the_wizard(self):
        wizard = self.env["dunning.dispute.settlement"].new(
            {"dispute_id": self.dispute.id, "outcome": "accepted"}
        )
        self.assertIn("jansen@example.com", wizard.recipient)
        self.assertFalse(wizard.is_letter)
