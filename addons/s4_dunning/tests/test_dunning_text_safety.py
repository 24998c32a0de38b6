from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .text_preview_common import EDITOR, TextPreviewCommon


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
