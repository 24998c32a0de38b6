from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY, DunningCommon

LOGGER = "odoo.addons.s4_dunning.models.dunning_group_failure"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningNight(DunningCommon):
    """Our group has a segment whose filter cannot be read; the other group has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Elsewhere")["company"]
        cls.other_group = cls.other.dunning_group_id
        cls.manager = cls._user("night_manager", "manager", cls.company)
        cls.stranger = cls._user("night_stranger", "manager", cls.other)
        cls.collector = cls._user("night_collector", "collector", cls.company)
        cls.segment = cls.env["dunning.segment"].create(
            {"name": "Broken", "group_id": cls.group.id, "mode": "automatic"}
        )
        cls._set_filter("[('no_such_field', '=', 1)]")

    @classmethod
    def _user(cls, login, group, company):
        return new_test_user(
            cls.env,
            login,
            groups=f"s4_dunning.s4_dunning_group_{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _set_filter(cls, text):
        """A field may vanish with its add-on: constraints do not see it."""
        cls.segment.flush_recordset()
        cls.env.cr.execute(
            "UPDATE dunning_segment SET domain = %s WHERE id = %s",
            [text, cls.segment.id],
        )
        cls.segment.invalidate_recordset()

    def _night(self):
        self.env["dunning.group"]._cron_refresh()

    def _tasks(self, user=None):
        return self.group.activity_ids.filtered(
            lambda task: task.user_id == (user or self.manager)
        )

    def test_failure_of_one_group_is_logged_and_the_others_are_refreshed(self):
        (self.group | self.other_group).date_refreshed = False

        with self.assertLogs(LOGGER, "ERROR") as log:
            self._night()

        self.assertIn("Traceback", log.output[0])
        self.assertFalse(self.group.date_refreshed)
        self.assertTrue(self.other_group.date_refreshed)

    @mute_logger(LOGGER)
    def test_scheduled_action_does_not_count_it_as_a_failure(self):
        cron = self.env.ref("s4_dunning.ir_cron_dunning_refresh")

        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

        cron.invalidate_recordset()
        self.assertEqual(cron.failure_count, 0)
        self.assertTrue(self._tasks())

    @mute_logger(LOGGER)
    def test_managers_of_the_group_get_one_task_whatever_the_nights(self):
        self._night()
        self._night()

        [task] = self._tasks()
        self.assertIn(
            f"The nightly refresh of {self.group.name} stopped and is tried again "
            "every night: The filter of segment Broken cannot be read",
            task.note,
        )
        self.assertFalse(self._tasks(self.stranger))
        self.assertFalse(self._tasks(self.collector))
        self.assertFalse(self.other_group.activity_ids)

    @mute_logger(LOGGER)
    def test_task_goes_when_the_night_works_again(self):
        self._night()
        self._set_filter("[]")

        self._night()

        self.assertFalse(self._tasks())

    @mute_logger(LOGGER)
    def test_what_nobody_foresaw_stops_its_own_group_only(self):
        def work(group):
            if group == self.group:
                raise ZeroDivisionError
            group.date_refreshed = False

        self.other_group.date_refreshed = "2026-01-01"
        (self.group | self.other_group)._each_by_itself("propose", work)

        self.assertFalse(self.other_group.date_refreshed)
        [task] = self._tasks()
        self.assertIn(
            "an unexpected error, the log of the server tells which.", task.note
        )
