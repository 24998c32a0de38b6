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
