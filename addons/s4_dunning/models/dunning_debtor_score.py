from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..engine import scores
from ..rules.scores import CRITERIA

_lt = LazyTranslate(__name__)

MANY = {
    "days": _lt("pays %s days late"),
    "late": _lt("%s%% of the invoices late"),
    "trend": _lt("%s days slower than before"),
    "promise": _lt("%s broken promises"),
    "returned": _lt("%s payments returned"),
    "dispute": _lt("%s rejected disputes"),
    "relation": _lt("customer for %s months"),
    "overdue": _lt("%s%% of what is open is late"),
    "oldest": _lt("oldest invoice %s days late"),
}
ONE = {
    "days": _lt("pays 1 day late"),
    "trend": _lt("1 day slower than before"),
    "promise": _lt("broken promise"),
    "returned": _lt("1 payment returned"),
    "dispute": _lt("rejected dispute"),
    "relation": _lt("customer for 1 month"),
    "oldest": _lt("oldest invoice 1 day late"),
}


class DunningDebtor(models.Model):
    """Score: how safe it is to let the debtor owe, and why. See rules/scores."""

    _inherit = "dunning.debtor"

    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="0 to 100, higher is safer: 100 less what the customer's own payments "
        "tell. It explains itself; it never sends, stops or decides anything. The "
        "weights are settings of the dunning group.",
    )
    score_risk = fields.Selection(
        [("low", "Low risk"), ("medium", "Medium risk"), ("high", "High risk")],
        string="Risk",
        readonly=True,
        help="Low: a score of 70 or more. High: less than 40. Empty: the customer is "
        "too new to judge and has no score.",
    )
    # of each criterion that took points: its value, and the points
    score_points = fields.Json(readonly=True, export_string_translation=False)
    score_reason = fields.Char(
        string="Reason of the score", compute="_compute_score_reason"
    )

    @api.depends_context("lang")
    @api.depends("score", "score_risk", "score_points")
    def _compute_score_reason(self):
        for debtor in self:
            debtor.score_reason = debtor._score_sentence()

    def _score_sentence(self):
        """:return: str, the sum as a person does it, or why there is none"""
        self.ensure_one()
        if not self.score_risk:
            return self.env._("No score yet: too new to judge")
        points = self.score_points or {}
        if not points:
            return self.env._("100: nothing speaks against the customer")
        terms = "".join(
            f" \N{MINUS SIGN} {number} ({self._score_phrase(name, value)})"
            for name, (value, number) in (
                (name, points[name]) for name in CRITERIA if name in points
            )
        )
        return f"100{terms} = {self.score}"

    def _score_phrase(self, criterion, value):
        """Say what a criterion found.

        :param criterion: one of rules.scores.CRITERIA
        :param value: int, in the unit of the criterion
        :return: str
        """
        if value == 1 and criterion in ONE:
            return self.env._(ONE[criterion])
        phrase = self.env._(MANY[criterion])
        return phrase % value

    def _refresh_scores(self, group):
        """Bring the scores of a group up to date, set-based.

        :param group: one dunning.group, whose debtors and their behaviour were just
            refreshed
        """
        scores.refresh(group)
