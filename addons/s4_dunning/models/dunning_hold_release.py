from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class DunningHold(models.Model):
    """Release: who ends a hold, and what follows when its time is over."""

    _inherit = "dunning.hold"

    item_company_id = fields.Many2one(
        related="move_line_id.company_id", string="Company of the item", store=True
    )
    has_origin = fields.Boolean(
        compute="_compute_has_origin", search="_search_has_origin"
    )
    reply_ids = fields.One2many("dunning.reply", "hold_id", string="Answers")

    @api.model
    def _origins(self):
        """:return: list of the names of the fields that say what made a hold"""
        return []

    @api.depends(lambda self: self._origins())
    def _compute_has_origin(self):
        for hold in self:
            hold.has_origin = bool(hold._origin_record())

    def _search_has_origin(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR([(name, "!=", False)] for name in self._origins())

    def _origin_record(self):
        """:return: the record that made the hold and ends it, of any model; a person
        made the hold if it is empty
        """
        self.ensure_one()
        records = (self[name] for name in self._origins())
        return next(filter(None, records), self.browse())

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        holds._check_owner()
        holds.filtered("date_review")._schedule_review()
        return holds

    def write(self, vals):
        if "is_released" in vals:
            today = fields.Date.context_today(self)
            vals = {**vals, "date_released": vals["is_released"] and today}
        result = super().write(vals)
        if "user_id" in vals:
            self._check_owner()
        if {"date_review", "user_id"} & vals.keys():
            self._schedule_review()
        return result

    def _check_owner(self):
        """Refuse owners who have left, if a person chooses them."""
        if self.env.su:
            return  # what follows by itself is not held up by them
        for hold in self:
            if hold.user_id and not hold.user_id.active:
                raise ValidationError(
                    self.env._(
                        "%(user)s has left: choose another owner.",
                        user=hold.user_id.name,
                    )
                )

    def action_release(self):
        """End these holds now.

        :return: True
        :raise UserError: a promise, a dispute, ... made one of them: that ends it.
        """
        self.check_access("write")
        for hold in self:
            if hold._origin_record():
                raise UserError(
                    self.env._(
                        "%(hold)s is made by %(origin)s: settle or withdraw that, and "
                        "the hold ends with it.",
                        hold=hold.display_name,
                        origin=hold.origin,
                    )
                )
        self._release()
        return True

    def action_open_origin(self):
        """Show what made the hold.

        :return: window action
        """
        self.ensure_one()
        return self._origin_record()._get_records_action()

    def _release(self):
        """End those of these holds that have not ended, with their tasks."""
        current = self.filtered(lambda hold: not hold.is_released)
        current.write({"is_released": True})
        current._review_tasks().action_done()

    def _schedule_review(self):
        """Let the task of the owner follow the day of the review."""
        for hold in self:
            hold._review_tasks().unlink()
            if hold.date_review and not hold.is_released:
                owner = hold.user_id or self.env.user
                hold.activity_schedule(
                    "s4_dunning.mail_activity_hold",
                    date_deadline=hold.date_review,
                    summary=hold.with_context(lang=owner.lang)._review_summary(),
                    user_id=owner.id,
                )

    def _review_summary(self):
        return self.env._("Review the hold: %s", self.reason_id.name)

    def _review_tasks(self):
        """:return: mail.activity, the open tasks to review these holds"""
        review = self.env.ref("s4_dunning.mail_activity_hold")
        # sudo: the tasks of the owners end with the holds
        return self.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == review
        )

    @api.model
    def _refresh(self, group):
        """Release the holds whose time is over; who owns one gets a task.

        Promises, answers and the like have tasks of their own.

        :param group: one dunning.group
        """
        today = fields.Date.context_today(self)
        ended = self.search(
            [
                ("group_id", "=", group.id),
                ("is_released", "=", False),
                ("date_end", "<", today),
            ]
        )
        ended._release()
        for hold in ended:
            if not (hold._origin_record() or hold.reply_ids):
                hold._tell_ended()

    def _tell_ended(self):
        """Log that dunning goes on, and ask the owner to look."""
        self._message_log(body=self.env._("The hold has ended: dunning goes on."))
        if self.user_id.active:
            hold = self.with_context(lang=self.user_id.lang)
            self.activity_schedule(
                "s4_dunning.mail_activity_hold",
                date_deadline=fields.Date.context_today(self),
                summary=hold.env._("The hold has ended: %s", hold.reason_id.name),
                note=self.note,
                user_id=self.user_id.id,
            )
