from odoo import api, fields, models

from odoo.addons.phone_validation.tools.phone_validation import phone_parse


class ResPartner(models.Model):
    """Phone: the number under which a customer is really reached."""

    # EXTENDS phone_validation
    _inherit = "res.partner"

    dunning_wrong_phone = fields.Char(
        string="Wrong phone number",
        copy=False,
        help="Somebody else answered at it. It is not used until it is corrected.",
    )
    dunning_phone = fields.Char(
        string="Phone to call",
        compute="_compute_dunning_phone",
        help="In international format, if it is a valid number.",
    )
    dunning_phone_is_wrong = fields.Boolean(compute="_compute_dunning_phone")

    @api.depends("phone", "phone_sanitized", "country_id", "dunning_wrong_phone")
    def _compute_dunning_phone(self):
        for partner in self:
            number = partner.phone_sanitized or partner.phone
            is_wrong = bool(number) and number == partner.dunning_wrong_phone
            partner.dunning_phone_is_wrong = is_wrong
            partner.dunning_phone = not is_wrong and (
                partner._dunning_format("INTERNATIONAL") or partner.phone
            )

    def _dunning_format(self, format_name):
        """:return: str, the phone number in this format, or False if it is not valid"""
        self.ensure_one()
        country = self.country_id or self.commercial_partner_id.country_id
        return self._phone_format(
            fname="phone", country=country, force_format=format_name
        )

    def _dunning_number(self):
        """:return: str, the number in E.164, if messages may go to it: it is valid, not
        known to be wrong and not on the blacklist; else False, also where the library
        `phonenumbers` is missing
        """
        self.ensure_one()
        if self.dunning_phone_is_wrong or self.phone_sanitized_blacklisted:
            return False
        number = self._dunning_format("E164")
        if not number or not phone_parse(number, None):
            return False
        # read with the country of the customer it may be another one than Odoo's own
        if number != self.phone_sanitized and self._is_phone_blacklisted(number):
            return False
        return number

    @api.model
    def _is_phone_blacklisted(self, number):
        # sudo: whoever writes to a customer may know that it must not be done
        blacklist = self.env["phone.blacklist"].sudo()
        return bool(blacklist.search_count([("number", "=", number)], limit=1))

    def _mark_phone_wrong(self):
        """Use the phone number no more, until somebody corrects it."""
        # sudo: a collector learns that a number is wrong, and may lack the right to
        # edit customers
        for partner in self.sudo():
            partner.dunning_wrong_phone = partner.phone_sanitized or partner.phone
