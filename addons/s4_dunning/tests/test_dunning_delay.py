from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .sales_common import SalesCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDelay(SalesCommon):
    """The salesperson asks once for delay, and sees what it costs."""

    def test_delay_holds_the_debtor_and_says_what_it_costs(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()

        delay = self._ask(told, date(2026, 4, 11))

        # 5 to 11 April are 7 days: 7300 * 7 * 10% / 365
        self.assertRecordValues(
            delay.sudo(),
            [{"days": 7, "cost": 14.0, "state": "granted", "amount": 7300}],
        )
        self.assertRecordValues(
            delay.sudo().hold_ids,
            [
                {
                    "debtor_id": told.debtor_id.id,
                    "date_end": date(2026, 4, 11),
                    "is_current": True,
                }
            ],
        )
        self.assertFalse(told.activity_id)

    def test_delayed_notice_goes_out_on_the_day_after_without_a_second_round(self):
        item = self._invoice(7300, overdue=20)
        told = self._refresh()
        self._ask(told, date(2026, 4, 11))

        held = self._propose(date(2026, 4, 11))
        after = self._propose(date(2026, 4, 12))

        self.assertEqual(self._reason(held, item), "hold")
        self.assertTrue(after.notice_ids)
        self.assertEqual(len(self._told()), 1)

    def test_question_shows_the_cost_before_it_is_asked(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()
        asking = (
            self.env["dunning.delay.ask"]
            .with_user(self.salesperson)
            .create({"announcement_id": told.id, "date_until": date(2026, 4, 11)})
        )

        self.assertEqual((asking.days, asking.cost, asking.rate), (7, 14.0, 10))
        self.assertEqual(
            asking.message.replace("\N{NO-BREAK SPACE}", " "),
            "This costs $ 14.00: 7 days at 10.00 % a year. You can ask once.",
        )
        self.assertFalse(told.delay_ids)
        asking.reason = "Trade-in"
        asking.action_ask()
        self.assertEqual(told.delay_ids.cost, 14.0)

    def test_what_is_wrong_is_one_sentence(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()
        good = date(2026, 4, 11)

        for until, reason, sentence in (
            (date(2026, 4, 4), "Trade-in", "goes out from 04/05/2026"),
            (date(2020, 1, 1), "Trade-in", "goes out from 04/05/2026"),
            (None, "Trade-in", "goes out from 04/05/2026"),
            (date(2026, 4, 19), "Trade-in", "14 days at most.*04/18/2026"),
            (good, "  ", "Say why"),
            (good, None, "Say why"),
        ):
            with (
                self.subTest(until=until, reason=reason),
                self.assertRaisesRegex(UserError, sentence),
            ):
                self._ask(told, until, reason=reason)
        self.assertTrue(self._ask(told, date(2026, 4, 18)))
        with self.assertRaisesRegex(UserError, "which can be done once"):
            self._ask(told, good)

    def test_nobody_else_asks(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()

        with self.assertRaisesRegex(UserError, "not your customer"):
            self._ask(told, date(2026, 4, 11), user=self.collector)
        with self.assertRaises(UserError):
            self._ask(told, date(2026, 4, 11), user=self.colleague)
        self.assertFalse(told.delay_ids)

    def test_salesperson_writes_nothing_by_hand(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()
        delay = self._ask(told, date(2026, 4, 11))
        theirs = delay.with_user(self.salesperson)

        for attempt in (
            lambda: theirs.write({"cost": 0}),
            lambda: theirs.hold_ids.write({"date_end": "2027-01-01"}),
            lambda: theirs.copy(),
            lambda: theirs.unlink(),
            lambda: told.with_user(self.salesperson).write({"amount": 0}),
            lambda: theirs.action_refuse("No"),
            lambda: (
                self.env["dunning.delay"]
                .with_user(self.salesperson)
                .create({"announcement_id": told.id})
            ),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_colleague_sees_neither_what_was_told_nor_the_delay(self):
        self._invoice(7300, overdue=20)
        told = self._refresh()
        delay = self._ask(told, date(2026, 4, 11))

        for record in (told, delay):
            of_colleague = record.with_user(self.colleague)
            self.assertFalse(of_colleague.has_access("read"))
            self.assertFalse(of_colleague.search([]))
            self.assertTrue(record.with_user(self.salesperson).has_access("read"))

    def test_refused_delay_ends_its_hold_and_tells_the_salesperson(self):
        item = self._invoice(7300, overdue=20)
        told = self._refresh()
        delay = self._ask(told, date(2026, 4, 11))
        of_collector = delay.with_user(self.collector)

        with self.assertRaisesRegex(UserError, "Say why you refuse"):
            of_collector.action_refuse(" ")
        of_collector.action_refuse("Nothing was paid for months")

        self.assertEqual(delay.sudo().state, "refused")
        self.assertFalse(delay.sudo().hold_ids.is_current)
        message = told.debtor_id.message_ids[0]
        self.assertIn("Nothing was paid for months", message.body)
        self.assertEqual(message.partner_ids, self.salesperson.partner_id)
        with self.assertRaisesRegex(UserError, "refused already"):
            of_collector.action_refuse("Again")
        run = self._propose(date(2026, 4, 5))
        self.assertFalse(self._reason(run, item))
