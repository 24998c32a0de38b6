from odoo import fields, models


class DunningDebtor(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.debtor"

    channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set null"}
    )
