from odoo import fields, models


class DunningLevel(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.level"

    channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set default"}
    )
