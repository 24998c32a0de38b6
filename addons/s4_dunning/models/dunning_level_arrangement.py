from odoo import fields, models

from .dunning_arrangement_plan import INTERVALS


class DunningLevel(models.Model):
    """A level that offers an arrangement instead of a reminder."""

    _inherit = "dunning.level"

    action = fields.Selection(
        selection_add=[("arrangement", "Offer an arrangement")],
        ondelete={"arrangement": "set default"},
    )
    arrangement_number = fields.Integer(
        string="Instalments",
        default=3,
        help="The first one is due on the payment date of the notice.",
    )
    arrangement_interval = fields.Selection(
        INTERVALS, string="Interval", required=True, default="month"
    )

    _arrangement_number_possible = models.Constraint(
        "CHECK(arrangement_number BETWEEN 1 AND 60)",
        "An arrangement has 1 to 60 instalments.",
    )
