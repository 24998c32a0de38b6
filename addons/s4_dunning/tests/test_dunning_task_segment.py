from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningTaskSegment(SegmentCommon):
    """What segments propose is one task of My Day, however many debtors it is about."""

    def setUp(self):
        super().setUp()
        self.late = self._segment("Late", mode="proposed", days_overdue_from=30)
        self._refresh()
        self.collector = self._user("segment_collector", "collector")

    def _user(self, login, group, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups=f"s4_dunning.s4_dunning_group_{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def _day(self, user=None, scope="mine"):
        self.env.flush_all()
        tasks = self.env["dunning.task"].with_user(user or self.collector)
        tasks.invalidate_model()
        return tasks.load_day(scope, "segment")["tasks"]

    def _task(self, user=None):
        [card] = self._day(user)
        return (
            self.env["dunning.task"]
            .with_user(user or self.collector)
            .browse(card["id"])
        )

    def _changes(self):
        return self.env["dunning.segment.change"].search(
            [("group_id", "=", self.group.id), ("state", "=", "proposed")]
        )

    def test_one_line_says_how_many(self):
        self._segment("Small", mode="proposed", amount_overdue_to=50)
        self._refresh()

        [card] = self._day()

        self.assertEqual(card["name"], self.group.name)
        self.assertEqual(card["why"], "3 changes of segment to confirm")
        self.assertEqual((card["kind_label"], card["priority"]), ("Segments", 0))
        self.assertEqual(
            self._task().load_task()["sentences"],
            ["3 changes of segment to confirm", "To Late: 2", "To Small: 1"],
        )

    def test_one_alone(self):
        self._changes()[0].action_reject()
        [card] = self._day()
        self.assertEqual(card["why"], "1 change of segment to confirm")

    def test_it_opens_the_list(self):
        task = self._task()
        [button] = task.load_task()["buttons"]
        self.assertEqual(button["method"], "action_open")

        action = task.action_open()

        self.assertEqual(action["res_model"], "dunning.segment.change")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self._changes())

    def test_nothing_is_left_once_all_is_decided(self):
        self._changes().action_confirm()
        self.assertFalse(self._day())

    def test_it_is_for_who_may_decide(self):
        for role, seen in (("viewer", 0), ("viewer_own", 0), ("manager", 1)):
            user = self._user(f"segment_{role}", role)
            self.assertEqual(len(self._day(user, "all")), seen, role)

    def test_each_group_by_itself(self):
        elsewhere = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("segment_stranger", "manager", elsewhere)
        self.assertFalse(self._day(stranger, "all"))

    def test_collector_puts_it_off(self):
        task = self._task()
        task.action_snooze(TODAY + timedelta(days=2), "After the holidays")
        self.assertFalse(self._day())
        with freeze_time(TODAY + timedelta(days=2)):
            self.assertTrue(self._day())

    def test_who_only_reads_does_not_put_it_off(self):
        task = self._task().with_user(self._user("segment_reader", "viewer"))
        with self.assertRaises(AccessError):
            task.action_snooze(TODAY + timedelta(days=2))
