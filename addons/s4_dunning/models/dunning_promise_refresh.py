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

        :param row: dict, as engine.promises tells
        """
        self.ensure_one()
        currency = self.currency_id
        if currency.compare_amounts(self.amount_paid, row["amount_paid"]):
            self.amount_paid = row["amount_paid"]
        tolerated = self.amount * self.group_id.promise_tolerance_percentage / 100
        in_time = row["amount_in_time"]
        if currency.compare_amounts(in_time, self.amount - tolerated) >= 0:
            self._end("kept")
        elif (
            currency.compare_amounts(row["amount_open"], 0) <= 0
            and currency.compare_amounts(in_time, row["amount_paid"]) == 0
        ):
            # credit notes took the rest away: there is nothing to keep any more
            self._end("kept" if in_time > 0 else "withdrawn")
        elif self.date_end < fields.Date.context_today(self):
            is_paid = currency.compare_amounts(in_time, 0) > 0
            self._end("partly" if is_paid else "broken")

    def _end(self, state):
        """Settle these promises; what they rested goes on.

        :param state: str, a value of state
        """
        # sudo: nobody writes the state by hand
        self.sudo().write(
            {"state": state, "date_ended": fields.Date.context_today(self)}
        )
        self.hold_ids._release()
        if state in ("partly", "broken"):
            for promise in self:
                promise._tell_broken()
        else:
            for promise in self:
                promise._log_ended()

    def _tell_broken(self):
        """Ask who owns the promise to act: the next level may come at once."""
        owner = self.user_id.filtered("active") or self.debtor_id._owner()
        promise = self.with_context(lang=owner.lang)
        self.debtor_id._task_for(
            promise.env._("Broken promise: %s", promise._sentence()),
            self.note,
            kind="promise",
            user=owner,
        )
        self._log_ended()

    def _log_ended(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        self.debtor_id._message_log(
            body=self.env._(
                "%(state)s: %(promise)s",
                state=labels[self.state],
                promise=self._sentence(),
            )
        )

    def _sentence(self):
        """:return: str, what was promised and what was paid"""
        return self.env._(
            "%(amount)s promised for %(date)s, %(paid)s paid",
            amount=self.currency_id.format(self.amount),
            date=format_date(self.env, self.date),
            paid=self.currency_id.format(self.amount_paid),
        )
