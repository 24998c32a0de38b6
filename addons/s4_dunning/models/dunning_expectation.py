from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import expectations

RELIABILITIES = [("high", "High"), ("medium", "Medium"), ("low", "Low")]


class DunningExpectation(models.Model):
    """The day on which the payment of an open item is expected.

    It orders the work of people and fills the forecast, and does nothing else.
    """

    _name = "dunning.expectation"
    _description = "Expected Payment"
    _order = "date_expected, id"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date_due = fields.Date(string="Due date", required=True, readonly=True)
    date_expected = fields.Date(string="Expected", readonly=True)
    days_expected = fields.Integer(
        string="Days late expected",
        compute="_compute_days_expected",
        help="From the due date to the day expected.",
    )
    days_usual = fields.Integer(
        string="Usual days late",
        readonly=True,
        help="The median of the debtor; with few invoices closer to that of its "
        "segment, or of the dunning group.",
    )
    invoice_count = fields.Integer(string="Invoices paid", readonly=True)
    rhythm = fields.Selection(
        [
            ("0", "at the end of the month"),
            ("1", "on Mondays"),
            ("2", "on Tuesdays"),
            ("3", "on Wednesdays"),
            ("4", "on Thursdays"),
            ("5", "on Fridays"),
            ("6", "on Saturdays"),
            ("7", "on Sundays"),
        ],
        string="Pays",
        readonly=True,
        help="Three quarters of its payments, of eight at least, were on such a day.",
    )
    method = fields.Selection(
        [
            ("habit", "As usual"),
            ("late", "Later than usual"),
            ("due", "Due date"),
            ("unknown", "Unknown"),
        ],
        string="Expected from",
        required=True,
        readonly=True,
    )
    reliability = fields.Selection(RELIABILITIES, required=True, readonly=True)
    factor = fields.Float(
        digits=(16, 12),
        readonly=True,
        aggregator=None,
        help="What one unit of the company's currency is worth in that of the group.",
    )
    sentence = fields.Char(string="Why then", compute="_compute_sentence")

    _item_unique = models.UniqueIndex(
        "(move_line_id)", "The payment of an open item is expected once."
    )

    @api.depends("date_due", "date_expected")
    def _compute_days_expected(self):
        for row in self:
            row.days_expected = (
                row.date_expected and (row.date_expected - row.date_due).days
            )

    @api.depends_context("lang")
    @api.depends(
        *("date_expected", "days_usual", "invoice_count", "method", "reliability"),
        "rhythm",
        *("debtor_id.invoice_count", "debtor_id.on_time_count"),
        "debtor_id.group_id.expectation_scope",
    )
    def _compute_sentence(self):
        for row in self:
            row.sentence = row._say()

    def _say(self):
        """:return: str, why the payment is expected on that day"""
        self.ensure_one()
        values = {
            "date": self.date_expected
            and format_date(self.env, self.date_expected, date_format="d MMMM"),
            "reliability": self._reliability_word(),
        }
        if self.method == "due" and self.debtor_id.group_id.expectation_scope == "none":
            return self.env._("Not predicted: the dunning group wants none.")
        if self.method == "due":
            return self.env._("Not predicted: the due date is as good a guess.")
        if self.method == "unknown":
            return self.env._(
                "Later than nearly all: no day can be told when it is paid."
            )
        if self.method == "late":
            return self.env._(
                "Later than usual; half of what is this late is paid by %(date)s; "
                "reliability %(reliability)s.",
                **values,
            )
        return self.env._(
            "%(habit)s; expected %(date)s; reliability %(reliability)s.",
            habit=self._habit_phrase(),
            **values,
        )

    def _habit_phrase(self):
        debtor = self.debtor_id
        days = self._late_phrase()
        if not self.invoice_count:
            return self.env._("Customers like this one usually pay %s", days)
        late = debtor.invoice_count - debtor.on_time_count
        if self.rhythm:
            rhythms = dict(self._fields["rhythm"]._description_selection(self.env))
            days = self.env._(
                "%(days)s, %(rhythm)s", days=days, rhythm=rhythms[self.rhythm]
            )
        return self.env._(
            "Usually pays %(days)s (%(late)s of %(all)s invoices late)",
            days=days,
            late=late,
            all=debtor.invoice_count,
        )

    def _late_phrase(self):
        days = self.days_usual
        if not days:
            return self.env._("on the due date")
        if days < 0:
            return self.debtor_id._days_phrase(days)
        return (
            self.env._("1 day late") if days == 1 else self.env._("%s days late", days)
        )

    def _reliability_word(self):
        return {
            "high": self.env._("high"),
            "medium": self.env._("medium"),
            "low": self.env._("low"),
        }[self.reliability]

    @api.model
    def _refresh(self, group):
        """Bring what is expected of the open items of a group up to date, set-based.

        :param group: one dunning.group, whose behavior has just been refreshed
        """
        expectations.refresh(group)
