from odoo import fields, models

from .dunning_expectation import RELIABILITIES


class DunningPrediction(models.Model):
    """How good expected payment dates would have been: what a past day would have told,
    compared with what came.
    """

    _name = "dunning.prediction"
    _description = "Quality of Expected Payments"
    _order = "group_id, item_count desc, id"
    _rec_name = "reliability"

    group_id = fields.Many2one(
        "dunning.group", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reliability = fields.Selection(
        [("all", "All"), *RELIABILITIES], required=True, readonly=True
    )
    date = fields.Date(
        string="As of",
        required=True,
        readonly=True,
        help="What was known on this day was used, and nothing later.",
    )
    item_count = fields.Integer(
        string="Compared",
        readonly=True,
        help="Invoices that were open on that day, and are paid or late now.",
    )
    error = fields.Float(
        string="Days wrong",
        digits=(16, 1),
        readonly=True,
        help="How far the expected day was from the day of payment, on average.",
    )
    error_average = fields.Float(
        string="Plain average",
        digits=(16, 1),
        readonly=True,
        help="The same, if each customer were expected to pay after its average delay.",
    )
    error_due = fields.Float(
        string="Due date",
        digits=(16, 1),
        readonly=True,
        help="The same, if each customer were expected to pay when it is due.",
    )
    is_better = fields.Boolean(
        string="Shown",
        readonly=True,
        help="Expected days are shown only where they were better than the due date.",
    )
