from odoo.tests import freeze_time, tagged

from .common import TODAY
from .scale_common import ScaleCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTaskScale(ScaleCommon):
    """The screen costs the same number of queries, however many tasks there are."""

    def test_opening_the_screen(self):
        self.group.action_refresh()

        self._cost(14)  # what the server keeps in memory
        few, many = self._cost(5), self._cost(14)

        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def _cost(self, limit):
        """:return: how many queries the screen takes, the caches of the server warm"""
        tasks = self.env["dunning.task"]
        self.assertEqual(len(tasks.load_day(limit=limit)["tasks"]), limit)
        return self._queries(lambda tasks: tasks.load_day(limit=limit), tasks)

    def test_list_of_tasks(self):
        tasks = self.env["dunning.task"].search([("kind", "=", "review")])
        self.assertCostsTheSame(self._read_list("dunning.task"), tasks)

    def test_failures_are_found_by_an_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT mail_message_id FROM mail_notification"
            " WHERE notification_status IN ('bounce', 'exception')"
        )
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("notification_status_failure", plan)
