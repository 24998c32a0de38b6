from odoo import fields, models

from .dunning_run_exclusion_approval import APPROVAL_MISSING


class DunningNoticeLine(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.notice.line"

    reason = fields.Selection(
        selection_add=[APPROVAL_MISSING], ondelete={"approval_missing": "set null"}
    )
