from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize


class DunningLocation(models.Model):
    """A branch of a company: a place with an address and a face of its own."""

    _name = "dunning.location"
    _description = "Location"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char()
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    company_partner_id = fields.Many2one(
        related="company_id.partner_id", export_string_translation=False
    )
    brand_ids = fields.Many2many("dunning.brand", string="Sells")
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('id', 'child_of', company_partner_id)]",
        help="A contact of the company, with the address and telephone number of the "
        "location. Empty: those of the company.",
    )
    logo = fields.Image(max_width=1024, max_height=1024)
    email = fields.Char(
        string="Sender", help="The e-mail address from which the location writes."
    )
    reply_to = fields.Char(
        help="Where answers go, outside of Odoo. Empty: to the notice."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="set null",
        domain="[('share', '=', False)]",
    )
    opening_hours = fields.Text(translate=True)

    _company_code_unique = models.Constraint(
        "UNIQUE(company_id, code)",
        "The company has a location with this code already.",
    )

    @api.constrains("email", "reply_to")
    def _check_email(self):
        for location in self:
            for address in filter(None, (location.email, location.reply_to)):
                if not email_normalize(address):
                    raise ValidationError(
                        self.env._(
                            "“%(address)s” of %(location)s is not an e-mail address.",
                            address=address,
                            location=location.name,
                        )
                    )

    @api.constrains("company_id")
    def _check_company_of_invoices(self):
        # sudo: counts invoices of companies that are not active
        used = self.env["account.move"].sudo()
        for location in self:
            if used.search_count(
                [
                    ("dunning_location_id", "=", location.id),
                    ("company_id", "!=", location.company_id.id),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "Invoices of another company stand under %(location)s: archive "
                        "it and create a new location for %(company)s.",
                        location=location.name,
                        company=location.company_id.name,
                    )
                )
