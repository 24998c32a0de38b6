from odoo import fields, models


class DunningGroup(models.Model):
    """Promises: how late and how short a payment may be for a promise to be kept."""

    _inherit = "dunning.group"

    promise_tolerance_days = fields.Integer(
        string="Promises kept if paid within",
        default=3,
        tracking=True,
        help="Days after the day promised: transfers take their time. Dunning rests "
        "until then.",
    )
    promise_tolerance_percentage = fields.Float(
        string="Promises kept if short by",
        default=1,
        tracking=True,
        help="Percent of the amount promised that may be missing.",
    )

    _promise_tolerance_valid = models.Constraint(
        "CHECK(promise_tolerance_days >= 0 AND promise_tolerance_percentage >= 0"
        " AND promise_tolerance_percentage < 100)",
        "The tolerance of promises cannot be negative, nor all of the amount.",
    )

    def _take_over(self, origin, companies):
        # EXTENDS succession: what these companies alone are paid goes along
        promises = self.env["dunning.promise"].search(
            [
                ("group_id", "=", origin.id),
                ("item_ids.company_id", "in", companies.ids),
                ("item_ids", "not any", [("company_id", "not in", companies.ids)]),
            ]
        )
        targets = self._counterparts(promises.debtor_id)
        for debtor, of_debtor in promises.grouped("debtor_id").items():
            of_debtor.debtor_id = targets[debtor]
        return super()._take_over(origin, companies)
