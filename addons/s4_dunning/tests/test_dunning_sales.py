from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon

GROUP = "s4_dunning.s4_dunning_group_"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSales(DunningCommon):
    """Sales is told some days before, waits for nobody else, and asks once for delay.

    The reminder is due 7 days after the due date; Sales is told 5 days before.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._create_user("salesperson", "viewer_own")
        cls.colleague = cls._create_user("colleague", "viewer_own")
        cls.collector = cls._create_user("collector", "collector")
        cls.customer.user_id = cls.salesperson
        cls.reminder.sales_days = 5
        cls.group.sales_delay_rate = 10

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"{login}_sales",
            groups=GROUP + group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _told(self):
        return self.env["dunning.announcement"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _refresh(self, today=TODAY):
        with freeze_time(today):
            self.group.action_refresh()
        return self._told()

    def _ask(self, announcement, until, user=None, reason="Trade-in is settled first"):
        return (
            self.env["dunning.delay"]
            .with_user(user or self.salesperson)
            .ask(announcement.id, reason, until)
        )

    def test_salesperson_is_told_five_days_before_the_notice(self):
        self._invoice(300, overdue=1)
        self.assertFalse(self._refresh())

        told = self._refresh(TODAY + timedelta(days=1))

        self.assertRecordValues(
            told,
            [
                {
                    "level_id": self.reminder.id,
                    "user_id": self.salesperson.id,
                    "date": date(2026, 4, 1),
                    "date_notice": date(2026, 4, 6),
                    "amount": 300,
                    "date_ended": False,
                }
            ],
        )
        task = told.debtor_id.activity_ids
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("300", task.summary)

    def test_salesperson_is_told_once(self):
        self._invoice(300, overdue=2)
        first = self._refresh()

        second = self._refresh(TODAY + timedelta(days=2))

        self.assertEqual(second, first)
        self.assertEqual(len(first.debtor_id.activity_ids), 1)

    def test_notice_told_in_time_goes_out_on_its_day(self):
        item = self._invoice(300, overdue=2)
        self._refresh()

        early = self._propose(TODAY + timedelta(days=4))
        on_time = self._propose(TODAY + timedelta(days=5))

        self.assertEqual(self._reason(early, item), "level_not_reached")
        self.assertEqual(on_time.notice_ids.level_id, self.reminder)

    def test_notice_that_is_overdue_already_waits_until_sales_was_told(self):
        item = self._invoice(300, overdue=20)

        run = self._propose()
        later = self._propose(TODAY + timedelta(days=5))

        self.assertEqual(self._reason(run, item), "sales_first")
        [exclusion] = run.exclusion_ids
        self.assertEqual(
            exclusion.explanation, "Sales is told first: Reminder from 04/05/2026."
        )
        self.assertEqual(later.notice_ids.level_id, self.reminder)

    def test_explanation_of_an_item_gives_the_same_day(self):
        item = self._invoice(300, overdue=20)
        self._refresh()
        explanation = self.env["dunning.explanation"]

        sentence = explanation._sentences(item.sudo())[item]

        self.assertEqual(sentence, "Sales is told first: Reminder from 04/05/2026.")

    def test_customer_without_salesperson_waits_for_nobody(self):
        self.customer.user_id = False
        self._invoice(300, overdue=20)

        run = self._propose()

        self.assertEqual(run.notice_ids.level_id, self.reminder)
        self.assertFalse(self._told())

    def test_salesperson_who_left_is_not_waited_for(self):
        self.salesperson.active = False
        self._invoice(300, overdue=20)

        self.assertTrue(self._propose().notice_ids)

    def test_item_outside_the_workflow_is_told_to_nobody(self):
        self.workflow.item_domain = "[('move_id.ref', '=', 'never')]"
        item = self._invoice(300, overdue=20)

        run = self._propose()

        self.assertEqual(self._reason(run, item), "outside_workflow")
        self.assertFalse(self._told())

    def test_nothing_is_read_if_no_level_asks_for_it(self):
        self.reminder.sales_days = 0
        self._invoice(300, overdue=20)
        self.env.flush_all()
        announcements = self.env["dunning.announcement"]
        announcements._refresh(self.group)

        with self.assertQueryCount(2):
            announcements._refresh(self.group)

    def test_next_round_is_told_again(self):
        self._invoice(300, overdue=20)
        first = self._refresh()
        run = self._propose(TODAY + timedelta(days=5))
        with freeze_time(TODAY + timedelta(days=5)):
            self._send(run.notice_ids)
        self._invoice(80, overdue=0)

        second = self._refresh(TODAY + timedelta(days=6)) - first

        self.assertEqual(first.date_ended, date(2026, 4, 6))
        self.assertFalse(first.activity_id)
        self.assertEqual((second.date, second.amount), (date(2026, 4, 6), 80))

    def test_paid_before_the_notice_is_forgotten(self):
        item = self._invoice(300, overdue=2)
        told = self._refresh()
        self._register_payment(item.move_id)

        self._refresh(TODAY + timedelta(days=1))

        self.assertEqual(told.date_ended, date(2026, 4, 1))
        self.assertFalse(told.debtor_id.activity_ids)

    def test_salesperson_who_cannot_open_the_debtor_is_told_by_its_collector(self):
        self.salesperson.group_ids = self.env.ref("base.group_user")
        debtor = self.env["dunning.debtor"].create({"partner_id": self.customer.id})
        debtor.collector_id = self.collector
        self._invoice(300, overdue=2)

        self._refresh()

        self.assertEqual(debtor.activity_ids.user_id, self.collector)
        self.assertIn(self.salesperson.name, debtor.activity_ids.note)

    def test_nobody_raises_a_notice_past_sales(self):
        self.reminder.sales_days = 0
        self.second.sales_days = 5
        self._invoice(300, overdue=20)
        notice = self._propose().notice_ids

        with self.assertRaisesRegex(ValidationError, "from 04/05/2026"):
            notice.level_id = self.second

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

    def test_merged_customers_keep_one_announcement_of_a_level(self):
        other = self._create_customer("Jansen Again", user_id=self.salesperson.id)
        self._invoice(300, overdue=20)
        self._invoice(50, overdue=20, partner=other)
        told = self._refresh()
        delay = self._ask(
            self.env["dunning.announcement"].search([("partner_id", "=", other.id)]),
            date(2026, 4, 11),
        )

        third = self._create_customer("Jansen Thrice", user_id=self.salesperson.id)
        self._invoice(20, overdue=20, partner=third)
        self._refresh()
        self.env["dunning.debtor"]._merge(other | third, self.customer)

        open_ones = told.debtor_id.announcement_ids
        self.assertEqual(open_ones, told)
        self.assertEqual(delay.sudo().debtor_id, told.debtor_id)

    def test_merged_customers_of_whom_the_one_that_stays_was_not_told(self):
        twins = [
            self._create_customer(f"Twin{number}", user_id=self.salesperson.id)
            for number in (1, 2)
        ]
        for twin in twins:
            self._invoice(50, overdue=20, partner=twin)
        self._refresh()
        stays = self.env["dunning.debtor"].create({"partner_id": self.customer.id})

        self.env["dunning.debtor"]._merge(twins[0] | twins[1], self.customer)

        self.assertEqual(len(stays.announcement_ids), 1)
