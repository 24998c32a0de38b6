from markupsafe import Markup

from odoo import fields, models
from odoo.tools import plaintext2html


class DunningNotice(models.Model):
    """Failures: who mends it when an e-mail did not arrive, and that it was mended."""

    _inherit = "dunning.notice"

    failure_task_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    is_failure_settled = fields.Boolean(readonly=True, copy=False)

    def _ask_to_mend(self, summary, note=None):
        """Give who is in charge a task; one task tells of all failures until it ends.

        :param summary: what did not arrive, see _task_for
        :param note: str, plain text, why
        """
        self.ensure_one()
        notice = self.sudo()  # sudo: follows from a report; nobody writes it by hand
        notice.is_failure_settled = False
        task = notice.failure_task_id.filtered("active")
        if not task:
            notice.failure_task_id = notice.debtor_id._task_for(summary, note)
            return
        summary = notice.debtor_id._in_language_of(task.user_id, summary)
        further = "\n".join(filter(None, (summary, note)))
        task.note = (task.note or Markup()) + plaintext2html(further)

    def action_settle_failure(self):
        """Note that nothing is left to do about e-mails that did not arrive.

        :return: True
        """
        self.check_access("write")
        notices = self.sudo()  # sudo: the right was checked above
        notices.is_failure_settled = True
        notices.env["dunning.snooze"]._forget(notices, "failure")
        notices.failure_task_id.filtered("active").action_feedback(
            feedback=self.env._("Settled by %s", self.env.user.name)
        )
        return True

    def action_send_again(self):
        result = super().action_send_again()
        notices = self.sudo()  # sudo: super checked the right
        notices.is_failure_settled = False
        notices.env["dunning.snooze"]._forget(notices, "failure")
        notices.failure_task_id.filtered("active").action_feedback(
            feedback=self.env._("Sent again by %s", self.env.user.name)
        )
        notices.failure_task_id = False
        return result
