from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .task_common import TaskCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTask(TaskCommon):
    """What waits for a person is a task, once, and with the one whose it is."""

    def test_nothing_waits_once_a_notice_is_sent(self):
        self.assertFalse(self._tasks())

    def test_proposed_notice_is_to_review(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        notice = self._propose().notice_ids

        [task] = self._tasks()

        self.assertRecordValues(
            task,
            [
                {
                    "kind": "review",
                    "res_model": "dunning.notice",
                    "res_id": notice.id,
                    "partner_id": notice.partner_id.id,
                    "user_id": self.collector.id,  # responsible for the group
                    "date": TODAY,
                    "amount_overdue": 250,
                    "currency_id": self.company.currency_id.id,
                    "days_overdue": 10,
                    "level_id": self.reminder.id,
                }
            ],
        )

    def test_second_person_is_asked_and_not_the_first(self):
        self.group.write({"second_approval": True, "second_approval_amount": 10})
        self._invoice(250, partner=self._create_customer("Smit"))
        notice = self._propose().notice_ids
        notice.with_user(self.anna).action_approve()

        [task] = self._tasks()

        self.assertEqual(task.kind, "approval")
        self.assertFalse(task.user_id)
        self.assertEqual(self._day(self.anna)["counts"], {})
        self.assertEqual(self._day(self.bert)["counts"], {"approval": 1})

    def test_notice_that_could_not_be_sent_is_a_failure(self):
        notice = self._approved("Smit")
        notice.sudo().send_error = "No letterhead."

        [task] = self._tasks()

        self.assertEqual((task.kind, task.summary), ("failure", "No letterhead."))
        self.assertEqual(task.res_id, notice.id)

    def test_email_that_did_not_arrive_is_a_failure_until_it_is_settled(self):
        self._fail()
        self.assertEqual(self._kinds(), ["failure"])

        self.notice.action_settle_failure()

        self.assertFalse(self._tasks())

    def test_failure_and_the_activity_that_it_made_are_one_task(self):
        self._fail()
        self.notice.sudo().failure_task_id = self.debtor._task_for(
            "Correct the address"
        )
        self.assertEqual(self._kinds(), ["failure"])

        self.notice.failure_task_id.action_feedback()

        self.assertFalse(self._tasks())

    def test_failure_is_gone_once_the_email_is_sent_again(self):
        self._fail()
        task = self.debtor._task_for("Correct the address")
        self.notice.sudo().failure_task_id = task
        self.env["mail.mail"].create(
            {"mail_message_id": self.message.id, "state": "exception"}
        )
        self.notice._email_notifications().mail_mail_id = self.message.mail_ids[:1]

        self.notice.action_send_again()

        self.assertFalse(self._tasks())
        self.assertFalse(task.active)

    def test_failure_of_a_paid_notice_is_no_task(self):
        self._fail()
        self.notice.sudo().state = "closed"
        self.assertFalse(self._tasks())

    def test_answer_and_its_activity_are_one_task(self):
        reply = self._receive(self._mail("We will pay on 10 April 2026."))
        self.assertTrue(reply.task_id)

        [task] = self._tasks()

        self.assertEqual(task.kind, "reply")
        self.assertEqual(task.reply_id, reply)
        self.assertEqual(task.user_id, self.collector)

    def test_answer_of_somebody_unknown_is_one_task(self):
        mail = self._mail("Hello", reference=False, From="who@example.org", Subject="?")
        reply = self._receive(mail)
        self.assertEqual(reply.state, "to_assign")

        [task] = self._tasks()

        self.assertEqual((task.kind, task.priority), ("reply", 50))
        self.assertEqual(
            self._day(self.collector)["tasks"][0]["name"], reply.email_from
        )

    def test_answer_that_is_done_leaves_nothing(self):
        reply = self._receive(self._mail("We will pay on 10 April 2026."))
        reply.action_done()
        self.assertFalse(self._tasks())

    def test_activities_are_of_the_kind_of_their_type(self):
        kinds = ("call", "promise", "dispute", "arrangement", "hold", "sales")
        for kind in (*kinds, "question", "todo"):
            self.debtor._task_for(kind, kind=kind)

        found = {task.summary: task.kind for task in self._tasks()}

        expected = {**{kind: kind for kind in kinds}, "question": "question"}
        self.assertEqual(found, {**expected, "todo": "other"})

    def test_activity_on_a_notice_is_a_task_of_its_debtor(self):
        self.notice.activity_schedule(summary="Ask", user_id=self.anna.id)

        [task] = self._tasks()

        self.assertRecordValues(
            task,
            [
                {
                    "kind": "other",
                    "res_model": "dunning.notice",
                    "debtor_id": self.debtor.id,
                    "user_id": self.anna.id,
                }
            ],
        )

    def test_task_of_a_dispute_is_settled_there(self):
        item = self.notice.line_ids.move_line_id
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "reason_id": self.env["dunning.dispute.reason"].search([], limit=1).id,
            }
        )
        self.env.flush_all()

        [task] = self._tasks([("kind", "=", "dispute")])

        self.assertEqual((task.res_model, task.res_id), (dispute._name, dispute.id))
        self.assertEqual(task.debtor_id, self.debtor)
        methods = [button.get("method") for button in task.load_task()["buttons"]]
        self.assertEqual(methods[:3], ["action_settle"] * 3)
        self.assertNotIn("action_feedback", methods)

    def test_task_of_a_hold_of_an_item_is_one_of_its_debtor(self):
        hold = self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": self.notice.line_ids.move_line_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
                "date_review": TODAY,
            }
        )

        [task] = self._tasks()

        self.assertEqual((task.kind, task.res_id), ("hold", hold.id))
        self.assertEqual(task.debtor_id, self.debtor)
        hold.action_release()
        self.assertFalse(self._tasks())

    def test_done_activity_is_no_task(self):
        self.debtor._task_for("Call").action_feedback()
        self.assertFalse(self._tasks())

    def test_ids_do_not_meet_and_stay(self):
        self._fail()
        self.debtor._task_for("Call")
        self._invoice(250, partner=self._create_customer("Smit"))
        self._propose()
        before = {(task.kind, task.res_id): task.id for task in self._tasks()}
        self.assertEqual(len(set(before.values())), 3)

        self.debtor._task_for("Once more", kind="call")

        after = {(task.kind, task.res_id): task.id for task in self._tasks()}
        self.assertEqual(before, {key: after[key] for key in before})

    def test_owner_is_the_collector_then_the_responsible_then_nobody(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        debtor = self._propose().notice_ids.debtor_id
        debtor.collector_id = self.anna
        self.assertEqual(self._tasks().user_id, self.anna)

        debtor.collector_id = False
        self.assertEqual(self._tasks().user_id, self.collector)

        self.group.responsible_id = False
        self.assertFalse(self._tasks().user_id)
        self.assertEqual(self._day(self.bert)["counts"], {"review": 1})

    def test_tasks_of_who_left_are_of_who_is_responsible(self):
        self._invoice(250, partner=self._create_customer("Smit"))
        self._propose().notice_ids.debtor_id.collector_id = self.anna
        self.anna.active = False
        self.assertEqual(self._tasks().user_id, self.collector)

    def test_mine_team_and_all(self):
        self.env["dunning.team"].create(
            {"name": "North", "leader_id": self.bert.id, "member_ids": self.anna.ids}
        )
        for user in (self.anna, self.bert, self.collector):
            self.debtor._task_for("Call", user=user)

        def count(user, scope):
            return sum(self._day(user, scope)["counts"].values())

        self.assertEqual(count(self.anna, "mine"), 1)
        self.assertEqual(count(self.anna, "team"), 2)
        self.assertEqual(count(self.anna, "all"), 3)
        self.assertEqual(count(self.collector, "team"), 1)
        self.assertTrue(self._day(self.bert)["has_team"])
        self.assertFalse(self._day(self.collector)["has_team"])

    def test_later_tasks_do_not_show_today(self):
        self.debtor._task_for("Later", date=TOMORROW, user=self.anna)
        self.assertEqual(self._day(self.anna)["counts"], {})
        self.assertEqual(len(self._tasks()), 1)

    def test_tasks_come_in_the_order_of_their_scores(self):
        other = self.env["dunning.debtor"].create(
            {"partner_id": self._create_customer("Smit").id, "group_id": self.group.id}
        )
        for debtor in (self.debtor, other):
            debtor._task_for(debtor.display_name, user=self.anna)
        self.debtor.sudo().priority, other.sudo().priority = 20, 80

        day = self._day(self.anna)

        self.assertEqual([task["priority"] for task in day["tasks"]], [80, 20])

    def test_filter_lists_one_kind_and_counts_all(self):
        self.debtor._task_for("Call", kind="call", user=self.anna)
        self.debtor._task_for("Look", user=self.anna)
        self.env.flush_all()

        day = self.env["dunning.task"].with_user(self.anna).load_day("mine", "call")

        self.assertEqual([task["why"] for task in day["tasks"]], ["Call"])
        self.assertEqual(day["counts"], {"call": 1, "other": 1})
