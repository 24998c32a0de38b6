from odoo import fields, models


class DunningGroup(models.Model):
    """Behaviour: what is looked at, and from when on somebody is late by habit."""

    _inherit = "dunning.group"

    behaviour_months = fields.Integer(
        string="Look back",
        default=12,
        tracking=True,
        help="Months. Invoices paid before tell nothing about how a customer pays now.",
    )
    behaviour_tolerance_days = fields.Integer(
        string="On time if paid within",
        default=3,
        tracking=True,
        help="Days after the due date: weekends and transfers take their time.",
    )
    behaviour_invoice_minimum = fields.Integer(
        string="Judge from",
        default=4,
        tracking=True,
        help="Invoices. A customer with fewer is new.",
    )
    behaviour_late_percentage = fields.Integer(
        string="Habitually late from",
        default=50,
        tracking=True,
        help="Percent of the invoices judged. Who is late just once never is: all that "
        "was late within thirty days is one time.",
    )

    expectation_scope = fields.Selection(
        [
            ("none", "No customer"),
            ("business", "Businesses; consumers pay like the others"),
            ("all", "Each customer"),
        ],
        string="Expected days of",
        default="business",
        required=True,
        tracking=True,
        help="Whose own payments are looked at to expect the next one. A consumer is "
        "otherwise expected to pay like the others of its segment.",
    )
    prediction_ids = fields.One2many(
        "dunning.prediction",
        "group_id",
        string="Quality of expected payments",
        groups="s4_dunning.s4_dunning_group_viewer",
    )

    _behaviour_valid = models.Constraint(
        "CHECK(behaviour_months BETWEEN 2 AND 60"
        " AND behaviour_tolerance_days BETWEEN 0 AND 60"
        " AND behaviour_invoice_minimum >= 2"
        " AND behaviour_late_percentage BETWEEN 1 AND 100)",
        "Payment behavior: look back 2 to 60 months, tolerate 0 to 60 days, judge from "
        "2 invoices at least, and call late habitual from 1 to 100 percent.",
    )
