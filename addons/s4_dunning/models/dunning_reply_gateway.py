from email import message_from_bytes, policy

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..rules import mail_content

_lt = LazyTranslate(__name__)
PLAIN = {"is_automatic": False, "is_forged": False, "is_threaded": False}


class DunningReply(models.Model):
    """Gateway: an answer becomes a row, rests the dunning, and is somebody's task."""

    _inherit = "dunning.reply"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # EXTENDS mail: nobody knows yet whom it is from
        self._open_content(msg_dict)
        return super().message_new(
            msg_dict,
            {
                **(custom_values or {}),
                "subject": msg_dict.get("subject"),
                "date": msg_dict.get("date") or fields.Datetime.now(),
                **self._headers("is_automatic", "is_forged"),
            },
        )

    def _message_post_after_hook(self, message, msg_values):
        # EXTENDS mail
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and not self.message_id:
            self.message_id = message
            self._sort()
            self._ask_for_assignment()
        return result

    def _ask_for_assignment(self):
        if self.kind == "out_of_office":
            self.state = "ignored"
            return
        user = self.group_id.responsible_id
        if user and self.with_user(user).has_access("write"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.debtor_id._in_language_of(
                    user, _lt("Find out whom this answer is from")
                ),
                user_id=user.id,
            )

    @api.model
    def _receive(self, notice, message):
        """Take up an answer that came to a notice.

        :param message: the mail.message on its thread
        :return: dunning.reply, or none for what a colleague wrote
        """
        headers = self._headers()
        if self._is_from_colleague(message) and not headers["is_forged"]:
            return self
        reply = self.create(
            {
                "group_id": notice.group_id.id,
                "debtor_id": notice.debtor_id.id,
                "notice_id": notice.id,
                "message_id": message.id,
                "subject": message.subject,
                "email_from": message.email_from,
                "date": message.date,
                "state": "to_confirm",
                **self._headers("is_automatic", "is_forged"),
            }
        )
        reply._take_up(is_threaded=headers["is_threaded"])
        return reply

    def _take_up(self, is_threaded):
        """Sort the answer, rest the dunning if it may, and tell who is in charge."""
        self._sort()
        if self.kind == "out_of_office":
            self.state = "done"
            return
        is_trusted = is_threaded or not self.is_unknown_sender
        if is_trusted and not (self.is_automatic or self.is_forged):
            self._rest()
        self.task_id = self.debtor_id._task_for(
            _lt("Read the answer of %s", self.email_from), self.text
        )

    def _rest(self):
        """Let the customer rest for the days that the group allows."""
        days = self.group_id.reply_days
        if not days or (self.notice_id and self.notice_id.state != "sent"):
            return
        today = fields.Date.context_today(self)
        reason = self.env.ref("s4_dunning.dunning_hold_reason_answer")
        date_end = fields.Date.add(today, days=days)
        current = self.env["dunning.hold"].search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("reason_id", "=", reason.id),
                ("is_current", "=", True),
            ],
            limit=1,
        )
        if current.date_end:  # else somebody lets it rest without end
            current.date_end = max(current.date_end, date_end)
        self.hold_id = current or self.debtor_id._hold_for(
            "answer", self.env["account.move.line"], date_end, self.subject
        )

    @api.model
    def _is_from_colleague(self, message):
        users = message.author_id.user_ids
        return any(not user.share for user in users)

    @api.model
    def _headers(self, *names):
        """:return: dict of what mail.thread read in the headers"""
        headers = {**PLAIN, **self.env.context.get("dunning_mail", {})}
        return {name: headers[name] for name in names or headers}

    @api.model
    def _open_content(self, msg_dict):
        """Unwrap what some mail programs wrap: winmail.dat and signed mails.

        :param msg_dict: the values of the gateway, changed in place
        """
        attachments = []
        for attachment in msg_dict.get("attachments") or []:
            name, content = attachment[0] or "", attachment[1]
            if isinstance(content, str):
                attachments.append(attachment)
                continue
            if mail_content.is_tnef(name, content):
                parts = mail_content.tnef_parts(content)
                if parts:
                    msg_dict["body"] = msg_dict.get("body") or parts[0]
                    attachments += [self._Attachment(*file, {}) for file in parts[1]]
                    continue
            elif name.lower().endswith(".p7m"):
                signed = mail_content.signed_content(content)
                if signed:
                    inside = message_from_bytes(signed, policy=policy.SMTP)
                    opened = self._message_parse_extract_payload(inside, {})
                    msg_dict["body"] = msg_dict.get("body") or opened["body"]
                    attachments += opened["attachments"]
                    continue
            attachments.append(attachment)
        if attachments or msg_dict.get("attachments"):
            msg_dict["attachments"] = attachments
