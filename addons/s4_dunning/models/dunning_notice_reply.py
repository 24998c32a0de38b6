import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, email_split, html2plaintext
from odoo.tools.mail import unfold_references

# Words with a figure in them may be the number of a notice.
NUMBER = re.compile(r"[A-Za-z0-9][\w./-]*\d")
WORDS = 500
LENGTH = 100_000


class DunningNotice(models.Model):
    """Answers: found by reference, by number or by sender, and taken up."""

    _inherit = "dunning.notice"

    reply_ids = fields.One2many("dunning.reply", "notice_id", string="Answers")

    @api.model
    def _reply_aliases(self, message_dict):
        """:return: the mail.alias of dunning groups to which a mail is addressed"""
        addressed = {email.lower() for email in email_split(message_dict["recipients"])}
        # sudo: the gateway knows all of them
        return (
            self.env["mail.alias"]
            .sudo()
            .search(
                [
                    ("alias_full_name", "in", list(addressed)),
                    ("alias_model_id.model", "=", "dunning.reply"),
                ]
            )
        )

    @api.model
    def _answered_notice(self, message_dict, aliases, is_proved):
        """Find the notice that a mail answers, where Odoo does not find it.

        Odoo follows the references of a mail, but not if it goes to an alias of another
        kind of record, as ours is; and it refuses what comes to the catch-all address
        without any.

        :param message_dict: what mail.thread read in the mail
        :param aliases: mail.alias of dunning groups to which it is addressed
        :param is_proved: False: the sender may be somebody else
        :return: dunning.notice, or none: this is not for us, or nobody knows
        """
        if not aliases and not self._detect_write_to_catchall(message_dict):
            return self.browse()
        referred = self._referred_message(message_dict)
        if referred.model == self._name:
            return self.browse(referred.res_id).exists()
        if referred:
            return self.browse()
        groups = (
            self.env["dunning.group"].sudo().search([("alias_id", "in", aliases.ids)])
        )
        named = self._notice_named_in(message_dict, groups)
        if named or not is_proved:
            return named
        return self._notice_of_sender(message_dict["email_from"], groups)

    @api.model
    def _referred_message(self, message_dict):
        """:return: the newest mail.message that the mail refers to"""
        references = message_dict["references"] or message_dict["in_reply_to"]
        # sudo: the gateway follows references wherever they lead
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [("message_id", "in", unfold_references(references)[-32:])],
                limit=1,
                order="id desc",
            )
        )

    @api.model
    def _notice_named_in(self, message_dict, groups):
        """:return: the notice whose number the mail names; in doubt the newest"""
        text = html2plaintext((message_dict.get("body") or "")[:LENGTH])
        for place in (message_dict.get("subject") or "", text):
            names = NUMBER.findall(place)[:WORDS]
            notice = self.search(
                Domain("name", "in", names) & self._written_by(groups),
                limit=1,
                order="id desc",
            )
            if notice:
                return notice
        return self.browse()

    @api.model
    def _notice_of_sender(self, email_from, groups):
        """:return: the last notice that was sent to a customer with this address

        :param groups: the dunning groups it was written to; none: only somebody who is
            dunned at this moment can mean a notice
        """
        address = email_normalize(email_from or "")
        if not address:
            return self.browse()
        partners = self.env["res.partner"].search([("email_normalized", "=", address)])
        return self.search(
            Domain("state", "in", ("sent", "closed") if groups else ("sent",))
            & Domain("partner_id", "in", partners.commercial_partner_id.ids)
            & self._written_by(groups),
            limit=1,
            order="date_sent desc, id desc",
        )

    @api.model
    def _written_by(self, groups):
        return Domain("group_id", "in", groups.ids) if groups else Domain.TRUE

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS mail
        self.env["dunning.reply"]._open_content(msg_dict)
        return super().message_update(msg_dict, update_vals)

    def _message_post_after_hook(self, message, msg_values):
        # EXTENDS mail
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email":
            # sudo: who answers has no rights here
            self.env["dunning.reply"].sudo()._receive(self.sudo(), message)
        return result

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        # EXTENDS mail: answers come to the address of the dunning group, if it has one
        addresses = super()._notify_get_reply_to_batch(defaults, author_ids)
        # sudo: an address that customers see
        for notice in self.sudo().filtered("group_id.alias_email"):
            addresses[notice.id] = self._notify_get_reply_to_formatted_email(
                notice.group_id.alias_email,
                author_id=(author_ids or {}).get(notice.id),
            )
        return addresses
