from odoo import fields, models
from odoo.tools import format_amount, plaintext2html

TASK = "s4_dunning.mail_activity_dispute"


class DunningDispute(models.Model):
    """Tasks: the owner settles it in time, else the responsible hears of it."""

    _inherit = "dunning.dispute"

    def _ask_owner(self):
        """Make the task of the owner."""
        self.ensure_one()
        dispute = self.with_context(lang=(self.user_id or self.env.user).lang)
        self._ask(self.user_id, dispute._task_summary(), self.date_deadline)

    def _task_summary(self):
        return self.env._(
            "Settle the dispute about %(amount)s",
            amount=format_amount(self.env, self.amount, self.currency_id),
        )

    def _ask(self, user, summary, date):
        """Make a task, in the name of the software where the refresh makes it."""
        return self.activity_schedule(
            TASK,
            date_deadline=date or fields.Date.context_today(self),
            summary=summary,
            note=plaintext2html(self.note) if self.note else None,
            user_id=user.id or self.env.uid,
        )

    def _pass_task_on(self, owner):
        """Let the task follow the owner, the deadline and the amount.

        :param owner: the res.users who had it before
        """
        self.ensure_one()
        tasks = self.activity_search([TASK]).filtered(
            lambda task: task.user_id == (owner or self.create_uid)
        )
        user = self.user_id or self.env.user
        values = {
            "user_id": user.id,
            "summary": self.with_context(lang=user.lang)._task_summary(),
        }
        if self.date_deadline:
            values["date_deadline"] = self.date_deadline
        tasks.write(values)

    def _finish_tasks(self, sentence):
        """End the tasks, and tell in the chatter what came of it.

        :param sentence: str
        """
        for dispute in self:
            # sudo: what is done is done for colleagues as well
            tasks = dispute.sudo().activity_search([TASK], only_automated=False)
            if tasks:
                tasks[0].action_feedback(feedback=sentence)
                tasks[1:].action_done()
            else:
                dispute._message_log(body=sentence)

    def _escalate(self):
        """Tell the responsible of the group once that the deadline is over."""
        late = [("id", "in", self.ids), ("is_overdue", "=", True)]
        for dispute in self.search([*late, ("is_escalated", "=", False)]):
            dispute.sudo().is_escalated = True  # sudo: only this writes it
            user = dispute.group_id.responsible_id
            if not user or user == dispute.user_id or not dispute._can_own(user):
                dispute._message_log(
                    body=self.env._("The deadline is over, and nothing is settled.")
                )
                continue
            env = dispute.with_context(lang=user.lang).env
            dispute._ask(
                user,
                env._(
                    "Overdue: %(owner)s has not settled the dispute",
                    owner=dispute.user_id.name or env._("nobody"),
                ),
                fields.Date.context_today(dispute),
            )
