from odoo import api, fields, models

NOTEWORTHY_DAYS = 3  # of a trend
BEHAVIOURS = [
    ("new", "New"),
    ("prompt", "Prompt"),
    ("occasional", "Occasionally late"),
    ("habitual", "Habitually late"),
]


class DunningBehaviourMixin(models.AbstractModel):
    """How somebody pays: figures that a refresh sums, and the sentence that tells them.

    The model has a field group_id. See engine/behaviour.
    """

    _name = "dunning.behaviour.mixin"
    _description = "How a Debtor Pays"

    invoice_count = fields.Integer(
        string="Invoices judged",
        readonly=True,
        help="Invoices paid within the months that the dunning group looks back, and "
        "those that are open and late. Each instalment counts by itself. Invoices "
        "settled by a credit note, in dispute or in an arrangement do not count.",
    )
    on_time_count = fields.Integer(string="Paid on time", readonly=True)
    on_time_ratio = fields.Float(
        string="On time",
        readonly=True,
        aggregator="avg",
        help="Share of the invoices judged that were paid on time.",
    )
    late_open_count = fields.Integer(
        string="Late and open",
        readonly=True,
        help="Invoices judged that are not paid yet: they count as late with the days "
        "so far.",
    )
    days_late_average = fields.Float(
        string="Average days late",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="From the due date to the last payment; negative: before the due date.",
    )
    days_late_median = fields.Integer(
        string="Median days late",
        readonly=True,
        aggregator="avg",
        help="Half of the invoices judged were paid earlier, half later. A single "
        "invoice that was forgotten does not move it.",
    )
    days_late_trend = fields.Integer(
        string="Trend in days",
        readonly=True,
        aggregator="avg",
        help="Median of what fell due in the recent half of the months, minus that of "
        "the half before. Positive: pays slower than before.",
    )
    returned_payment_count = fields.Integer(
        string="Payments returned",
        readonly=True,
        help="Payments that were rejected, or that the bank took back.",
    )
    dispute_count = fields.Integer(
        string="Invoices disputed", readonly=True, help="However they were settled."
    )
    behaviour = fields.Selection(
        BEHAVIOURS,
        string="Payment behavior",
        readonly=True,
        default="new",
        index=True,
        help="New: too few invoices to judge. Prompt: none late. Habitually late: with "
        "the share that the dunning group says, and not just once: all that was late "
        "within thirty days is one time. Occasionally late: the others.",
    )
    behaviour_message = fields.Char(
        string="How the customer pays", compute="_compute_behaviour_message"
    )

    @api.depends_context("lang")
    @api.depends(
        "invoice_count",
        "on_time_count",
        "late_open_count",
        "days_late_median",
        "days_late_trend",
        "returned_payment_count",
        "behaviour",
    )
    def _compute_behaviour_message(self):
        for record in self:
            record.behaviour_message = "; ".join(
                filter(
                    None,
                    (
                        record._payment_phrase(),
                        record._occasion_phrase(),
                        record._open_phrase(),
                        record._trend_phrase(),
                        record._returned_phrase(),
                    ),
                )
            )

    def _payment_phrase(self):
        count, late = self.invoice_count, self.invoice_count - self.on_time_count
        if not count:
            return self.env._("Too new to judge: no invoice was due to be paid yet")
        values = {"late": late, "all": count}
        if self.behaviour == "new":
            return self.env._("Too new to judge: %(late)s of %(all)s late", **values)
        if not late:
            return self.env._("Paid all %s invoices on time", count)
        return self.env._(
            "%(late)s of %(all)s invoices late, %(days)s on median",
            days=self._days_phrase(self.days_late_median),
            **values,
        )

    def _occasion_phrase(self):
        """:return: str, why somebody with so many late is not habitually late"""
        late = self.invoice_count - self.on_time_count
        share = self.group_id.behaviour_late_percentage
        if self.behaviour != "occasional" or 100 * late < share * self.invoice_count:
            return ""
        return self.env._("counts as one time")

    @api.model
    def _days_phrase(self, days):
        if days == 1:
            return self.env._("1 day")
        if days == -1:
            return self.env._("1 day early")
        if days < 0:
            return self.env._("%s days early", -days)
        return self.env._("%s days", days)

    def _open_phrase(self):
        if not self.late_open_count:
            return ""
        return self.env._("%s of them still open", self.late_open_count)

    def _trend_phrase(self):
        values = {
            "days": abs(self.days_late_trend),
            "months": self.group_id.behaviour_months // 2,
        }
        if self.days_late_trend >= NOTEWORTHY_DAYS:
            return self.env._(
                "%(days)s days slower than %(months)s months ago", **values
            )
        if self.days_late_trend <= -NOTEWORTHY_DAYS:
            return self.env._(
                "%(days)s days faster than %(months)s months ago", **values
            )
        return ""

    def _returned_phrase(self):
        if not self.returned_payment_count:
            return ""
        if self.returned_payment_count == 1:
            return self.env._("1 payment returned")
        return self.env._("%s payments returned", self.returned_payment_count)
