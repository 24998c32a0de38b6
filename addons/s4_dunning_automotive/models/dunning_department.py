from odoo import fields, models


class DunningDepartment(models.Model):
    """What an invoice was for: vehicle sales, service, parts, body shop."""

    _name = "dunning.department"
    _description = "Department"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
