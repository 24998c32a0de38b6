from odoo import fields, models
from odoo.tools import format_amount, format_date

from ..rules import placeholders


class DunningNotice(models.Model):
    """Conversation: the notice as words to say, or to send in a short message."""

    _inherit = "dunning.notice"

    call_ids = fields.One2many("dunning.call", "notice_id", string="Calls")

    def action_call(self):
        """Open the guide through the phone call about this notice.

        :return: action
        """
        self.ensure_one()
        self._check_state("sent")
        return self.debtor_id._action_call(self)

    def _script(self):
        """:return: Markup of what to say, in the debtor's language; False if none"""
        self.ensure_one()
        script = self._level_text("script")
        if not placeholders.has_text(script or ""):
            return False
        return placeholders.fill_html(script, self._values_of_today())

    def _short_message(self):
        """:return: str of a short message of today, in the debtor's language"""
        self.ensure_one()
        text = self._level_text("short_text") or ""
        return placeholders.fill(text, self._values_of_today())

    def _level_text(self, name):
        # sudo: a level of a group that the company left
        return self.sudo().level_id.with_context(lang=self.lang)[name]

    def _values_of_today(self):
        """:return: dict of placeholder to str: what is open today, whatever was sent"""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        debtor, deadline = self.debtor_id, self.date_deadline
        today = fields.Date.context_today(self)
        if not deadline or deadline < today:
            days = self.sudo().level_id.payment_days  # sudo: see _level_text
            deadline = fields.Date.add(today, days=days)
        return {
            **self._placeholder_values(),
            "amount": format_amount(env, debtor.amount_overdue, debtor.currency_id),
            "days_overdue": str(debtor.days_overdue),
            "deadline": format_date(env, deadline),
        }
