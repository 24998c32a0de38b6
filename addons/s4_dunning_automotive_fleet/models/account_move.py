from odoo import models

from odoo.addons.s4_dunning_automotive.rules import licence_plate, vin


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        for move in posted:
            if move.is_sale_document(include_receipts=True):
                move._take_over_vehicle_facts()
        return posted

    def _take_over_vehicle_facts(self):
        """Fill what is empty from the vehicle, where the lines name exactly one.

        What the fleet has in a spelling that cannot be right is left out: it must not
        stop the posting.
        """
        self.ensure_one()
        # sudo: who posts an invoice need not keep the fleet
        vehicle_sudo = self.invoice_line_ids.sudo().vehicle_id
        if len(vehicle_sudo) != 1:
            return
        country = self.company_id.account_fiscal_country_id.code
        plate = vehicle_sudo.license_plate
        number = vehicle_sudo.vin_sn
        facts = {
            "vehicle_licence_plate": (
                plate and not licence_plate.problem(plate, country) and plate
            ),
            "vehicle_vin": number and not vin.problem(number) and number,
            "vehicle_driver_name": vehicle_sudo.driver_id.name,
        }
        known = {name: value for name, value in facts.items() if value}
        missing = {name: value for name, value in known.items() if not self[name]}
        if missing:
            self.write(missing)
