from odoo import api, models

from ..rules import delivery_reports, mail_headers

OURS = ("dunning.notice", "dunning.reply", "dunning.debtor")


class MailThread(models.AbstractModel):
    """Gateway: answers find their notice, also where they name no message of ours."""

    # EXTENDS mail
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        # EXTENDS mail
        if not message_dict.get("is_bounce"):
            # sudo: a mail has no rights, and is only filed
            notices = self.env["dunning.notice"].sudo()
            notice = notices._answered_notice(message_dict)
            if notice:
                self._routing_reset_bounce(message, message_dict)
                user = self._mail_find_user_for_gateway(message_dict["email_from"])
                user_id = user.id or self.env.uid
                return [("dunning.notice", notice.id, custom_values, user_id, None)]
        return super().message_route(
            message, message_dict, model, thread_id, custom_values
        )

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # EXTENDS mail: the records learn what only the headers tell
        if any(route[0] in OURS for route in routes or ()):
            self = self.with_context(
                dunning_mail={
                    "is_automatic": mail_headers.is_automatic(message),
                    "is_forged": mail_headers.is_forged(message),
                    "is_threaded": bool(message_dict.get("parent_id")),
                }
            )
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        # EXTENDS mail: which takes every report for a failure, and every failure for
        # one of the address
        # sudo: the mail server reports to nobody in particular
        notices = self.env["dunning.notice"].sudo()
        reports = delivery_reports.read(email_message)
        message = notices._reported_message(message_dict, reports)
        if not message:
            return super()._routing_handle_bounce(email_message, message_dict)
        if any(report.kind == "hard" for report in reports):
            super()._routing_handle_bounce(email_message, message_dict)
        notices.browse(message.res_id)._receive_reports(message, reports)
