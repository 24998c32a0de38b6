from odoo import fields, models


class DunningNoticeCancel(models.TransientModel):
    _name = "dunning.notice.cancel"
    _description = "Cancel Sent Notices"

    notice_ids = fields.Many2many(
        "dunning.notice", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)
    apology = fields.Boolean(
        string="Write to the debtor that the notice is void", default=True
    )

    def action_cancel(self):
        """Take the notices back for the reason given."""
        return self.notice_ids.action_cancel(self.reason, apology=self.apology)
