from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..rules import placeholders
from .common import TODAY, DunningCommon

REPORT = "s4_dunning.dunning_letter_report"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningLetter(DunningCommon):
    def _letter(self, notices):
        html, _format = notices.env["ir.actions.report"]._render_qweb_html(
            REPORT, notices.ids
        )
        return " ".join(html.decode().replace("\N{NO-BREAK SPACE}", " ").split())

    def test_letter_demands_what_is_overdue_and_only_mentions_the_rest(self):
        self._invoice(100, overdue=10)
        self._invoice(77, overdue=-10)
        notice = self._propose().notice_ids

        letter = self._letter(notice)

        before, after = letter.split('name="others"')
        self.assertIn("100.00", before)
        self.assertNotIn("77.00", before)
        self.assertIn("77.00", after)

    def test_letter_tells_no_internal_words(self):
        self._invoice(100)
        notice = self._propose().notice_ids

        letter = self._letter(notice)

        for word in ("Reminder", self.workflow.name, notice.run_id.name):
            self.assertNotIn(f">{word}<", letter)

    def test_a_proposed_letter_is_a_preview_and_a_sent_one_has_a_number(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertIn("Preview", self._letter(notice))

        self._send(notice)

        letter = self._letter(notice)
        self.assertNotIn("Preview", letter)
        self.assertIn(notice.name, letter)

    def test_collective_letter_is_complete_while_its_sender_is_not_active(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        self._invoice(200, company=sister)
        notice = self._propose().notice_ids
        references = notice.claim_ids.mapped("payment_reference")
        viewer = _viewer(self.env, self.company | sister)
        active = notice.claim_ids.company_id - notice.company_id
        self.env.invalidate_all()

        letter = self._letter(
            notice.with_user(viewer).with_context(allowed_company_ids=active.ids)
        )

        for text in (self.company.name, sister.name, *references):
            self.assertIn(text, letter)
        self.assertIn("NL02 ABNA 0123 4567 89", letter)

    def test_letter_speaks_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"]._load_module_terms(["s4_dunning"], ["nl_NL"])
        self.customer.lang = "nl_NL"
        self._invoice(1100)
        notice = self._propose().notice_ids

        letter = self._letter(notice)

        self.assertIn("Betalingskenmerk", letter)
        self.assertIn("1.100,00", letter)

    def test_default_texts_exist_in_four_languages(self):
        languages = ["nl_NL", "de_DE", "fr_FR"]
        for code in languages:
            self.env["res.lang"]._activate_lang(code)
        self.env["ir.module.module"]._load_module_terms(["s4_dunning"], languages)
        levels = self.env.ref("s4_dunning.dunning_workflow_default").level_ids
        known = self.env["dunning.notice"]._placeholder_labels()

        for level in levels:
            for name in ("name", "subject", "opening", "closing"):
                texts = {
                    level.with_context(lang=code)[name]
                    for code in ("en_US", *languages)
                }
                self.assertGreaterEqual(len(texts), 3, f"{level.name}: {name}")
                for text in texts:
                    self.assertFalse(placeholders.unknown(text, known))

    def test_apology_is_written_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"]._load_module_terms(["s4_dunning"], ["nl_NL"])
        self.customer.lang = "nl_NL"
        self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)

        notice._email_notifications().notification_status = "sent"
        notice.action_cancel("wrong", apology=True)

        self.assertIn("trekken wij in", notice.message_ids[0].body)


def _viewer(env, companies):
    return new_test_user(
        env,
        "viewer",
        groups="s4_dunning.s4_dunning_group_viewer",
        company_id=companies[0].id,
        company_ids=[Command.set(companies.ids)],
    )
