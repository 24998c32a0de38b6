from dateutil.relativedelta import MO, relativedelta

from odoo import fields, models


class DunningTaskSnooze(models.TransientModel):
    """Until when the tasks that were chosen are put off."""

    _name = "dunning.task.snooze"
    _description = "Put Tasks Off"

    until = fields.Selection(
        [
            ("tomorrow", "Until tomorrow"),
            ("week", "Until next week"),
            ("date", "Until a date"),
        ],
        required=True,
        default="tomorrow",
    )
    date_end = fields.Date(string="Date")
    reason = fields.Char()

    def action_snooze(self):
        """Put the tasks of the context off.

        :raise UserError: the day is not after today
        """
        self.ensure_one()
        tasks = self.env["dunning.task"].browse(self.env.context["active_ids"])
        tasks.action_snooze(self._day(), self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _day(self):
        today = fields.Date.context_today(self)
        return {
            "tomorrow": today + relativedelta(days=1),
            "week": today + relativedelta(days=1, weekday=MO),
            "date": self.date_end,
        }[self.until]
