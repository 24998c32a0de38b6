from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessTasks(LocationLimitCommon):
    """Leaks of the day's work that were tried."""

    def _tasks(self, user):
        return self._as(user, self.env["dunning.task"]).search(
            [("group_id", "=", self.group.id)]
        )

    def test_tasks_are_those_of_the_own_locations(self):
        """Tried: the list, its counters, and an activity of somebody else."""
        for name in ("Lease", "Garage", "Duo"):
            self.debtors[name]._task_for("Call", user=self.users["collector"])
        everybody = self._tasks("collector")
        self.assertEqual(len(everybody), 6)

        mine = self._tasks("g_collector")

        self.assertEqual(mine.partner_id, self.garage)
        self.assertEqual(sorted(mine.mapped("kind")), ["other", "review"])
        day = self._as("g_collector", self.env["dunning.task"]).load_day("all")
        self.assertEqual(sum(day["counts"].values()), 2)
        self.assertEqual({task["amount"] for task in day["tasks"]}, {10})

    def test_sums_do_not_tell_of_other_locations(self):
        """Tried: sums, filters and a task out of reach by its id."""
        tasks = self._as("g_collector", self.env["dunning.task"])
        rows = tasks.formatted_read_group([], ["kind"], ["amount_overdue:sum"])
        self.assertEqual([row["amount_overdue:sum"] for row in rows], [10])
        self.assertFalse(tasks.search_count([("amount_overdue", ">", 100)]))
        lease = self._tasks("collector").filtered(
            lambda task: task.partner_id == self.lease
        )
        with self.assertRaises(AccessError):
            self._as("g_collector", lease).load_task()

    def test_key_figures_of_the_group_are_hidden(self):
        self.group.action_refresh()
        figure = self.env["dunning.figure"].search([("group_id", "=", self.group.id)])
        self._assert_unreadable("g_collector", figure)
        day = self._as("g_collector", self.env["dunning.task"]).load_day("all")
        self.assertFalse(day["figures"])

    def test_limited_user_puts_off_and_decides_the_own_ones(self):
        [task] = self._tasks("g_collector")
        task.action_snooze("2026-04-10")
        self.assertFalse(
            self._as("g_collector", self.env["dunning.task"]).load_day("all")["counts"]
        )
        others = self._tasks("collector") - task.with_user(self.users["collector"])
        with self.assertRaises(AccessError):
            self._as("g_collector", others[0]).action_snooze("2026-04-10")

    def test_limited_colleague_is_not_asked_about_other_locations(self):
        lease = self._tasks("collector").filtered(
            lambda task: task.partner_id == self.lease
        )
        with self.assertRaisesRegex(Exception, "may not see"):
            lease.action_ask(self.users["g_collector"].id, "Well?")

    def _scheduled(self, record, **values):
        """A task of the user limited to Groningen about a record."""
        return record.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.users["g_collector"].id,
            **values,
        )

    def test_task_about_an_own_part_of_a_shared_debtor_is_seen(self):
        """Tried: the sums of the debtor on a task about one of its items."""
        item = self.items["Lease Groningen"]
        self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
                "amount": 30,
                "user_id": self.users["g_collector"].id,
            }
        )
        hold = self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": item.id,
                "reason_id": self.env.ref(
                    "s4_dunning.dunning_hold_reason_insolvency"
                ).id,
            }
        )
        arrangement = self.env["dunning.arrangement"].create(
            {"debtor_id": self.debtors["Lease"].id, "item_ids": item.ids}
        )
        self._scheduled(hold)
        self._scheduled(arrangement)

        mine = self._tasks("g_collector").filtered(
            lambda task: task.partner_id == self.lease
        )

        self.assertEqual(
            {task.res_model: task.amount_overdue for task in mine},
            {
                "dunning.dispute": 30,
                "dunning.hold": 100,
                "dunning.arrangement": 100,
            },
        )
        self.assertFalse(any(mine.mapped("days_overdue")))
        self.assertFalse(mine.level_id)
        detail = mine[0].load_task()
        self.assertEqual(detail["name"], "Lease")
        self.assertFalse(detail["reason"])
        self.assertFalse(detail["chart_id"])

    def test_task_about_a_record_of_other_locations_is_hidden(self):
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.items["Lease Zwolle"].move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
                "user_id": self.users["collector"].id,
            }
        )
        [task] = self._tasks("collector").filtered(
            lambda task: task.res_model == "dunning.dispute"
        )
        self.assertEqual(task.res_id, dispute.id)
        self._assert_unreadable("g_collector", task)
