from datetime import date
from unittest.mock import patch

import lxml.html
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .arrangement_common import ArrangementCommon
from .common import TODAY, text_of


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementLevel(ArrangementCommon, MailCommon):
    """A level that offers an arrangement: its notice, sent, taken back, failing.

    Payment within 10 days: the first instalment is due on 10 April.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.outbox_minutes = 0
        cls.reminder.write({"action": "arrangement", "arrangement_number": 2})

    def _notice(self):
        notice = self._propose().notice_ids
        notice.ensure_one()
        return notice

    def test_sent_notice_offers_its_items(self):
        notice = self._notice()
        self.assertFalse(notice.arrangement_ids)

        self._send(notice)

        arrangement = notice.arrangement_ids
        self.assertRecordValues(
            arrangement,
            [
                {
                    "state": "offered",
                    "amount_total": 500,
                    "date_valid": date(2026, 4, 10),
                    "date_offered": TODAY,
                }
            ],
        )
        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 4, 10), 250),
                (2, self.north, date(2026, 5, 10), 50),
                (2, self.south, date(2026, 5, 10), 200),
            ],
        )
        self.assertEqual(arrangement.hold_ids.move_line_id, self.old | self.new)
        self.assertEqual(self.old.dunning_level_id, self.reminder)

    def test_email_gives_the_schedule_and_one_way_to_pay(self):
        notice = self._notice()
        notice.action_approve()
        with self.without_pdf(), self.mock_mail_gateway():
            notice.action_send()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()

        [mail] = [mail for mail in self._mails if "jansen" in mail["email_to"][0]]
        text = text_of(lxml.html.fromstring(mail["body"]))
        for one in notice.arrangement_ids.instalment_ids:
            self.assertIn(one.payment_reference, text)
        for claim in notice.claim_ids:
            self.assertNotIn(claim.payment_reference, text)
        self.assertNotIn("one transfer for all", text)
        self.assertIn(self.old.move_id.name, text)

    def test_letter_gives_the_schedule_and_one_way_to_pay(self):
        notice = self._notice()
        preview = self._letter(notice)
        self.assertIn("04/10/2026", preview)
        self.assertFalse(notice.arrangement_ids)

        self._send(notice)

        text = self._letter(notice)
        for one in notice.arrangement_ids.instalment_ids:
            self.assertIn(one.payment_reference, text)
        for claim in notice.claim_ids:
            self.assertNotIn(claim.payment_reference, text)

    def _letter(self, notice):
        template = self.env["report.s4_dunning.dunning_letter"]
        [document] = template._documents(notice, {})
        return text_of(lxml.html.fromstring(document.body.html))

    def test_preview_of_the_level_shows_the_schedule(self):
        self.env["dunning.run"].search([]).action_discard()
        for latest in (None, self._notice()):
            with self.subTest(latest):
                preview = self.env["dunning.notice"]._preview(
                    self.debtor, self.reminder
                )

                text = text_of(lxml.html.fromstring(str(preview._email_body())))

                self.assertIn("05/10/2026", text)
                self.assertIn("250.00", text)
        self.assertFalse(self.env["dunning.arrangement"].search([]))

    def test_other_levels_offer_nothing(self):
        self.reminder.action = "notice"
        notice = self._notice()

        self._send(notice)

        self.assertFalse(notice.arrangement_ids)
        self.assertIn(notice.claim_ids[0].payment_reference, self._letter(notice))

    def test_credits_are_taken_off(self):
        self._invoice(100, move_type="out_refund", overdue=1)
        notice = self._notice()

        self._send(notice)

        self.assertEqual(notice.amount_total, 400)
        self.assertEqual(notice.arrangement_ids.amount_total, 400)

    def test_each_currency_has_its_arrangement(self):
        euro = self.setup_other_currency("EUR")
        self._invoice(80, overdue=20, currency_id=euro.id)
        notice = self._notice()

        self._send(notice)

        self.assertEqual(
            sorted(
                (one.currency_id.name, one.amount_total)
                for one in notice.arrangement_ids
            ),
            [("EUR", 80), (self.company.currency_id.name, 500)],
        )

    def test_cancelled_notice_takes_the_offer_back(self):
        notice = self._notice()
        self._send(notice)

        notice.action_cancel("Wrong customer")

        self.assertEqual(notice.arrangement_ids.state, "cancelled")
        self.assertTrue(all(notice.arrangement_ids.hold_ids.mapped("is_released")))

    def test_cancelled_notice_leaves_what_was_accepted(self):
        notice = self._notice()
        self._send(notice)
        notice.arrangement_ids._accept(TODAY, "phone")

        notice.action_cancel("Wrong words")

        self.assertEqual(notice.arrangement_ids.state, "active")

    def test_recalled_notice_offers_nothing(self):
        notice = self._notice()
        notice.action_approve()

        notice.action_recall()

        self.assertFalse(notice.arrangement_ids)

    def test_notice_that_cannot_be_printed_offers_nothing(self):
        self._invoice(100, partner=self._create_customer("Smit"))
        notices = self._propose().notice_ids
        bad = notices.filtered(lambda one: one.partner_id == self.customer)
        notices.action_approve()

        reason = "No paper."

        def fail(notice):
            if notice == bad:
                raise UserError(reason)
            return b"%PDF-1.4 letter"

        with self.patch_letter(fail):
            notices.action_send()

        self.assertEqual(bad.state, "approved")
        self.assertFalse(bad.arrangement_ids)
        self.assertFalse(self.old.dunning_hold_ids)
        self.assertEqual((notices - bad).state, "sent")
        self.assertEqual(len((notices - bad).arrangement_ids), 1)

    def test_failure_after_the_offer_undoes_it(self):
        notice = self._notice()
        notice.action_approve()
        with (
            self.without_pdf(),
            patch.object(
                self.registry["dunning.notice"],
                "_deliver",
                lambda _self: 1 / 0,
            ),
            self.assertLogs("odoo.addons.s4_dunning", "ERROR"),
        ):
            notice.action_send()

        self.assertFalse(notice.arrangement_ids)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(len(notice.arrangement_ids), 1)

    def test_test_mode_offers_nothing(self):
        self.group.test_email = "test@example.com"
        notice = self._notice()

        self._send(notice)

        self.assertFalse(notice.arrangement_ids)

    def test_phone_call_offers_nothing_in_writing(self):
        notice = self._notice()
        notice.channel = "phone"

        self._send(notice)

        self.assertFalse(notice.arrangement_ids)

    def test_too_little_for_the_instalments_is_a_problem(self):
        self.reminder.arrangement_number = 60
        customer = self._create_customer("Cent")
        self._invoice(0.5, partner=customer)
        notice = self._propose().notice_ids.filtered(
            lambda one: one.partner_id == customer
        )

        with self.assertRaisesRegex(UserError, "too little for 60 instalments"):
            notice.action_approve()

    def test_item_under_review_in_part_is_a_problem(self):
        self.debtor._hold_for("complaint", self.old, None, "One tyre", amount=75)
        notice = self._notice()

        with self.assertRaisesRegex(UserError, "under review in part"):
            notice.action_approve()

    def test_offer_that_lapses_lets_the_next_level_come(self):
        self._send(self._notice())

        self._refresh(date(2026, 4, 11))
        run = self._propose(date(2026, 4, 14))

        self.assertEqual(run.notice_ids.level_id, self.second)

    def test_number_of_instalments_is_limited(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "arrangement_number_possible"),
        ):
            self.reminder.arrangement_number = 61
            self.reminder.flush_recordset()
