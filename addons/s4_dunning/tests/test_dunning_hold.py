from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningHold(DunningCommon):
    """A hold pauses, is reviewed, ends by itself, and is released where it was made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )
        cls.reason = cls.env.ref("s4_dunning.dunning_hold_reason_other")

    def _hold(self, **values):
        return self.env["dunning.hold"].create(
            {"debtor_id": self.debtor.id, "reason_id": self.reason.id, **values}
        )

    def _tasks(self, hold):
        review = self.env.ref("s4_dunning.mail_activity_hold")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", review.id), ("res_id", "in", hold.ids)]
        )

    def test_hold_ends_by_itself_and_its_owner_is_told(self):
        item = self._invoice(100)
        hold = self._hold(date_end=date(2026, 4, 6))
        self.assertEqual(self._reason(self._propose(date(2026, 4, 6)), item), "hold")
        self.assertFalse(hold.is_released, "the last day counts")

        run = self._propose(date(2026, 4, 7))

        self.assertEqual(run.notice_ids.partner_id, self.customer)
        self.assertTrue(hold.is_released)
        self.assertEqual(hold.date_released, date(2026, 4, 7))
        self.assertEqual(
            self._tasks(hold).mapped("summary"), ["The hold has ended: Other"]
        )
        self.assertEqual(self._tasks(hold).user_id, self.env.user)

    def test_owner_is_told_once(self):
        hold = self._hold(date_end=TODAY)
        for day in (1, 2):
            with freeze_time(TODAY + timedelta(days=day)):
                self.group.action_refresh()
        self.assertEqual(len(self._tasks(hold)), 1)

    def test_nobody_is_told_where_the_owner_left(self):
        user = self.env["res.users"].create({"name": "Anna", "login": "anna"})
        hold = self._hold(date_end=TODAY, user_id=user.id)
        user.active = False
        with freeze_time(TODAY + timedelta(days=1)):
            self.group.action_refresh()
        self.assertTrue(hold.is_released)
        self.assertFalse(self._tasks(hold))

    def test_owner_who_left_is_refused(self):
        user = self.env["res.users"].create({"name": "Anna", "login": "anna"})
        user.active = False
        with self.assertRaisesRegex(ValidationError, "Anna has left"):
            self._hold(user_id=user.id)

    def test_review_is_a_task_that_ends_with_the_hold(self):
        hold = self._hold(date_review=date(2026, 4, 2))
        self.assertEqual(self._tasks(hold).date_deadline, date(2026, 4, 2))
        hold.date_review = date(2026, 4, 3)
        self.assertEqual(self._tasks(hold).date_deadline, date(2026, 4, 3))
        hold.action_release()
        self.assertFalse(self._tasks(hold).filtered("active"))

    def test_hold_of_a_promise_is_not_released_by_itself(self):
        self._invoice(100)
        promise = self.env["dunning.promise"].create(
            {"debtor_id": self.debtor.id, "date": date(2026, 4, 9)}
        )
        hold = promise.hold_ids
        self.assertTrue(hold.has_origin)
        self.assertIn("Jansen Transport pays on", hold.origin)
        with self.assertRaisesRegex(UserError, "settle or withdraw that"):
            hold.action_release()
        action = hold.action_open_origin()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("dunning.promise", promise.id)
        )
        by_person = self._hold()
        found = self.env["dunning.hold"].search([("has_origin", "=", False)])
        self.assertIn(by_person, found)
        self.assertNotIn(hold, found)
