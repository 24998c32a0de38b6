from odoo import fields, models

DIMENSIONS = [
    ("brand_id", "Brand"),
    ("location_id", "Location"),
    ("department_id", "Department"),
]


class DunningFigureReport(models.TransientModel):
    # EXTENDS s4_dunning
    _inherit = "dunning.figure.report"

    dimension = fields.Selection(
        selection_add=DIMENSIONS,
        ondelete={name: "set default" for name, _label in DIMENSIONS},
    )
