from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class DunningTask(models.Model):
    """Decisions that every task knows: put it off, ask a colleague, call it done."""

    _inherit = "dunning.task"

    def action_snooze(self, date_end, reason=None):
        """Put these tasks off: an activity gets another deadline, others rest.

        :param date_end: the day on which they are due again, after today
        :param reason: str, why
        :return: True
        :raise UserError: the day is not after today
        """
        date_end = fields.Date.to_date(date_end)
        if not date_end or date_end <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day after today."))
        for task in self:
            task._check_decision()
            record = task._record()
            if task.activity_id:
                task.activity_id.date_deadline = date_end
            else:
                task._snooze(date_end, reason)
            if reason:
                record._message_log(
                    body=self.env._(
                        "Put off until %(date)s: %(reason)s",
                        date=date_end,
                        reason=reason,
                    )
                )
        self.env.flush_all()
        self.invalidate_model()
        return True

    def _check_decision(self):
        """:raise AccessError: the user may not decide about what the task is about"""
        self._record().check_access("write")

    def _snooze(self, date_end, reason):
        self.ensure_one()
        # sudo: who may put the task off was checked; nobody writes these by hand
        snoozes = self.env["dunning.snooze"].sudo()
        key = {"res_model": self.res_model, "res_id": self.res_id, "kind": self.kind}
        values = {"date_end": date_end, "reason": reason, "user_id": self.env.uid}
        known = snoozes.search([(name, "=", value) for name, value in key.items()])
        if known:
            known.write(values)
        else:
            snoozes.create({**key, **values, "group_id": self.group_id.id})

    def action_ask(self, user_id, question):
        """Ask a colleague: he gets an activity, and the answer comes back to the user.

        :param user_id: id of a res.users
        :param question: str
        :return: True
        :raise UserError: the task is about no customer yet, there is no question, or
            the colleague may not open the customer
        """
        self.ensure_one()
        debtor = self.debtor_id
        if not debtor:
            raise UserError(self.env._("Say first which customer it is about."))
        if not (question or "").strip():
            raise UserError(self.env._("Enter your question."))
        debtor.check_access("write")
        colleague = self.env["res.users"].browse(user_id)
        # the companies that are active for who asks need not be those of the other
        theirs = debtor.with_context(allowed_company_ids=[]).with_user(colleague)
        if not theirs.has_access("read"):
            raise UserError(
                self.env._(
                    "%(user)s may not see %(customer)s: ask somebody who does, or let "
                    "an administrator give access to Dunning.",
                    user=colleague.name,
                    customer=debtor.display_name,
                )
            )
        debtor._task_for(
            _lt("Question of %s", self.env.user.name),
            question,
            kind="question",
            user=colleague,
        )
        debtor._message_log(
            body=self.env._(
                "%(user)s asked %(colleague)s: %(question)s",
                user=self.env.user.name,
                colleague=colleague.name,
                question=question,
            )
        )
        return True

    def action_open(self):
        """Open what the task is about.

        :return: window action
        """
        self.ensure_one()
        return self._record()._get_records_action()

    def _record(self):
        """:return: the record that the task is about"""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)
