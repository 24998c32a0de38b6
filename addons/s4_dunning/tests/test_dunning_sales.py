from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .sales_common import SalesCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSales(SalesCommon):
    """Sales is told some days before; nothing waits for anybody else."""

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
