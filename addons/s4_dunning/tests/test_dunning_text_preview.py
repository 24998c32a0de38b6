from datetime import date

import lxml.html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY, text_of
from .text_preview_common import EDITOR, TextPreviewCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTextPreview(TextPreviewCommon):
    """The e-mail beside the words is the one that a debtor would get."""

    def test_preview_is_the_email_that_is_sent_later(self):
        self._invoice(100)
        notice = self._propose().notice_ids

        preview = self._for(self.customer).preview_email
        subject = self._for(self.customer).preview_subject
        self._send(notice)

        message = notice.message_ids[0]
        self.assertEqual(subject, message.subject)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(_words(preview), _words(mail.body_html))
        self.assertIn("100.00", _words(preview))

    def test_nothing_is_stored_and_no_number_taken(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        sequence = notice._sequence()
        before, number = self._counts(), sequence.number_next_actual

        level = self._for(self.customer)
        self.assertIn("Dear Jansen Transport", level.preview_email)

        self.assertEqual(self._counts(), before)
        self.assertEqual(sequence.number_next_actual, number)
        self.assertFalse(notice.own_subject or notice.name)
        self.assertEqual(notice.state, "proposed")
        self.assertFalse(item.dunning_level_id)

    def test_preview_follows_the_typing(self):
        self._invoice(100)
        self._propose()
        with Form(self._for(self.customer), EDITOR) as form:
            for amount, words in enumerate(("One {count}", "Two {count}")):
                form.opening = f"<p>{words} {amount}</p>"
                expected = f"{words} {amount}".replace("{count}", "1")
                self.assertIn(f"<p>{expected}</p>", form.preview_email)
            form.subject = "{debtor} owes {amount}"
            self.assertIn("Jansen Transport owes", form.preview_subject)
            form.subject = "Owes {amout}"
            self.assertFalse(form.preview_email)
            self.assertIn("Did you mean {amount}?", form.preview_problem)
            form.subject = "Owes {amount}"
            self.assertTrue(form.preview_email)

    def test_preview_names_a_value_that_is_missing(self):
        self._invoice(100)
        self._propose()
        self.reminder.closing = "<p>You are {customer_number}.</p>"
        level = self._for(self.customer)
        self.assertIn("enter the reference on the contact", level.preview_problem)
        self.assertTrue(level.preview_email)

    def test_other_debtor_other_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        smit = self._create_customer("Smit")
        self._invoice(100)
        self._invoice(200.5, partner=smit)
        self._propose()
        self.reminder.with_context(lang="nl_NL").subject = "Herinnering: {amount}"

        level = self._for(smit).with_context(lang="nl_NL")

        self.assertEqual(level.preview_lang, "nl_NL")
        self.assertIn("200,50", level.preview_subject)
        self.assertEqual(level.preview_recipient, "smit@example.com")
        self.assertIn("200.50", self._for(smit).preview_email)

    def test_debtor_without_notice_shows_what_is_open(self):
        self._invoice(100, overdue=12)
        self._invoice(50, overdue=3)
        self._invoice(25, overdue=-20)
        self.env["dunning.debtor"]._refresh(self.group)
        before = self._counts()
        self.reminder.subject = "{count} items, {days_overdue} days: {amount}"

        level = self._for(self.customer)

        self.assertIn("2 items, 12 days", level.preview_subject)
        self.assertIn("150.00", level.preview_subject)
        self.assertNotIn("25.00", level.preview_email)
        self.assertEqual(self._counts(), before)

    def test_without_any_example_it_says_what_to_do(self):
        level = self.level.with_context(preview_debtor_id=False)
        self.env["dunning.debtor"].search([]).unlink()
        self.assertFalse(level.preview_email)
        self.assertIn("Choose a debtor", level.preview_problem)
        with self.assertRaisesRegex(UserError, "Choose a debtor"):
            level.action_send_to_me()

    def test_example_is_who_got_such_a_notice_last(self):
        smit = self._create_customer("Smit")
        self._invoice(100)
        self._invoice(10, partner=smit)
        notices = self._propose().notice_ids
        of_smit = notices.filtered(lambda notice: notice.partner_id == smit)
        of_smit.level_id = self.final
        final = self.final.with_user(self.manager)
        self.assertEqual(final.preview_debtor_id.partner_id, smit)
        self.assertEqual(self.level.preview_debtor_id.partner_id, self.customer)

    def test_words_for_a_segment_show_what_they_leave_empty(self):
        self._invoice(100)
        self._propose()
        segment = self.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": self.group.id,
                "workflow_id": self.workflow.id,
            }
        )
        texts = self.env["dunning.level.text"].with_user(self.manager)
        form = Form(texts.with_context(default_level_id=self.reminder.id))
        form.segment_id = segment
        form.subject = "Your fleet"
        self.assertEqual(form.preview_subject, "Your fleet")
        self.assertIn("Dear Jansen Transport", form.preview_email)
        text = form.save()
        self.assertEqual(text.display_name, "Segment Fleets")

    def test_only_who_reads_a_debtor_sees_a_preview(self):
        self._invoice(100)
        self._propose()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger_login",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            self._for(self.customer).with_user(stranger).preview_email  # noqa: B018
        viewer = new_test_user(
            self.env, "viewer_login", groups="s4_dunning.s4_dunning_group_collector"
        )
        with self.assertRaises(AccessError):
            self.reminder.with_user(viewer).read(["preview_email"])
        with self.assertRaises(AccessError):
            self.reminder.with_user(viewer).action_send_to_me()

    def test_an_opening_entry_is_previewed_with_its_date(self):
        self._invoice(100).date_maturity = False  # of 19 February
        self.group.action_refresh()

        notice = self._for(self.customer, self.reminder)._preview_notice()

        self.assertEqual(notice.line_ids.date_due, date(2026, 2, 19))
        self.assertEqual(notice.days_overdue, 40)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTextSentToMe(TextPreviewCommon):
    def _mails(self):
        return self.env["mail.mail"].sudo().search([])

    def test_it_comes_to_nobody_else_and_says_that_it_is_a_test(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        before, messages = self._mails(), len(notice.message_ids)

        with self.without_pdf():
            action = self._for(self.customer).action_send_to_me()

        mail = self._mails() - before
        self.assertEqual(mail.email_to, self.manager.email_formatted)
        self.assertFalse(mail.recipient_ids or mail.email_cc)
        self.assertEqual(mail.subject, f"Test: Invoices of {self.company.name}")
        self.assertIn("Dear Jansen Transport", mail.body_html)
        self.assertEqual(mail.attachment_ids.raw, b"%PDF-1.4 letter")
        self.assertIn("mia@example.com", action["params"]["message"])
        self.assertEqual(notice.state, "proposed")
        self.assertEqual(len(notice.message_ids), messages)
        self.assertFalse(item.dunning_level_id)

    def test_it_carries_the_invoices_as_the_notice_would(self):
        self.reminder.invoices = "separate"
        invoice = self._invoice(100).move_id
        self._propose()
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF-1.4 invoice",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()
        before = self._mails()

        with self.without_pdf():
            self._for(self.customer).action_send_to_me()

        files = (self._mails() - before).attachment_ids
        self.assertEqual(len(files), 2)
        self.assertIn(b"%PDF-1.4 invoice", files.mapped("raw"))

    def test_who_has_no_address_is_told_so(self):
        self._invoice(100)
        self._propose()
        self.manager.email = False
        with self.assertRaisesRegex(UserError, "enter one in your preferences"):
            self.level.action_send_to_me()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTextPreviewLetter(TextPreviewCommon, HttpCase):
    def test_letter_of_the_preview(self):
        self._invoice(100)
        self._propose()
        action = self._for(self.customer).action_preview_letter()
        before = self._counts()
        self.authenticate("mia_login", "mia_login")

        response = self.url_open(action["url"])

        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.assertEqual(self._counts(), before)

    def test_odd_address_shows_an_example(self):
        self._invoice(100)
        self._propose()
        url = self._for(self.customer).action_preview_letter()["url"]
        self.authenticate("mia_login", "mia_login")
        response = self.url_open(f"{url.partition('?')[0]}?debtor_id=abc")
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_letter_is_for_managers(self):
        self._invoice(100)
        self._propose()
        url = self._for(self.customer).action_preview_letter()["url"]
        new_test_user(
            self.env,
            "collector_login",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.authenticate("collector_login", "collector_login")
        self.assertEqual(self.url_open(url).status_code, 403)


def _words(html):
    return text_of(lxml.html.fromstring(str(html)))
