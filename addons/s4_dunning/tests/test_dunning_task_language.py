from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..rules.delivery_reports import Report
from .common import TODAY
from .task_common import TaskCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTaskLanguage(TaskCommon):
    """Who has a task reads it in the own language, whoever makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.anna.lang = "nl_NL"

    def setUp(self):
        super().setUp()
        self.debtor.collector_id = self.anna

    def _refresh(self, day=TOMORROW):
        with freeze_time(day):
            self.group.action_refresh()

    def _summary(self, records=None):
        """:return: what stands on the only task of Anna"""
        tasks = (self.debtor if records is None else records).activity_ids
        return tasks.filtered(lambda task: task.user_id == self.anna).summary

    def test_answer_that_the_gateway_takes_up(self):
        reply = self._receive(self._mail("We will pay on 10 April 2026."))
        self.assertEqual(self._summary(), f"Lees het antwoord van {reply.email_from}")

    def test_failures_that_a_mail_server_reports(self):
        reports = [self._bounce("one@example.com"), self._bounce("two@example.com")]

        self.notice.sudo()._receive_reports(self.message.sudo(), reports)

        self.assertEqual(self._summary(), "Verbeter het e-mailadres one@example.com")
        self.assertIn("het e-mailadres two@example.com", self.debtor.activity_ids.note)

    def _bounce(self, address):
        return Report("hard", address, "5.1.1", "User unknown")

    def test_promise_that_was_not_kept(self):
        self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtor.id,
                "date": TOMORROW,
                "item_ids": self.notice.line_ids.move_line_id.ids,
                "user_id": self.anna.id,
            }
        )
        self._refresh(TODAY + timedelta(days=20))
        self.assertIn("Toezegging niet nagekomen", self._summary())

    def test_hold_that_has_ended(self):
        hold = self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": self.debtor.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
                "user_id": self.anna.id,
                "date_end": TODAY,
            }
        )
        self._refresh()
        self.assertIn("De pauze is geëindigd", self._summary(hold))

    def test_dispute_of_a_colleague(self):
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.notice.line_ids.move_line_id.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
                "user_id": self.anna.id,
            }
        )
        self.assertIn("Handel het geschil", self._summary(dispute))
