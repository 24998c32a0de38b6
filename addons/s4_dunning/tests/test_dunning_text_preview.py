import lxml.html

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon, text_of

EDITOR = "s4_dunning.dunning_level_view_form_text"
STORED = (
    "dunning.notice",
    "dunning.claim",
    "dunning.notice.line",
    "mail.message",
    "mail.mail",
    "ir.attachment",
)


class TextPreviewCommon(DunningCommon):
    """A manager who is no administrator and may not write templates of Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "mia_login",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="mia@example.com",
        )
        cls.company.email = "credit@example.com"
        cls.level = cls.reminder.with_user(cls.manager)

    def _counts(self):
        self.env.flush_all()
        no_bundle = {"ir.attachment": [("url", "=", False)]}
        return {
            name: self.env[name].sudo().search_count(no_bundle.get(name, []))
            for name in STORED
        }

    def _for(self, partner, text=None):
        """The words as seen with a debtor chosen for the preview."""
        debtor = self.env["dunning.debtor"].search([("partner_id", "=", partner.id)])
        text = self.level if text is None else text
        return text.with_context(preview_debtor_id=debtor.id)


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
        self.assertEqual(text.display_name, "Reminder: Segment Fleets")

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

    def test_who_has_no_address_is_told_so(self):
        self._invoice(100)
        self._propose()
        self.manager.email = False
        with self.assertRaisesRegex(UserError, "enter one in your preferences"):
            self.level.action_send_to_me()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTextSafety(TextPreviewCommon):
    """Whoever writes words can make nothing run, neither here nor at a customer's."""

    def test_manager_needs_no_right_on_templates(self):
        self.assertFalse(self.manager.has_group("mail.group_mail_template_editor"))
        self.assertFalse(self.manager.has_group("base.group_system"))
        self.level.write(
            {"subject": "To {debtor}", "opening": "<p>Pay <b>{amount}</b></p>"}
        )
        self.assertEqual(self.reminder.subject, "To {debtor}")

    def test_expressions_and_scripts_are_words(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        attack = (
            '<p>Dear <t t-out="o.env.cr.dbname">you</t>'
            '<span t-esc="1 + 1" t-att-title="o">sum</span></p>'
            "<script>alert(1)</script>"
            '<img src="x" onerror="alert(2)">'
            '<a href="javascript:alert(3)" onclick="alert(4)">click</a>'
            '<form action="https://evil.example"><input name="iban"></form>'
            "<p>%(amount)s</p>"
        )

        self.level.opening = attack
        self.level.subject = "<script>alert(5)</script> %(amount)s"
        level = self._for(self.customer)

        for html in (
            str(self.reminder.opening),
            str(notice.printed_opening),
            str(level.preview_email),
            str(notice._email_html()),
        ):
            for bad in ("<script", "onerror", "onclick", "javascript:", "t-out"):
                self.assertNotIn(bad, html)
            for bad in ("t-esc", "t-att", "<form", self.env.cr.dbname):
                self.assertNotIn(bad, html)
            self.assertIn("sum", html)
        self.assertIn("%(amount)s", notice.printed_subject)
        self.assertNotIn("<script", str(notice._email_html()))

    def test_what_is_being_typed_is_cleaned_before_it_is_shown(self):
        self._invoice(100)
        self._propose()
        with Form(self._for(self.customer), EDITOR) as form:
            form.opening = '<p onclick="a()">Hello</p><script>b()</script>'
            self.assertIn("Hello", form.preview_email)
            self.assertNotIn("onclick", form.preview_email)
            self.assertNotIn("<script", form.preview_email)

    def test_braces_reach_nothing(self):
        for words in (
            "{{ object }}",
            "${object}",
            "{debtor.env}",
            "{0}",
            "{__class__}",
            "{}",
        ):
            with self.subTest(words), self.assertRaises(ValidationError):
                self.level.subject = words

    def test_every_language_stands_by_itself(self):
        for code in ("nl_NL", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        level = self.level.with_context(lang="en_US")
        level.opening = "<p>Dear customer,</p>"
        level.with_context(lang="nl_NL").opening = "<p>Geachte klant,</p>"
        level.with_context(lang="de_DE").opening = "<p>Sehr geehrte Damen,</p>"

        level.with_context(lang="nl_NL").opening = "<p>Beste klant,</p><p>Bel ons.</p>"
        level.opening = "<p>Hello,</p>"

        self.assertEqual(level.opening, "<p>Hello,</p>")
        german = level.with_context(lang="de_DE")
        self.assertEqual(german.opening, "<p>Sehr geehrte Damen,</p>")
        dutch = level.with_context(lang="nl_NL")
        self.assertEqual(dutch.opening, "<p>Beste klant,</p><p>Bel ons.</p>")


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
