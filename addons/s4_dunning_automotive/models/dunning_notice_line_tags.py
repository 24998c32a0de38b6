from odoo import fields, models


class DunningNoticeLine(models.Model):
    # EXTENDS s4_dunning
    _name = "dunning.notice.line"
    _inherit = ["dunning.notice.line", "dunning.tag.mixin"]

    workflow_rule = fields.Selection(
        selection_add=[
            ("account", "Account"),
            ("debtor",),
            ("partner_tag", "Customer tag"),
            ("segment",),
        ],
        ondelete={"account": "set null", "partner_tag": "set null"},
    )
