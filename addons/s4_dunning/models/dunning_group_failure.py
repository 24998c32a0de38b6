import logging
from itertools import product

from odoo import fields, models, modules
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class DunningGroup(models.Model):
    """Failure: a step of the night stops for one group, and its managers hear of it."""

    _name = "dunning.group"
    _inherit = ["dunning.group", "mail.activity.mixin"]

    def _each_by_itself(self, step, *works):
        """Work on one group after the other; an error stops its own group only.

        The error is logged and told to the managers of the group. It is not raised:
        Odoo turns a scheduled action off that fails for a week, for all groups.

        :param step: "refresh" or "propose", what the works are part of
        :param works: functions that take a group, one transaction each
        """
        failed = self.browse()
        for group, work in product(self, works):
            try:
                with self.env.cr.savepoint():
                    work(group)
            # whatever it is, the other groups are not to suffer from it
            except Exception as error:
                _logger.exception("Dunning of group %s stopped", group.name)
                failed |= group
                group._tell_managers(step, error)
            if not modules.module.current_test:
                self.env["ir.cron"]._commit_progress(1)
        (self - failed).activity_unlink([_stopped(step)])

    def _tell_managers(self, step, error):
        """Give each manager of the group one task, until it works again."""
        told = self.activity_search([_stopped(step)]).user_id
        for user in self._managers() - told:
            self.activity_schedule(
                _stopped(step),
                date_deadline=fields.Date.context_today(self),
                note=self.with_context(lang=user.lang)._stopped_sentence(step, error),
                user_id=user.id,
            )

    def _managers(self):
        """:return: res.users, the dunning managers who may access the whole group"""
        self.ensure_one()
        managers = self.env.ref("s4_dunning.s4_dunning_group_manager").all_user_ids
        companies = self._companies().filtered("active")
        return managers.filtered(
            lambda user: user.active and companies <= user.company_ids
        )

    def _stopped_sentence(self, step, error):
        """:return: str, what stopped, and what to do"""
        cause = (
            str(error)
            if isinstance(error, UserError)
            else self.env._("an unexpected error, the log of the server tells which.")
        )
        if step == "refresh":
            return self.env._(
                "The nightly refresh of %(group)s stopped and is tried again every "
                "night: %(cause)s",
                group=self.name,
                cause=cause,
            )
        return self.env._(
            "No run was proposed for %(group)s, it is tried again at the next time: "
            "%(cause)s",
            group=self.name,
            cause=cause,
        )


def _stopped(step):
    return f"s4_dunning.mail_activity_{step}_stopped"
