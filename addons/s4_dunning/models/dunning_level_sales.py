from odoo import fields, models


class DunningLevel(models.Model):
    """Levels of which Sales is told first."""

    _inherit = "dunning.level"

    sales_days = fields.Integer(
        string="Tell the salesperson, days before",
        help="The salesperson of the customer is told this many days before a notice "
        "of this level goes out, and may ask for delay once. 0: is not told.",
    )

    _sales_days_positive = models.Constraint(
        "CHECK(sales_days >= 0)",
        "The days before which Sales is told cannot be negative; 0 turns it off.",
    )


class DunningGroup(models.Model):
    """How much delay Sales may ask for, and what it costs."""

    _inherit = "dunning.group"

    sales_delay_days = fields.Integer(
        string="Delay for Sales at most",
        default=14,
        tracking=True,
        help="Days by which a salesperson may delay a notice, once.",
    )
    sales_delay_rate = fields.Float(
        string="Cost of delay",
        default=10,
        digits=(5, 2),
        tracking=True,
        help="% a year of what is overdue, shown to the salesperson who asks for "
        "delay. For instance the statutory interest for commercial transactions.",
    )

    _sales_delay_positive = models.Constraint(
        "CHECK(sales_delay_days >= 0 AND sales_delay_rate >= 0)",
        "The days and the cost of delay cannot be negative.",
    )
