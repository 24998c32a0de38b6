from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY

READERS = ("viewer", "collector", "manager")
OTHERS = ("nobody", "portal", "accountant", "half")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTaskAccess(AccessCommon):
    """Who sees tasks, who puts them off, and what nobody gets to see that way."""

    def setUp(self):
        super().setUp()
        self.group.action_refresh()
        self.debtor = self.records["dunning.debtor"]
        self.activity = self.debtor._task_for("Call", user=self.roles["collector"])
        self.env.flush_all()
        self.tasks = self.env["dunning.task"].search(
            [("debtor_id", "=", self.debtor.id)]
        )
        self.assertEqual(sorted(self.tasks.mapped("kind")), ["other", "review"])
        self.figure = self.env["dunning.figure"].search(
            [("group_id", "=", self.group.id)]
        )

    def _seen(self, role, records):
        return records.with_user(self.roles[role]).search([("id", "in", records.ids)])

    def test_tasks_are_for_readers_of_the_whole_group(self):
        for role in READERS:
            self.assertEqual(self._seen(role, self.tasks).ids, self.tasks.ids, role)
        for role in ("nobody", "portal", "accountant"):
            with self.assertRaises(AccessError, msg=role):
                self._seen(role, self.tasks)
        self.assertFalse(self._seen("half", self.tasks))
        self.assertFalse(self._seen("salesperson", self.tasks))

    def test_salesperson_sees_tasks_of_own_customers(self):
        self.customer.user_id = self.roles["salesperson"]
        self.assertEqual(len(self._seen("salesperson", self.tasks)), 2)

    def test_salesperson_opens_the_day_without_key_figures(self):
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()

        tasks = self.env["dunning.task"].with_user(self.roles["salesperson"])
        day = tasks.load_day("all")

        self.assertEqual(day["counts"], {"review": 1, "other": 1})
        self.assertEqual({task["name"] for task in day["tasks"]}, {self.customer.name})
        self.assertEqual(day["figures"], [])
        for task in day["tasks"]:
            detail = tasks.browse(task["id"]).load_task()
            self.assertEqual(detail["name"], self.customer.name)

    def test_who_only_reads_is_offered_nothing_to_decide(self):
        activity = self.tasks.activity_id
        for user in (self.roles["viewer"], self.roles["collector"]):
            tasks = self.env["dunning.task"].with_user(user)
            self.assertEqual(
                tasks.load_day("all")["may_decide"], user == self.roles["collector"]
            )
        for owner, labels in (
            (self.roles["collector"], {"View"}),
            (self.roles["viewer"], {"View", "Done"}),
        ):
            activity.user_id = owner
            self.env.flush_all()
            self.env.invalidate_all()
            offered = {
                button["label"]
                for task in self.tasks.with_user(self.roles["viewer"])
                for button in task.load_task()["buttons"]
            }
            self.assertEqual(offered, labels)

        activity.with_user(self.roles["viewer"]).action_feedback(feedback="Called")
        self.assertFalse(activity.exists().active)

    def test_nobody_writes_tasks(self):
        for role in (*READERS, "salesperson", *OTHERS):
            for operation in ("write", "create", "unlink"):
                task = self.tasks.with_user(self.roles[role])
                self.assertFalse(task.has_access(operation), (role, operation))

    def test_key_figures_are_for_who_sees_all_customers(self):
        for role in READERS:
            self.assertEqual(self._seen(role, self.figure).ids, self.figure.ids)
        self.assertFalse(self._seen("half", self.figure))
        for role in ("salesperson", "nobody", "portal", "accountant"):
            with self.assertRaises(AccessError, msg=role):
                self._seen(role, self.figure)

    def test_reader_does_not_put_off_nor_decide(self):
        for role in ("viewer", "half", "nobody"):
            for task in self.tasks:
                with self.assertRaises(AccessError, msg=role):
                    task.with_user(self.roles[role]).action_snooze("2026-04-30")
            with self.assertRaises(AccessError, msg=role):
                self.tasks[0].with_user(self.roles[role]).action_ask(
                    self.roles["viewer"].id, "Well?"
                )

    def test_what_is_put_off_is_written_by_the_button_only(self):
        review = self.tasks.filtered(lambda task: task.kind == "review")
        review.with_user(self.roles["collector"]).action_snooze("2026-04-30")
        snooze = self.env["dunning.snooze"].search([])
        self.assertEqual(snooze.user_id, self.roles["collector"])

        for role in ("viewer", "collector", "manager", "half", "portal"):
            row = snooze.with_user(self.roles[role])
            self.assertFalse(row.has_access("write"), role)
            self.assertFalse(row.has_access("create"), role)
        self.assertFalse(self._seen("half", snooze))

    def test_teams_are_set_up_by_managers(self):
        team = self.env["dunning.team"].create({"name": "North"})
        self.assertTrue(team.with_user(self.roles["manager"]).has_access("write"))
        self.assertTrue(team.with_user(self.roles["collector"]).has_access("read"))
        self.assertFalse(team.with_user(self.roles["collector"]).has_access("write"))
        self.assertFalse(team.with_user(self.roles["viewer"]).has_access("read"))

    def test_user_names_a_stand_in_and_nobody_elses(self):
        collector, viewer = self.roles["collector"], self.roles["viewer"]
        collector.with_user(collector).dunning_substitute_id = viewer
        with self.assertRaises(AccessError):
            viewer.with_user(collector).dunning_substitute_id = collector

    def test_stand_in_gets_no_more_rights(self):
        collector, half = self.roles["collector"], self.roles["half"]
        collector.with_user(collector).dunning_substitute_id = half
        day = self.env["dunning.task"].with_user(half).load_day()
        self.assertFalse(day["tasks"])
        self.assertFalse(day["counts"])
        self.assertFalse(day["figures"])

    def test_salesperson_without_the_ledger_reads_the_detail(self):
        viewer = self.roles["viewer"]
        for task in self.tasks.with_user(viewer):
            detail = task.load_task()
            self.assertEqual(detail["name"], self.customer.name)
        self.assertTrue(detail["reason"])
