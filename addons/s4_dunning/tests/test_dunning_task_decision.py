from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .task_common import TaskCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTaskDecision(TaskCommon):
    """Put off, asked, stood in for."""

    def test_activity_that_is_put_off_gets_another_deadline(self):
        activity = self.debtor._task_for("Call", user=self.anna)

        self._only_task().with_user(self.anna).action_snooze(TOMORROW, "On holiday")

        self.assertEqual(activity.date_deadline, TOMORROW)
        self.assertEqual(self._day(self.anna)["counts"], {})
        self.assertIn("On holiday", str(self.debtor.message_ids[0].body))
        with freeze_time(TOMORROW):
            self.assertEqual(self._day(self.anna)["counts"], {"other": 1})

    def test_notice_that_is_put_off_comes_back(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        self._propose()
        task = self._only_task()

        task.with_user(self.collector).action_snooze(TOMORROW)

        self.assertEqual(self._day(self.collector)["counts"], {})
        self.assertTrue(self._only_task().is_snoozed)
        with freeze_time(TOMORROW):
            self.assertEqual(self._day(self.collector)["counts"], {"review": 1})

    def test_notice_that_was_put_off_is_due_once_it_is_recalled(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        notice = self._propose().notice_ids
        self._only_task().with_user(self.collector).action_snooze(TOMORROW)
        notice.with_user(self.collector).action_approve()

        notice.with_user(self.collector).action_recall()

        self.assertEqual(self._day(self.collector)["counts"], {"review": 1})

    def test_putting_off_twice_keeps_one_row(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        self._propose()
        self._only_task().action_snooze(TOMORROW)
        self._only_task().action_snooze(TODAY + timedelta(days=7), "Holiday")

        snooze = self.env["dunning.snooze"].search([("kind", "=", "review")])

        self.assertRecordValues(
            snooze, [{"date_end": TODAY + timedelta(days=7), "reason": "Holiday"}]
        )

    def test_tasks_are_not_put_off_until_today(self):
        self.debtor._task_for("Call")
        for day in (TODAY, TODAY - timedelta(days=1), False):
            with self.assertRaisesRegex(UserError, "after today"):
                self._only_task().action_snooze(day)

    def test_dialog_knows_tomorrow_and_next_monday(self):
        # 31 March 2026 is a Tuesday
        for until, day in (("tomorrow", TOMORROW), ("week", TODAY + timedelta(days=6))):
            activity = self.debtor._task_for("Call")
            task = self._tasks([("activity_id", "=", activity.id)])
            wizard = self.env["dunning.task.snooze"].create({"until": until})
            wizard.with_context(active_ids=task.ids).action_snooze()
            self.assertEqual(activity.date_deadline, day)

    def test_stand_in_sees_the_tasks_of_who_is_away(self):
        self.debtor._task_for("Call", user=self.anna)
        self.anna.with_user(self.anna).write(
            {
                "dunning_substitute_id": self.bert.id,
                "dunning_substitute_from": TODAY,
                "dunning_substitute_until": TODAY,
            }
        )

        day = self._day(self.bert)

        self.assertEqual(day["stands_in_for"], [self.anna.name])
        [task] = day["tasks"]
        self.assertTrue(task["stands_in"])
        self.assertEqual(task["user"], self.anna.name)
        with freeze_time(TOMORROW):
            self.assertEqual(self._day(self.bert)["counts"], {})

    def test_nobody_stands_in_for_himself_nor_backwards(self):
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.anna.dunning_substitute_id = self.anna
        with self.assertRaisesRegex(UserError, "before it starts"):
            self.anna.write(
                {
                    "dunning_substitute_id": self.bert.id,
                    "dunning_substitute_from": TOMORROW,
                    "dunning_substitute_until": TODAY,
                }
            )

    def test_colleague_is_asked_and_the_answer_comes_back(self):
        self.debtor._task_for("Call", user=self.anna)
        task = self._only_task().with_user(self.anna)

        task.action_ask(self.bert.id, "Did you promise a discount?")

        [question] = self._day(self.bert)["tasks"]
        self.assertEqual(question["kind"], "question")
        activity = self._tasks([("kind", "=", "question")]).activity_id
        self.assertIn("discount", str(activity.note))

        activity.with_user(self.bert).action_feedback(feedback="Yes, two percent.")

        notified = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.anna.partner_id.id)], order="id desc", limit=1
        )
        self.assertIn("two percent", str(notified.mail_message_id.body))

    def test_question_needs_words_and_somebody_who_may_look(self):
        self.debtor._task_for("Call", user=self.anna)
        task = self._only_task().with_user(self.anna)
        stranger = new_test_user(
            self.env, "stranger", groups="base.group_user", company_id=self.company.id
        )
        with self.assertRaisesRegex(UserError, "your question"):
            task.action_ask(self.bert.id, "  ")
        with self.assertRaisesRegex(UserError, "may not see"):
            task.action_ask(stranger.id, "Well?")
