from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentLanguage(SegmentCommon):
    """The night refreshes in English; who reads why has a language of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("nl_NL", "de_DE"):
            cls.env["res.lang"]._activate_lang(lang)
        modules = cls.env["ir.module.module"].sudo()
        modules._load_module_terms(["s4_dunning"], ["nl_NL", "de_DE"])
        cls.belgium = cls.env.ref("base.be")
        cls.belgium.with_context(lang="nl_NL").name = "België"
        cls.belgium.with_context(lang="de_DE").name = "Belgien"

    def _change(self, customer, lang):
        changes = self._debtor(customer).segment_change_ids.sorted("id")
        return changes[-1].with_context(lang=lang).sentence

    def test_criteria_that_let_in(self):
        self._segment(
            "Abroad",
            customer_kind="business",
            country_ids=[Command.set(self.belgium.ids)],
            amount_overdue_from=1000,
            days_overdue_from=30,
        )
        self._refresh()
        debtor = self._debtor(self.claes)
        for lang, words in (
            (
                "nl_NL",
                "Bedrijf of consument: Bedrijven; Landen: België; "
                "Vervallen vanaf: {amount}; Dagen te laat vanaf: 30",
            ),
            (
                "de_DE",
                "Unternehmen oder Verbraucher: Unternehmen; Länder: Belgien; "
                "Überfällig ab: {amount}; Tage überfällig ab: 30",
            ),
        ):
            currency = self.group.currency_id.with_context(lang=lang)
            words = words.format(amount=currency.format(1000))
            self.assertEqual(self._change(self.claes, lang), words)
            self.assertIn(words, debtor.with_context(lang=lang).segment_rule)

    def test_criteria_stay_as_they_were(self):
        segment = self._segment("Late", days_overdue_from=30)
        self._refresh()
        segment.days_overdue_from = 35
        self.assertEqual(self._change(self.claes, "en_US"), "Days overdue from: 30")

    def test_no_criteria_any_more(self):
        segment = self._segment("Late", days_overdue_from=30)
        self._refresh()
        segment.days_overdue_from = 365
        self._refresh()
        self.assertEqual(
            self._change(self.claes, "nl_NL"), "er wordt aan geen criteria meer voldaan"
        )

    def test_everybody(self):
        self._segment("Others")
        self._refresh()
        self.assertEqual(self._change(self.anna, "nl_NL"), "iedereen")

    def test_level_that_moves(self):
        strict = self._segment("Strict", mode="manual")
        self.reminder.segment_id = strict
        notice = self._propose().notice_ids.filtered(
            lambda notice: notice.partner_id == self.bakker
        )
        self._send(notice)
        sent = notice.display_name
        self.assertEqual(self._change(self.bakker, "nl_NL"), f"{sent} is verzonden")
        self.assertEqual(self._change(self.bakker, "de_DE"), f"{sent} wurde versendet")
        self.assertIn(
            f"{sent} is verzonden",
            self._debtor(self.bakker).with_context(lang="nl_NL").segment_rule,
        )

    def test_words_of_a_person_stay_as_typed(self):
        vip = self._segment("VIP", mode="manual")
        self._debtor(self.bakker).action_choose_segment(vip.id, "Board")
        self.assertEqual(self._change(self.bakker, "nl_NL"), "Board")

    def test_preview(self):
        segment = self._segment("Others")
        action = segment.with_context(lang="nl_NL").action_preview()
        row = self.env[action["res_model"]].search([], limit=1)
        self.assertEqual(row.sentence, "everybody")
        self.assertEqual(row.with_context(lang="nl_NL").sentence, "iedereen")

    def test_what_rows_share_is_put_into_words_once(self):
        segments = self.env["dunning.segment"]
        cause = {"code": "unmet"}
        with patch.object(
            type(segments), "_cause_sentence", autospec=True, return_value="Why"
        ) as say:
            said = segments._cause_sentences([cause, None, dict(cause)])

        self.assertEqual(said, ["Why", "", "Why"])
        self.assertEqual(say.call_count, 1)

    def test_nobody_writes_the_cause_by_hand(self):
        debtor = self._debtor(self.bakker)
        with self.assertRaises(AccessError):
            debtor.segment_cause = {"code": "person"}
