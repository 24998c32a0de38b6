from datetime import date

from lxml import html
from psycopg2 import IntegrityError

from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon, text_of


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningHoldPart(DunningCommon):
    """A part of an item is on hold: the notice asks for the rest of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("s4_dunning.dunning_hold_reason_complaint")

    def _hold(self, item, amount):
        return self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": item.id,
                "amount": amount,
                "reason_id": self.reason.id,
                "date_start": date(2026, 3, 28),
                "date_end": date(2026, 5, 31),
            }
        )

    def test_notice_asks_for_the_rest(self):
        item = self._invoice(1000)
        self._invoice(50)
        self._hold(item, 180)

        run = self._propose()

        notice = run.notice_ids
        line = notice.line_ids.filtered(lambda line: line.move_line_id == item)
        self.assertEqual(line.amount_residual, 1000)
        self.assertEqual(line.amount_held, 180)
        self.assertEqual(line.amount_to_pay, 820)
        self.assertEqual(notice.claim_ids.amount_principal, 870)
        self.assertEqual(notice.amount_total, 870)
        self.assertFalse(run.has_difference, "the item is included as it is booked")
        self.assertEqual(run.run_company_ids.amount_included, 1050)

    def test_letter_and_email_show_what_is_under_review(self):
        item = self._invoice(1000)
        self._hold(item, 180)
        notice = self._propose().notice_ids
        review = "$ 180.00 of $ 1,000.00 under review since 03/28/2026"

        letter, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "s4_dunning.dunning_letter", notice.ids
        )

        words = text_of(html.fromstring(letter))
        self.assertIn(review, words)
        self.assertIn("820.00", words)
        self._send(notice)
        message = notice.message_ids.filtered("attachment_ids")[:1]
        self.assertIn("820.00", text_of(html.fromstring(message.body)))
        self.assertEqual(text_of(notice.line_ids.frozen_details), review)

    def test_several_parts_that_cover_the_item_hold_it_all(self):
        item = self._invoice(1000)
        self._hold(item, 600)
        self._hold(item, 400)
        run = self._propose()
        self.assertEqual(self._reason(run, item), "hold")
        self.assertFalse(run.notice_ids)

    def test_part_larger_than_what_is_open_holds_it_all(self):
        item = self._invoice(1000)
        self._invoice(50)
        self._hold(item, 1200)

        run = self._propose()

        self.assertEqual(self._reason(run, item), "hold")
        self.assertEqual(run.notice_ids.amount_total, 50)

    def test_part_in_the_currency_of_the_invoice(self):
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        item = self._invoice(1000, currency_id=currency.id)
        self._hold(item, 180)
        notice = self._propose().notice_ids
        self.assertEqual(notice.currency_id, currency)
        self.assertEqual(notice.amount_total, 820)

    def test_minimum_counts_what_is_asked_for(self):
        self.reminder.minimum_amount = 100
        item = self._invoice(150)
        self._hold(item, 60)
        self.assertEqual(self._reason(self._propose(), item), "below_minimum")

    def test_credit_that_covers_the_rest_leaves_nothing_to_ask(self):
        item = self._invoice(1000)
        self._invoice(820, move_type="out_refund")
        self._hold(item, 180)
        self.assertEqual(self._reason(self._propose(), item), "covered_by_credit")

    def test_part_disputed_in_the_outbox_is_taken_off(self):
        item = self._invoice(1000)
        notice = self._propose().notice_ids
        notice.action_approve()
        self._hold(item, 180)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.amount_total, 820)
        self.assertEqual(notice.line_ids.amount_held, 180)

    def test_part_released_in_the_outbox_is_asked_for_again(self):
        item = self._invoice(1000)
        hold = self._hold(item, 180)
        notice = self._propose().notice_ids
        notice.action_approve()
        hold.action_release()
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.amount_total, 1000)
        self.assertFalse(notice.line_ids.amount_held)

    def test_only_an_item_can_be_held_in_part(self):
        self._invoice(100)
        self._propose()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["dunning.hold"].create(
                {"debtor_id": debtor.id, "amount": 5, "reason_id": self.reason.id}
            )

    def test_form_offers_the_part_for_an_item_only(self):
        form = Form(self.env["dunning.hold"])
        form.scope = "item"
        form.move_line_id = self._invoice(100)
        form.amount = 30
        form.reason_id = self.reason
        self.assertEqual(form.save().amount, 30)
