import logging

from odoo import api, models

from ..rules import delivery_reports, mail_headers

_logger = logging.getLogger(__name__)

OURS = ("dunning.notice", "dunning.reply", "dunning.debtor")


class MailThread(models.AbstractModel):
    """Gateway: answers find their notice, also where they name no message of ours."""

    # EXTENDS mail
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        # EXTENDS mail: which loses a mail with a charset that Python does not know, and
        # the accents of one that names none
        mail_headers.mend_charsets(message)
        return super().message_parse(message, save_original=save_original)

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        # EXTENDS mail
        # sudo: a mail has no rights, and is only filed
        notices = self.env["dunning.notice"].sudo()
        aliases = notices._reply_aliases(message_dict)
        is_proved = not mail_headers.is_forged(message)
        if message_dict.get("is_bounce"):
            pass
        elif mail_headers.went_through(message, aliases.mapped("alias_full_name")):
            _logger.info("Ignored our own mail %s", message_dict["message_id"])
            return []
        elif notice := notices._answered_notice(message_dict, aliases, is_proved):
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
