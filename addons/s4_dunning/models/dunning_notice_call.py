from odoo import fields, models
from odoo.tools import format_date

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
        """:return: dict of placeholder to str: what is open today of what was sent"""
        self.ensure_one()
        notice = self.with_context(lang=self.lang)
        deadline = self.date_deadline
        today = fields.Date.context_today(self)
        if not deadline or deadline < today:
            days = self.sudo().level_id.payment_days  # sudo: see _level_text
            deadline = fields.Date.add(today, days=days)
        overdue = [
            (today - line.date_due).days
            for line, amount in self._open_today().items()
            if line.kind == "overdue" and amount
        ]
        return {
            **self._placeholder_values(),
            "amount": notice._amounts_text(self._totals_of_today()),
            "count": str(len(overdue)),
            "days_overdue": str(max(overdue, default=0)),
            "deadline": format_date(notice.env, deadline),
        }

    def _totals_of_today(self):
        """:return: dict of res.currency to what the notice asks for and is open"""
        totals = {}
        for claim in self._ordered_claims():
            totals.setdefault(claim.currency_id, 0)
            totals[claim.currency_id] += claim.amount_interest + claim.amount_cost
        for line, amount in self._open_today().items():
            totals[line.currency_id] += amount
        return totals

    def _open_today(self):
        """:return: dict of the dunning.notice.line that are asked for or taken off to
        what is open of them today, as far as the notice names it
        """
        amounts = {}
        for line in self.line_ids:
            if line.kind != "open":
                item = line.sudo().move_line_id  # sudo: of a line that the user reads
                is_posted = item.parent_state == "posted"
                left = item.amount_residual_currency if is_posted else 0
                nearest = min if line.amount_to_pay > 0 else max
                amounts[line] = nearest(line.amount_to_pay, left)
        return amounts
