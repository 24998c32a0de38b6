from odoo import api, fields, models


class DunningNoticeLine(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.notice.line"

    # As in the ledger, to search by. What the notice said is in `details`.
    vehicle_licence_plate = fields.Char(
        related="move_line_id.move_id.vehicle_licence_plate"
    )
    vehicle_vin = fields.Char(related="move_line_id.move_id.vehicle_vin")
    vehicle_order_number = fields.Char(
        related="move_line_id.move_id.vehicle_order_number"
    )
    vehicle_approval_number = fields.Char(
        related="move_line_id.move_id.vehicle_approval_number"
    )
    vehicle_driver_name = fields.Char(
        related="move_line_id.move_id.vehicle_driver_name"
    )

    @api.depends_context("lang")
    @api.depends(
        "vehicle_licence_plate",
        "vehicle_order_number",
        "vehicle_approval_number",
        "vehicle_driver_name",
        "move_line_id.move_id.delivery_location_id.name",
    )
    def _compute_document(self):
        return super()._compute_document()

    def _details(self):
        return " · ".join(filter(None, [super()._details(), *self._vehicle_details()]))

    def _vehicle_details(self):
        """:return: list of str in the language of the context, one for each fact"""
        # sudo: a salesperson reads the notice without access to the ledger, and the
        # location that handed the vehicle over may belong to another company
        move_sudo = self.move_line_id.sudo().move_id
        plate = move_sudo.vehicle_licence_plate
        order = move_sudo.vehicle_order_number
        approval = move_sudo.vehicle_approval_number
        driver = move_sudo.vehicle_driver_name
        location = move_sudo.delivery_location_id.name
        return [
            fact
            for fact in (
                plate,
                order and self.env._("Order %(number)s", number=order),
                approval and self.env._("Approval %(number)s", number=approval),
                driver and self.env._("Driver %(name)s", name=driver),
                location and self.env._("Delivered by %(name)s", name=location),
            )
            if fact
        ]
