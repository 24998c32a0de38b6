from odoo import fields, models


class DunningLetterPrint(models.TransientModel):
    """Letters that a person wants to print: an address has no room for their ids."""

    _name = "dunning.letter.print"
    _description = "Letters to Print"

    notice_ids = fields.Many2many("dunning.notice", readonly=True)
