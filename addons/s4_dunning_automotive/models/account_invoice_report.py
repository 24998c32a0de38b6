from odoo import api, fields, models
from odoo.tools import SQL


class AccountInvoiceReport(models.Model):
    # EXTENDS account
    _inherit = "account.invoice.report"

    dunning_brand_id = fields.Many2one("dunning.brand", string="Brand", readonly=True)
    dunning_location_id = fields.Many2one(
        "dunning.location", string="Location", readonly=True
    )
    dunning_department_id = fields.Many2one(
        "dunning.department", string="Department", readonly=True
    )

    _depends = {
        "account.move": [
            "dunning_brand_id",
            "dunning_location_id",
            "dunning_department_id",
        ]
    }

    @api.model
    def _select(self):
        return SQL(
            "%s, move.dunning_brand_id, move.dunning_location_id,"
            " move.dunning_department_id",
            super()._select(),
        )
