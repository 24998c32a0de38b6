from odoo import fields, models


class DunningSegment(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.segment"

    channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set null"}
    )
    second_channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set null"}
    )
    debtor_channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set null"}
    )
