from odoo import fields, models


class DunningBrand(models.Model):
    """A make of cars that the group sells or services."""

    _name = "dunning.brand"
    _description = "Brand"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    logo = fields.Image(max_width=1024, max_height=1024)
    location_ids = fields.Many2many("dunning.location", string="Sold at")

    _name_unique = models.Constraint("UNIQUE(name)", "This brand exists already.")
