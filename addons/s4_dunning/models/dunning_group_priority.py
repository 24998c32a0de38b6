from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.priorities import CRITERIA


class DunningGroup(models.Model):
    """Priorities: how much each criterion counts. See engine/priorities."""

    _inherit = "dunning.group"

    priority_amount = fields.Integer(string="Amount overdue", default=30, tracking=True)
    priority_amount_full = fields.Monetary(
        string="All points for the amount from", default=10_000, tracking=True
    )
    priority_days = fields.Integer(string="Days overdue", default=20, tracking=True)
    priority_days_full = fields.Integer(
        string="All points for the days from", default=90, tracking=True
    )
    priority_level = fields.Integer(
        string="Level reached",
        default=15,
        tracking=True,
        help="All points at the last level of the workflow.",
    )
    priority_promise = fields.Integer(
        string="Broken promise",
        default=20,
        tracking=True,
        help="A promise of the last year that was broken.",
    )
    priority_dispute = fields.Integer(string="Open dispute", default=5, tracking=True)
    priority_contact = fields.Integer(string="No contact", default=10, tracking=True)
    priority_contact_full = fields.Integer(
        string="All points for no contact from", default=30, tracking=True
    )

    priority_expected = fields.Integer(
        string="Payment expected",
        default=20,
        tracking=True,
        help="Points that are taken off where all that is overdue is expected within 7 "
        "days, as the customer usually pays then. None where no day is predicted, or "
        "its reliability is low.",
    )

    _priority_expected_valid = models.Constraint(
        "CHECK(priority_expected BETWEEN 0 AND 100)",
        "Priorities: for a payment that is expected, take off 0 to 100 points.",
    )
    _priority_full_positive = models.Constraint(
        "CHECK(priority_amount_full > 0 AND priority_days_full > 0"
        " AND priority_contact_full > 0)",
        "Priorities: enter from which amount and from how many days all points count.",
    )

    @api.constrains(*(f"priority_{criterion}" for criterion in CRITERIA))
    def _check_priority_weights(self):
        for group in self:
            weights = [group[f"priority_{criterion}"] for criterion in CRITERIA]
            if min(weights) < 0 or sum(weights) > 100:
                raise ValidationError(
                    self.env._(
                        "Priorities: points cannot be negative, and are 100 at most "
                        "together; these are %s.",
                        sum(weights),
                    )
                )
