from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.s4_dunning.models import dunning_notice_outbox

from .common import TODAY
from .outbox_common import OutboxCommon

OUTBOX = "odoo.addons.s4_dunning.models.dunning_notice_outbox"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningOutboxBatch(OutboxCommon):
    """Batches: cheap together, and yet each notice stands for itself."""

    def _of(self, notices, name):
        return notices.filtered(lambda notice: notice.partner_id.name == name)

    def _run_worker(self):
        cron = self.env.ref("s4_dunning.ir_cron_dunning_send").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _switch_on(self, is_on=True):
        self.group.is_sending_scheduled = is_on

    def test_each_notice_of_a_batch_costs_few_queries(self):
        names = [f"Debtor{number}" for number in range(14)]
        notices = self._approved(*names)
        self.env.invalidate_all()
        with self.without_pdf():
            before = self.cr.sql_log_count
            notices[:2].action_send()
            of_two = self.cr.sql_log_count - before
            self.env.flush_all()
            self.env.invalidate_all()

            # the number, and the messages before it on the thread
            with self.assertQueryCount(of_two + 10 * 3):
                notices[2:].action_send()
                self.env.flush_all()

        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_unforeseen_error_finds_its_notice(self):
        notices = self._approved("A", "B", "C", "D", "E")
        body = self.registry["dunning.notice"]._email_body

        def crash(notice):
            if notice.partner_id.name == "D":
                raise ZeroDivisionError("crash")
            return body(notice)

        with (
            self.without_pdf(),
            patch.object(self.registry["dunning.notice"], "_email_body", crash),
            mute_logger(OUTBOX),
        ):
            notices.action_send()

        bad = self._of(notices, "D")
        self.assertEqual(bad.state, "approved")
        self.assertIn("crash", bad.send_error)
        self.assertTrue(bad.is_tried_again)
        for notice in notices - bad:
            self.assertEqual(notice.state, "sent")
            self.assertEqual(len(notice.message_ids.filtered("partner_ids")), 1)
            self.assertEqual(len(notice.message_ids.notification_ids), 1)
        self.assertEqual(len(set((notices - bad).mapped("name"))), 4)
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "dunning.notice"), ("res_id", "in", notices.ids)]
        )
        self.assertEqual(attachments, (notices - bad).pdf_id, "no orphans")

    def test_failure_that_may_pass_is_tried_again_five_times(self):
        notice = self._approved("A")
        tries = []

        def fail(_notice):
            tries.append(1)
            reason = "wkhtmltopdf crashed"
            raise UserError(reason)

        now = notice.send_after
        with self.patch_letter(fail):
            for _time in range(8):
                now += timedelta(hours=3)
                with freeze_time(now):
                    self._run_worker()
                    self._run_worker()  # too early for another attempt

        self.assertEqual(len(tries), 5)
        self.assertEqual(notice.send_attempts, 5)
        self.assertFalse(notice.is_tried_again, "now it waits for a person")
        self.assertEqual(notice.send_error, "wkhtmltopdf crashed")
        with self.without_pdf():
            notice.action_send()
        self.assertRecordValues(
            notice, [{"state": "sent", "send_error": False, "send_attempts": 0}]
        )

    def test_failure_that_passed_needs_nobody(self):
        notice = self._approved("A")

        def fail(_notice):
            reason = "out of memory"
            raise UserError(reason)

        with self.patch_letter(fail):
            self._run_worker()
        self.assertEqual(notice.state, "approved")
        self.assertEqual(notice.send_error, "out of memory")

        with self.without_pdf(), freeze_time(notice.send_after + timedelta(hours=1)):
            self._run_worker()

        self.assertEqual(notice.state, "sent")

    def test_problem_waits_for_a_person(self):
        notice = self._approved("A")
        notice.partner_id.active = False
        with self.without_pdf():
            self._run_worker()
            self.assertIn("is archived", notice.send_error)
            self.assertFalse(notice.is_tried_again)
            notice.partner_id.active = True
            with freeze_time(notice.send_after + timedelta(days=3)):
                self._run_worker()
            self.assertEqual(notice.state, "approved")

            notice.action_send()

        self.assertEqual(notice.state, "sent")

    def test_recall_forgets_the_failures(self):
        notice = self._approved("A")
        notice.sudo().write({"send_error": "x", "send_attempts": 3})
        notice.action_recall()
        self.assertRecordValues(notice, [{"send_error": False, "send_attempts": 0}])

    def test_large_selection_leaves_the_rest_to_the_workers(self):
        self._switch_on()
        notices = self._approved("A", "B", "C", "D", "E")
        notices.sudo().write({"send_after": TODAY + timedelta(days=1)})
        with self.without_pdf(), patch.object(dunning_notice_outbox, "BATCH_SIZE", 2):
            action = notices.action_send()

        self.assertEqual(notices.mapped("state").count("sent"), 2)
        message = action["params"]["message"]
        self.assertIn("2 sent", message)
        self.assertIn("3 are being sent in the background", message)
        with self.without_pdf():
            self._run_worker()
        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_large_selection_without_workers_says_what_to_do(self):
        self._switch_on(False)
        notices = self._approved("A", "B", "C")
        with self.without_pdf(), patch.object(dunning_notice_outbox, "BATCH_SIZE", 2):
            action = notices.action_send()
        self.assertIn("1 still wait", action["params"]["message"])

    def test_worker_wakes_the_others_when_more_than_a_batch_waits(self):
        self._switch_on()
        other = self.env.ref("s4_dunning.ir_cron_dunning_send_more").sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        self._approved("A", "B", "C", "D")
        with (
            self.without_pdf(),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cursor,
        ):
            worker = self.env["dunning.notice"].with_env(self.env(cr=cursor, su=True))
            worker._cron_send(batch_size=1)
            worker._cron_send(batch_size=1)
        woken = triggers.search([("cron_id", "=", other.id)])
        self.assertEqual(len(woken), 1, "once is enough")

    def test_conflict_is_tried_again_with_fewer(self):
        notices = self._approved("A", "B", "C", "D", "E")
        sizes = []
        deliver = self.registry["dunning.notice"]._deliver

        def conflict(batch):
            sizes.append(len(batch))
            if len(batch) > 1:
                raise SerializationFailure("could not serialize access")
            return deliver(batch)

        with (
            self.without_pdf(),
            patch.object(self.registry["dunning.notice"], "_deliver", conflict),
        ):
            self._run_worker()

        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(sizes[0], 5)
        for notice in notices:
            self.assertEqual(len(notice.message_ids.filtered("partner_ids")), 1)

    def test_credit_that_came_in_counts_for_one_notice_only(self):
        """Two notices of one debtor in one batch, and one new credit."""
        sister = self._second_company()["company"]
        self.workflow.grouping = "company"
        self._invoice(100)
        self._invoice(80, company=sister)
        notices = self._propose().notice_ids
        self.assertEqual(len(notices), 2)
        notices.action_approve()
        self._invoice(30, move_type="out_refund")

        with self.without_pdf():
            notices.action_send()

        self.assertEqual(sorted(notices.mapped("amount_total")), [70, 80])

    def test_follower_is_told_in_the_way_of_the_follower(self):
        notice = self._approved("A")
        follower = (
            self.env["res.users"]
            .sudo()
            .create(
                {
                    "name": "Follower",
                    "login": "dunning_follower",
                    "email": "follower@example.com",
                    "notification_type": "inbox",
                }
            )
        )
        notice.message_subscribe(follower.partner_id.ids)

        with self.without_pdf():
            notice.action_send()

        notifications = notice.message_ids.notification_ids.sudo()
        self.assertEqual(
            {(row.res_partner_id, row.notification_type) for row in notifications},
            {(notice.partner_id, "email"), (follower.partner_id, "inbox")},
        )

    def test_who_sends_gets_the_answers(self):
        notice = self._approved("A")
        with self.without_pdf():
            notice.action_send()
        self.assertIn(self.env.user.partner_id, notice.message_partner_ids)
