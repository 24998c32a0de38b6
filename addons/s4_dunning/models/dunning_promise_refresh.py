from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import promises as payments_of


class DunningPromise(models.Model):
    """Kept or broken: the ledger tells."""

    _inherit = "dunning.promise"

    @api.model
    def _refresh(self, group):
        """Find the promises of a group that were kept or broken since.

        :param group: one dunning.group
        """
        opened = self.search([("group_id", "=", group.id), ("state", "=", "open")])
        if not opened:
            return
        rows = payments_of.payments(opened)
        for promise in opened:
            promise._judge(rows[promise.id])

    def _judge(self, row):
        """Settle the promise if the ledger allows to.

        What was credited, cancelled or deleted need not be paid any more.

        :param row: dict, as engine.promises tells
        """
        self.ensure_one()
        currency = self.currency_id
        if currency.compare_amounts(self.amount_paid, row["amount_paid"]):
            self.amount_paid = row["amount_paid"]
        is_over = self.date_end < fields.Date.context_today(self)
        if row["is_corrected"] and not is_over:
            return  # the invoice comes back
        owed = min(self.amount, float(row["amount_open"] + row["amount_paid"]))
        tolerated = owed * self.group_id.promise_tolerance_percentage / 100
        in_time = row["amount_in_time"]
        if currency.compare_amounts(owed, 0) <= 0:
            self._end("withdrawn", self._why_withdrawn())
        elif currency.compare_amounts(in_time, owed - tolerated) >= 0:
            self._end("kept")
        elif is_over:
            is_paid = currency.compare_amounts(in_time, 0) > 0
            self._end("partly" if is_paid else "broken")

    def _why_withdrawn(self):
        return self.env._(
            "Nothing of it is owed any more: its invoices were credited, cancelled or "
            "deleted."
        )

    def _end(self, state, reason=None):
        """Settle these promises; what they rested goes on.

        :param state: str, a value of state
        :param reason: str, for the chatter, where the state does not say it all
        """
        # sudo: nobody writes the state by hand
        self.sudo().write(
            {"state": state, "date_ended": fields.Date.context_today(self)}
        )
        self.hold_ids._release()
        for promise in self:
            if state in ("partly", "broken"):
                promise._ask_to_act()
            promise._log_ended(reason)

    def _ask_to_act(self):
        """Tell the owner of a broken promise: the next level may come at once."""
        owner = self.user_id.filtered("active") or self.debtor_id._owner()
        promise = self.with_context(lang=owner.lang)
        self.debtor_id._task_for(
            promise.env._("Broken promise: %s", promise._sentence()),
            self.note,
            kind="promise",
            user=owner,
        )

    def _log_ended(self, reason):
        labels = dict(self._fields["state"]._description_selection(self.env))
        sentence = self.env._(
            "%(state)s: %(promise)s", state=labels[self.state], promise=self._sentence()
        )
        self.debtor_id._message_log(body=". ".join(filter(None, [sentence, reason])))
        if reason:
            self._message_log(body=reason)

    def _sentence(self):
        """:return: str, what was promised and what was paid"""
        return self.env._(
            "%(amount)s promised for %(date)s, %(paid)s paid",
            amount=self.currency_id.format(self.amount),
            date=format_date(self.env, self.date),
            paid=self.currency_id.format(self.amount_paid),
        )
