from odoo import fields, models


class DunningSimulationNotice(models.Model):
    """A notice that a policy would have sent on a day of the past."""

    _name = "dunning.simulation.notice"
    _description = "Simulated Notice"
    _order = "date, id"
    _rec_name = "partner_id"
    _log_access = False  # written in bulk by the engine, as part of the simulation

    simulation_id = fields.Many2one(
        "dunning.simulation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    variant = fields.Selection(
        [("today", "Today's policy"), ("tried", "Policy tried")],
        string="Policy",
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    debtor_id = fields.Many2one(
        "dunning.debtor",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: the customer owed nothing when dunning began.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Sender",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    segment_id = fields.Many2one(
        "dunning.segment", readonly=True, ondelete="set null", index="btree_not_null"
    )
    workflow_id = fields.Many2one(
        "dunning.workflow", required=True, readonly=True, ondelete="cascade", index=True
    )
    level_id = fields.Many2one(
        "dunning.level", required=True, readonly=True, ondelete="cascade", index=True
    )
    level_number = fields.Integer(
        string="Step",
        readonly=True,
        aggregator=None,
        help="The place of the level in its workflow: compares different workflows.",
    )
    item_count = fields.Integer(string="Items", readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="What it would have asked for, in the currency of the dunning group.",
    )
    amount_on_the_way = fields.Monetary(
        string="On the way", readonly=True, help="Paid in the days after the notice."
    )
    payment_on_the_way = fields.Boolean(
        string="Crossed by a payment",
        readonly=True,
        help="Money for one of its items came within the days that a payment is on its "
        "way: the customer had paid without the notice.",
    )
    is_first_contact = fields.Boolean(
        string="First contact",
        readonly=True,
        help="The first notice of this level to the customer in the period.",
    )

    _simulation_idx = models.Index("(simulation_id, variant, date)")

    def action_open_debtor(self):
        """Show the chart of the customer, or the customer who has none.

        :return: window action
        """
        self.ensure_one()
        return (self.debtor_id or self.partner_id)._get_records_action()
