from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.s4_dunning.tests.common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningJobs(DunningCommon):
    """The outbox as jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.outbox_minutes = 0
        # the jobs of other tests are not ours
        cls.env["queue.job"].sudo().search([]).unlink()
        cls.notices = cls.env["dunning.notice"].sudo()

    def _approved(self, *names):
        for name in names:
            self._invoice(100, partner=self._create_customer(name))
        notices = self._propose().notice_ids
        notices.action_approve()
        return notices

    def _count(self, batch_size):
        """Run the scheduled action."""
        cron = self.env.ref("s4_dunning.ir_cron_dunning_send").sudo()
        cron.code = f"model._cron_send({batch_size})"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _jobs(self):
        return self.env["queue.job"].sudo().search([], order="id")

    def test_scheduled_action_makes_a_job_for_each_batch(self):
        notices = self._approved("A", "B", "C", "D", "E")

        self._count(batch_size=2)

        jobs = self._jobs()
        self.assertEqual(len(jobs), 3)
        self.assertEqual(set(jobs.mapped("channel")), {"root.dunning"})
        self.assertEqual(set(jobs.mapped("method_name")), {"_job_send"})
        self.assertEqual(set(notices.mapped("state")), {"approved"}, "jobs send")

    def test_nothing_is_queued_twice(self):
        self._approved("A", "B", "C")
        self._count(batch_size=2)
        self._count(batch_size=2)
        self.assertEqual(len(self._jobs()), 2)

    def test_jobs_send_everything_once(self):
        notices = self._approved("A", "B", "C", "D", "E")
        with self.without_pdf():
            for _job in range(4):
                self.notices._job_send(2)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        for notice in notices:
            self.assertEqual(len(notice.message_ids.filtered("partner_ids")), 1)

    def test_job_does_not_commit(self):
        """Its transaction belongs to the job queue, which would take it for dead."""
        self._approved("A")
        with self.without_pdf(), trap_jobs() as trap:
            self.notices.with_delay()._job_send(40)
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()  # committing is forbidden in a test
        self.assertFalse(self.notices.search(self.notices._outbox_domain()))

    def test_notice_with_an_error_does_not_fail_the_job(self):
        notices = self._approved("A", "Bad")

        def render(notice):
            if notice.partner_id.name == "Bad":
                reason = "wkhtmltopdf crashed"
                raise UserError(reason)
            return b"%PDF-1.4 letter"

        with self.patch_letter(render):
            self.notices._job_send(40)

        bad = notices.filtered(lambda notice: notice.partner_id.name == "Bad")
        self.assertEqual(bad.send_error, "wkhtmltopdf crashed")
        self.assertEqual((notices - bad).state, "sent")
        self.assertFalse(self.notices.search(self.notices._outbox_domain()), "later")

    def test_person_still_sends_at_once(self):
        notices = self._approved("A")
        with self.without_pdf():
            notices.action_send()
        self.assertEqual(notices.state, "sent")
