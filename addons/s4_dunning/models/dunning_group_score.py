from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.scores import CRITERIA


class DunningGroup(models.Model):
    """Score: how many points each criterion takes at most. See rules/scores."""

    _inherit = "dunning.group"

    score_days = fields.Integer(
        string="Days late",
        default=20,
        tracking=True,
        help="All points if the customer pays 60 days late on median.",
    )
    score_late = fields.Integer(
        string="Invoices late",
        default=20,
        tracking=True,
        help="All points if every invoice judged was paid late.",
    )
    score_trend = fields.Integer(
        string="Slower than before",
        default=5,
        tracking=True,
        help="All points if the customer pays 30 days slower than half a window ago.",
    )
    score_promise = fields.Integer(
        string="Broken promises",
        default=15,
        tracking=True,
        help="All points for two promises broken within the months that are looked "
        "back.",
    )
    score_returned = fields.Integer(
        string="Payments returned",
        default=10,
        tracking=True,
        help="All points for two payments returned within the months that are looked "
        "back.",
    )
    score_dispute = fields.Integer(
        string="Rejected disputes",
        default=5,
        tracking=True,
        help="All points for two disputes that were rejected. One that is under "
        "review, or was right, does not count against the customer.",
    )
    score_relation = fields.Integer(
        string="Short relation",
        default=5,
        tracking=True,
        help="All points for a customer of today, none from three years after its "
        "first invoice in this database.",
    )
    score_overdue = fields.Integer(
        string="Share that is late",
        default=10,
        tracking=True,
        help="All points if everything that is open is late. What is disputed or "
        "arranged is not late.",
    )
    score_oldest = fields.Integer(
        string="Oldest open invoice",
        default=10,
        tracking=True,
        help="All points if it is 90 days late. What is disputed or arranged is not "
        "late.",
    )

    @api.constrains(*(f"score_{criterion}" for criterion in CRITERIA))
    def _check_score_weights(self):
        for group in self:
            weights = [group[f"score_{criterion}"] for criterion in CRITERIA]
            if min(weights) < 0 or sum(weights) > 100:
                raise ValidationError(
                    self.env._(
                        "Score: points cannot be negative, and are 100 at most "
                        "together; these are %s.",
                        sum(weights),
                    )
                )
