from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine import priorities


class DunningDebtor(models.Model):
    """Priority: how urgent the debtor is for people, and why. See engine/priorities."""

    _inherit = "dunning.debtor"

    priority = fields.Integer(
        readonly=True,
        aggregator="max",
        help="0 to 100, when last refreshed. It orders the tasks and does nothing "
        "else; the weights are settings of the dunning group.",
    )
    priority_points = fields.Json(readonly=True)
    priority_reason = fields.Char(compute="_compute_priority_reason")

    _priority_idx = models.Index("(priority DESC, id) WHERE priority > 0")

    @api.depends_context("lang")
    @api.depends("level_id", "priority_points")
    def _compute_priority_reason(self):
        for debtor in self:
            points = debtor.priority_points or {}
            debtor.priority_reason = "; ".join(
                f"{debtor._priority_sentence(criterion, value)}: {number}"
                for criterion, (value, number) in (
                    (name, points[name])
                    for name in (*priorities.CRITERIA, "expected")
                    if name in points
                )
            )

    def _priority_sentence(self, criterion, value):
        """Say what a criterion found.

        :param criterion: one of engine.priorities.CRITERIA, or expected
        :param value: what was found, in the unit of the criterion
        :return: str
        """
        if criterion == "amount":
            amount = format_amount(
                self.env, round(value), self.currency_id, trailing_zeroes=False
            )
            return self.env._("%s overdue", amount)
        if criterion == "days":
            return self.env._("%s days late", value)
        if criterion == "level":
            # sudo: a level of a group that the company left
            return self.sudo().level_id.name or self.env._("Level")
        if criterion == "promise":
            if value == 1:
                return self.env._("broken promise")
            return self.env._("%s broken promises", value)
        if criterion == "dispute":
            return self.env._("open dispute")
        if criterion == "expected":
            return self._expected_phrase(*value)
        return self.env._("no contact for %s days", value)

    def _expected_phrase(self, date, percent):
        day = format_date(self.env, date, date_format="d MMMM")
        if percent == 100:
            return self.env._("payment expected by %s", day)
        return self.env._("%(percent)s%% expected by %(day)s", percent=percent, day=day)

    def _refresh_priorities(self, group):
        """Bring the scores of a group up to date, set-based.

        :param group: one dunning.group, whose figures were just refreshed
        """
        priorities.refresh(group)
