from odoo import fields, models
from odoo.exceptions import UserError


class DunningArrangementAcceptance(models.TransientModel):
    """The customer agrees with an arrangement: when, who and how."""

    _name = "dunning.arrangement.acceptance"
    _description = "Acceptance of an Arrangement"

    arrangement_id = fields.Many2one(
        "dunning.arrangement", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="arrangement_id.partner_id")
    date = fields.Date(
        string="Accepted on", required=True, default=fields.Date.context_today
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="By",
        domain="[('commercial_partner_id', '=', partner_id)]",
        ondelete="set null",
    )
    how = fields.Selection(
        [
            ("email", "By e-mail"),
            ("letter", "By letter"),
            ("phone", "By phone"),
            ("meeting", "In person"),
        ],
        required=True,
        default="email",
    )

    def action_accept(self):
        """Put the arrangement in force.

        :return: True
        :raise UserError: it is not offered any more, or the day cannot be
        """
        self.ensure_one()
        arrangement = self.arrangement_id
        arrangement.check_access("write")
        arrangement._check_state("offered")
        today = fields.Date.context_today(self)
        if not arrangement.date_offered <= self.date <= today:
            raise UserError(
                self.env._(
                    "Enter the day on which the customer accepted: from that of the "
                    "offer until today."
                )
            )
        arrangement._accept(self.date, self.how, self.contact_id)
        return True
