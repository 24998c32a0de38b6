from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..rules import placeholders
from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningLevel(DunningCommon):
    def _level_of(self, run, item):
        line = run.notice_ids.line_ids.filtered(
            lambda line: line.move_line_id == item and line.kind == "overdue"
        )
        return line.level_id

    def test_levels_follow_each_other(self):
        item = self._invoice(100, overdue=7)
        days = {0: self.reminder, 14: self.second, 28: self.final}
        for after, level in days.items():
            today = TODAY + timedelta(days=after)
            with freeze_time(today):
                run = self._propose(today)
                self.assertEqual(self._level_of(run, item), level)
                self._send(run.notice_ids)
            self.assertEqual(item.dunning_level_id, level)
        with freeze_time(TODAY + timedelta(days=90)):
            run = self._propose(TODAY + timedelta(days=90))
            self.assertEqual(self._reason(run, item), "last_level")
        self.assertEqual(item.dunning_count, 3)

    def test_level_rises_only_when_sent(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        self.assertFalse(item.dunning_level_id)
        notice.action_approve()
        self.assertFalse(item.dunning_level_id)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(item.dunning_level_id, self.reminder)
        self.assertEqual(item.dunning_date, TODAY)
        self.assertEqual(item.move_id.dunning_level_id, self.reminder)

    def test_cancelling_restores_the_level(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)

        notice.action_cancel("Sent by mistake")

        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(item.dunning_level_id)
        self.assertFalse(item.dunning_date)
        self.assertFalse(item.move_id.dunning_level_id)
        self.assertEqual(self._level_of(self._propose(), item), self.reminder)

    def test_grace_days_wait_for_money_on_its_way(self):
        self.workflow.grace_days = 3
        item = self._invoice(100, overdue=9)
        self.assertEqual(self._reason(self._propose(), item), "level_not_reached")
        run = self._propose(TODAY + timedelta(days=1))
        self.assertEqual(self._level_of(run, item), self.reminder)

    def test_days_from_the_end_of_the_month(self):
        self.reminder.write({"trigger_base": "end_of_month", "days": 0})
        early = self._invoice(100, overdue=30)  # due 1 March: reached on 31 March
        late = self._invoice(
            100, overdue=0, partner=self._create_customer("Smit")
        )  # due 31 March: not overdue before 1 April
        run = self._propose()
        self.assertEqual(self._level_of(run, early), self.reminder)
        self.assertEqual(self._level_of(run, late), self.reminder)

    def test_negative_days_remind_before_the_due_date(self):
        self.env["dunning.level"].create(
            {
                "name": "Coming up",
                "workflow_id": self.workflow.id,
                "sequence": 0,
                "days": -3,
                "subject": "Coming up",
                "opening": "Your invoice is due soon.",
            }
        )
        soon = self._invoice(100, overdue=-2)
        later = self._invoice(100, overdue=-9, partner=self._create_customer("Smit"))
        overdue = self._invoice(100, overdue=8, partner=self._create_customer("Bos"))

        run = self._propose()

        self.assertEqual(self._level_of(run, soon).name, "Coming up")
        self.assertEqual(self._reason(run, later), "not_due")
        self.assertEqual(self._level_of(run, overdue), self.reminder)

    def test_days_from_the_payment_date_of_the_notice(self):
        self.second.write({"trigger_base": "previous_deadline", "days": 5})
        item = self._invoice(100)
        self._send(self._propose().notice_ids)  # pay within 10 days
        early = self._propose(TODAY + timedelta(days=14))
        self.assertEqual(self._reason(early, item), "waiting")
        run = self._propose(TODAY + timedelta(days=15))
        self.assertEqual(self._level_of(run, item), self.second)

    def test_minimum_interval_between_notices(self):
        self.second.days = 1
        self.workflow.interval_days = 10
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self.assertEqual(
            self._reason(self._propose(TODAY + timedelta(days=9)), item), "waiting"
        )

    def test_catch_up_takes_the_highest_level_reached(self):
        self.workflow.progression = "catch_up"
        self.second.write({"trigger_base": "due_date", "days": 30})
        self.final.write({"trigger_base": "due_date", "days": 60})
        item = self._invoice(100, overdue=45)
        self.assertEqual(self._level_of(self._propose(), item), self.second)

    def test_sequential_never_skips_a_level(self):
        self.second.write({"trigger_base": "due_date", "days": 30})
        item = self._invoice(100, overdue=200)
        self.assertEqual(self._level_of(self._propose(), item), self.reminder)

    def test_last_level_repeats_until_the_maximum(self):
        self.workflow.write({"repeat_days": 20, "maximum_notices": 2})
        (self.second | self.final).active = False
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self.assertEqual(
            self._reason(self._propose(TODAY + timedelta(days=19)), item), "waiting"
        )
        later = TODAY + timedelta(days=20)
        with freeze_time(later):
            run = self._propose(later)
            self.assertEqual(self._level_of(run, item), self.reminder)
            self._send(run.notice_ids)
        newer = self._invoice(50, overdue=10)
        with freeze_time(TODAY + timedelta(days=60)):
            run = self._propose(TODAY + timedelta(days=60))
            self.assertEqual(self._reason(run, item), "maximum_notices")
            self.assertEqual(self._level_of(run, newer), self.reminder)

    def test_reminder_before_the_due_date_is_not_repeated_after_it(self):
        self.workflow.repeat_days = 1
        self.reminder.days = -5
        (self.second | self.final).active = False
        item = self._invoice(100, overdue=-5)
        self._send(self._propose().notice_ids)

        later = self._propose(TODAY + timedelta(days=20))

        self.assertEqual(self._reason(later, item), "last_level")

    def test_below_the_minimum_nothing_is_sent(self):
        self.reminder.minimum_amount = 50
        item = self._invoice(49.99)
        self.assertEqual(self._reason(self._propose(), item), "below_minimum")
        self._invoice(0.01)
        self.assertEqual(self._propose().notice_ids.amount_total, 50)

    def test_below_the_percentage_of_the_balance_nothing_is_sent(self):
        self.reminder.minimum_percentage = 10
        item = self._invoice(99)
        self._invoice(901, overdue=-30)
        self.assertEqual(self._reason(self._propose(), item), "below_minimum")

    def test_below_the_minimum_the_lower_level_is_used(self):
        self.workflow.progression = "catch_up"
        self.second.write(
            {"trigger_base": "due_date", "days": 30, "minimum_amount": 500}
        )
        item = self._invoice(100, overdue=40)

        run = self._propose()

        self.assertEqual(self._level_of(run, item), self.reminder)
        self.assertTrue(run.notice_ids.line_ids.is_lowered)
        self.assertIn("one level lower", run.notice_ids.line_ids.explanation)

    def test_minimum_in_another_currency(self):
        # 1 company unit = 2 foreign units, so 99 foreign are 49.50
        currency = self.setup_other_currency("GBP", rates=[("2026-01-01", 2)])
        self.reminder.minimum_amount = 50
        item = self._invoice(99, currency_id=currency.id)
        self.assertEqual(self._reason(self._propose(), item), "below_minimum")
        self._invoice(1, currency_id=currency.id)
        self.assertEqual(self._propose().notice_ids.amount_total, 100)

    def test_most_specific_workflow_wins(self):
        names = ("group", "company", "segment", "debtor", "invoice")
        flows = {name: self._create_workflow(name=name) for name in names}
        segment = self.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": self.group.id,
                "workflow_id": flows["segment"].id,
            }
        )
        item = self._invoice(100)
        self._propose().action_discard()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        choices = {
            "group": lambda: self.group.write({"workflow_id": flows["group"].id}),
            "company": lambda: self.company.write(
                {"dunning_workflow_id": flows["company"].id}
            ),
            "segment": lambda: debtor.write({"segment_id": segment.id}),
            "debtor": lambda: debtor.write({"workflow_id": flows["debtor"].id}),
            "invoice": lambda: item.move_id.write(
                {"dunning_workflow_id": flows["invoice"].id}
            ),
        }
        for rule, choose in choices.items():
            choose()
            with self.subTest(rule=rule):
                run = self._propose()
                self.assertEqual(run.notice_ids.workflow_id, flows[rule])
                self.assertEqual(run.notice_ids.line_ids.workflow_rule, rule)
                run.action_discard()
        self.assertIn("set on the debtor", debtor.workflow_rule)

    def test_item_filter_of_the_workflow(self):
        item = self._invoice(100)
        other = self._invoice(50, partner=self._create_customer("Smit"))
        self.workflow.item_domain = f"[('partner_id', '=', {self.customer.id})]"
        run = self._propose()
        self.assertEqual(run.notice_ids.line_ids.move_line_id, item)
        self.assertEqual(self._reason(run, other), "outside_workflow")
        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            self.workflow.item_domain = "[('nothing', '=', 1)]"

    def test_first_level_needs_the_due_date(self):
        with self.assertRaisesRegex(ValidationError, "first level"):
            self.reminder.trigger_base = "previous_notice"

    def test_unknown_placeholder_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not a placeholder"):
            self.reminder.opening = "<p>Dear {customer}</p>"

    def test_default_workflow_has_four_levels_with_texts(self):
        workflow = self.env.ref("s4_dunning.dunning_workflow_default")
        self.assertEqual(
            workflow.level_ids.mapped("action"),
            ["notice", "notice", "notice", "hand_over"],
        )
        for level in workflow.level_ids:
            self.assertTrue(level.subject, level.name)
            self.assertTrue(placeholders.has_text(level.opening), level.name)
            self.assertTrue(placeholders.has_text(level.closing), level.name)

    def test_level_of_a_former_workflow_counts(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        other = self._create_workflow(name="Other")
        self.group.workflow_id = other
        later = TODAY + timedelta(days=14)
        run = self._propose(later)
        self.assertEqual(self._level_of(run, item), other.level_ids[1])

    def test_new_company_gets_a_group_of_its_own(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertEqual(company.dunning_group_id.company_ids, company)
        self.assertTrue(company.dunning_group_id.workflow_id)
