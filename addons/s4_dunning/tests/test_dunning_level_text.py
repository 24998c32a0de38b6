from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .access_common import AccessCommon
from .common import TODAY, DunningCommon
from .scale_common import ScaleCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningLevelText(DunningCommon):
    """Words for some debtors win over the words of the level, part by part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder.closing = "<p>Regards from the level</p>"
        cls.fleets, cls.privates = cls.env["dunning.segment"].create(
            [
                {
                    "name": name,
                    "group_id": cls.group.id,
                    "workflow_id": cls.workflow.id,
                }
                for name in ("Fleets", "Privates")
            ]
        )

    def _text(self, segment, level=None, **words):
        return self.env["dunning.level.text"].create(
            {
                "level_id": (level or self.reminder).id,
                "segment_id": segment.id,
                **words,
            }
        )

    def _notice(self, segment=None):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.debtor_id.segment_id = segment
        return notice

    def test_words_of_the_segment_win_part_by_part(self):
        self._text(self.fleets, subject="Your fleet", opening="<p>Dear fleet</p>")
        self._text(self.privates, subject="Not for fleets")

        notice = self._notice(self.fleets)

        self.assertEqual(notice.printed_subject, "Your fleet")
        self.assertIn("Dear fleet", notice.printed_opening)
        self.assertIn("Regards from the level", notice.printed_closing)
        self.assertEqual(notice.text_source, "Segment Fleets, Level")

    def test_debtor_of_no_segment_gets_the_words_of_the_level(self):
        self._text(self.fleets, subject="Your fleet")

        notice = self._notice()

        self.assertEqual(notice.printed_subject, f"Invoices of {self.company.name}")
        self.assertEqual(notice.text_source, "Level")

    def test_words_of_another_level_stay_there(self):
        self._text(self.fleets, level=self.second, subject="Second time")

        notice = self._notice(self.fleets)
        self.assertEqual(notice.subject, "Invoices of {company}")
        notice.level_id = self.second
        self.assertEqual(notice.subject, "Second time")

    def test_own_words_of_a_notice_win(self):
        self._text(self.fleets, subject="Your fleet", opening="<p>Dear fleet</p>")
        notice = self._notice(self.fleets)

        notice.subject = "Only you"

        self.assertEqual(notice.printed_subject, "Only you")
        self.assertIn("Dear fleet", notice.printed_opening)
        self.assertEqual(notice.text_source, "This notice, Segment Fleets, Level")
        notice.action_reset_text()
        self.assertEqual(notice.printed_subject, "Your fleet")

    def test_empty_editor_leaves_the_words_of_the_level(self):
        self._text(self.fleets, subject="Your fleet", opening="<p><br></p>")

        notice = self._notice(self.fleets)

        self.assertIn("Dear Jansen Transport", notice.printed_opening)

    def test_words_are_sent_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        text = self._text(self.fleets, subject="Your fleet")
        text.with_context(lang="nl_NL").subject = "Uw wagenpark"
        self.customer.lang = "nl_NL"
        notice = self._notice(self.fleets)

        self._send(notice)

        self.assertEqual(notice.message_ids[0].subject, "Uw wagenpark")
        text.with_context(lang="nl_NL").subject = "Later"
        self.assertEqual(notice.printed_subject, "Uw wagenpark")

    def test_languages_are_looked_up_once_for_all_levels(self):
        with patch.object(
            self.registry["dunning.debtor"], "_languages", return_value=set()
        ) as languages:
            self.workflow.level_ids.mapped("untranslated")

        self.assertEqual(languages.call_count, 1)

    def test_language_that_debtors_speak_but_the_words_do_not(self):
        for code in ("nl_NL", "pl_PL"):
            self.env["res.lang"]._activate_lang(code)
        text = self._text(self.fleets, subject="Your fleet")
        text.with_context(lang="nl_NL").subject = "Uw wagenpark"
        self.assertFalse(text.untranslated)

        self.customer.lang = "nl_NL"
        self._invoice(10, partner=self._create_customer("Nowak", lang="pl_PL"))
        self._invoice(10)
        self._propose()
        text.invalidate_recordset()

        self.assertEqual(text.untranslated, "Polish / Język polski")
        text.with_context(lang="nl_NL").opening = "<p>Geachte klant</p>"
        self.assertEqual(text.untranslated, "Polish / Język polski")
        text.with_context(lang="pl_PL").write(
            {"subject": "Faktury", "opening": "<p>Szanowni</p>"}
        )
        self.assertFalse(text.untranslated)

    def test_level_has_words_for_a_segment_once(self):
        self._text(self.fleets)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._text(self.fleets)
        self._text(self.fleets, level=self.second)

    def test_words_for_everybody_are_those_of_the_level(self):
        nobody = self.env["dunning.segment"]
        with self.assertRaisesRegex(ValidationError, "Choose for which debtors"):
            self._text(nobody)
        text = self._text(self.fleets)
        with self.assertRaisesRegex(ValidationError, "Choose for which debtors"):
            text.segment_id = False

    def test_segment_of_another_group_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"}).dunning_group_id
        self.workflow.group_id = self.group
        segment = self.env["dunning.segment"].create(
            {
                "name": "Theirs",
                "group_id": other.id,
                "workflow_id": other.workflow_id.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "choose another segment"):
            self._text(segment)

    def test_words_go_with_their_level_and_their_segment(self):
        of_level = self._text(self.fleets, level=self.final)
        of_segment = self._text(self.privates)

        self.final.unlink()
        self.privates.unlink()

        self.assertFalse((of_level | of_segment).exists())

    def test_unknown_placeholder_is_refused_with_the_nearest_one(self):
        text = self._text(self.fleets)
        with self.assertRaisesRegex(ValidationError, r"Did you mean \{amount\}"):
            text.opening = "<p>Pay {amout}</p>"
        with self.assertRaisesRegex(ValidationError, r"Use one of \{debtor\}"):
            self.reminder.subject = "{xyz}"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningLevelTextAccess(AccessCommon):
    """Words follow the rights of their level, and those of their segment."""

    def setUp(self):
        super().setUp()
        self.text = self.env["dunning.level.text"].create(
            {
                "level_id": self.reminder.id,
                "segment_id": self.records["dunning.segment"].id,
                "subject": "Your fleet",
            }
        )

    def test_every_role(self):
        everything = {"read", "write", "create", "unlink"}
        expected = {
            "nobody": set(),
            "portal": set(),
            "accountant": set(),
            "salesperson": {"read"},
            "viewer": {"read"},
            "collector": {"read"},
            "manager": everything,
            "half": set(),
        }
        for role, rights in expected.items():
            text = self.text.with_user(self.roles[role])
            allowed = {right for right in everything if text.has_access(right)}
            self.assertEqual(allowed, rights, role)

    def test_segment_closes_words_of_a_level_that_is_for_everybody(self):
        self.workflow.group_id = False
        half = self.roles["half"]
        self.assertTrue(self.reminder.with_user(half).has_access("write"))

        self.assertFalse(self.text.with_user(half).has_access("read"))
        with self.assertRaises(AccessError):
            self.text.with_user(half).subject = "Broken"
        with self.assertRaises(AccessError):
            self.text.with_user(half).create(
                {"level_id": self.second.id, "segment_id": self.text.segment_id.id}
            )

    def test_collector_reviews_with_words_of_the_segment(self):
        notice = self.records["dunning.notice"]
        notice.debtor_id.segment_id = self.text.segment_id
        mine = notice.with_user(self.roles["collector"])
        self.assertEqual(mine.printed_subject, "Your fleet")
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.env.invalidate_all()
        theirs = notice.with_user(self.roles["salesperson"])
        self.assertEqual(theirs.text_source, "Segment Fleets, Level")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningLevelTextScale(ScaleCommon):
    """Thousands of notices: no query per notice to find their words and values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "+31 50 1234567"
        cls.customers.ref = "K1"
        segments = cls.env["dunning.segment"].create(
            [
                {
                    "name": f"Segment {number}",
                    "group_id": cls.group.id,
                    "workflow_id": cls.workflow.id,
                }
                for number in range(3)
            ]
        )
        for number, notice in enumerate(cls.notices):
            notice.debtor_id.sudo().segment_id = segments[number % 3]
        cls.env["dunning.level.text"].create(
            [
                {
                    "level_id": cls.reminder.id,
                    "segment_id": segment.id,
                    "subject": "Customer {customer_number}",
                    "opening": "<p>{contact}, call {phone} about {oldest_invoice}</p>",
                }
                for segment in segments
            ]
        )

    def test_approve(self):
        self.assertCostsTheSame(lambda some: some.action_approve(), self.notices)

    def test_print(self):
        self.assertCostsTheSame(
            lambda some: some.mapped("printed_opening"), self.notices
        )
