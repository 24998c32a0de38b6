from odoo.tests import new_test_user

from .reply_common import ReplyCommon


class TaskCommon(ReplyCommon):
    """A notice that was sent, and two collectors, Anna and Bert."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._collector("anna")
        cls.bert = cls._collector("bert")

    @classmethod
    def _collector(cls, name):
        return new_test_user(
            cls.env,
            name,
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=cls.company.id,
        )

    def _tasks(self, domain=()):
        self.env.flush_all()
        self.env["dunning.task"].invalidate_model()
        return self.env["dunning.task"].search(
            [("group_id", "=", self.group.id), *domain]
        )

    def _kinds(self):
        return self._tasks().mapped("kind")

    def _day(self, user, scope="mine"):
        self.env.flush_all()
        tasks = self.env["dunning.task"].with_user(user)
        tasks.invalidate_model()
        return tasks.load_day(scope)

    def _only_task(self):
        [task] = self._tasks()
        return task

    def _fail(self):
        notification = self.notice._email_notifications()[:1]
        notification.write(
            {
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": "550 no such user",
            }
        )
