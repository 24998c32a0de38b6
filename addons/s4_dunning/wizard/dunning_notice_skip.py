from odoo import fields, models


class DunningNoticeSkip(models.TransientModel):
    _name = "dunning.notice.skip"
    _description = "Skip Notices"

    notice_ids = fields.Many2many(
        "dunning.notice", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_skip(self):
        """Skip the notices for the reason given."""
        return self.notice_ids.action_skip(self.reason)
