from math import ceil

from odoo import api, models

from odoo.addons.s4_dunning.models.dunning_notice_outbox import BATCH_SIZE


class DunningNotice(models.Model):
    """The outbox as jobs: the scheduled action counts, the jobs send."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    @api.model
    def _cron_send(self, batch_size=BATCH_SIZE):
        """Make as many jobs as batches wait; those that are queued already count."""
        waiting = self.search_count(self._outbox_domain())
        for place in range(ceil(waiting / batch_size)):
            self.with_delay(
                description=self.env._("Send notices of the outbox"),
                identity_key=f"s4_dunning.outbox.{place}",
            )._job_send(batch_size)
        self.env["ir.cron"]._commit_progress(waiting, remaining=0)

    @api.model
    def _job_send(self, batch_size):
        """Send one batch, whichever waits; a conflict undoes the job, to be run again.

        :param batch_size: notices in one transaction, that of the job
        :return: what the job shows as its result
        """
        batch = self._claim(batch_size, self.browse())
        batch._send_batch()
        self._wake_mail_queue()
        return self.env._("%(count)s notices", count=len(batch))
