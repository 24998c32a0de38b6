from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dunning_segment import CHANNELS


class DunningDebtor(models.Model):
    """By which channel the debtor wants to hear, and who else hears."""

    _inherit = "dunning.debtor"

    channel = fields.Selection(
        CHANNELS,
        string="Preferred channel",
        tracking=True,
        help="Empty: the segment or the level decides. What claims costs or announces "
        "a hand-over is in writing, even to customers who prefer a call.",
    )
    escalation_contact_id = fields.Many2one(
        "res.partner",
        string="Escalation contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
        tracking=True,
        help="Is written to by the levels that say so: the director of the customer, "
        "for instance.",
    )
    copy_partner_ids = fields.Many2many(
        "res.partner",
        "dunning_debtor_copy_rel",
        "debtor_id",
        "partner_id",
        string="Copies to",
        tracking=True,
        help="Get a copy of every e-mail to this customer.",
    )

    @api.constrains("escalation_contact_id")
    def _check_escalation_contact(self):
        # contacts of customers that are being merged follow their debtors
        merged_ids = self.env.context.get("dunning_merged_partner_ids", [])
        for debtor in self.filtered("escalation_contact_id"):
            contact = debtor.escalation_contact_id
            customer_ids = [debtor.partner_id.id, *merged_ids]
            if contact.commercial_partner_id.id not in customer_ids:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s: add it to the "
                        "customer first, or choose another one.",
                        contact=contact.display_name,
                        customer=debtor.partner_id.name,
                    )
                )
