from odoo import fields, models


class DunningDisputeReason(models.Model):
    """A cause of disputes: the root causes are counted by it."""

    _name = "dunning.dispute.reason"
    _description = "Reason for a Dispute"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(
        default=14,
        help="The deadline of a dispute for this reason, in days after it was raised.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Settles disputes for this reason. Empty: who is in charge of the "
        "customer.",
    )
    hold_reason_id = fields.Many2one(
        "dunning.hold.reason",
        string="Reason of the hold",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_hold_reason(),
        help="What the hold of the disputed amount says.",
    )

    _days_not_negative = models.Constraint(
        "CHECK(days >= 0)", "The days to settle a dispute cannot be negative."
    )

    def _default_hold_reason(self):
        return self.env.ref(
            "s4_dunning.dunning_hold_reason_complaint", raise_if_not_found=False
        )
