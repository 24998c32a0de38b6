from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SmsTracker(models.Model):
    """What the provider reports, at once or later: a failure makes a task."""

    # EXTENDS sms
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        # EXTENDS sms
        known = self.mail_notification_id.filtered(
            lambda one: one.notification_status in ("exception", "bounce")
        )
        result = super()._update_sms_notifications(
            notification_status,
            failure_type=failure_type,
            failure_reason=failure_reason,
        )
        for notification in self.mail_notification_id - known:
            message = notification.mail_message_id
            if (
                message.model == "dunning.notice"
                and notification.notification_status in ("exception", "bounce")
            ):
                notice = self.env["dunning.notice"].browse(message.res_id)
                notice._ask_to_mend(
                    _lt("A text message to %s did not arrive", notification.sms_number),
                    notification.format_failure_reason(),
                )
        return result
