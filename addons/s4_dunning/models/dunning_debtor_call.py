from urllib.parse import quote

from odoo import fields, models
from odoo.exceptions import UserError

# Whom to call first, by the type of the contact.
ROLES = ("dunning", "invoice", "contact")


class DunningDebtor(models.Model):
    """Phone: whom to call about the debtor, and what about."""

    _inherit = "dunning.debtor"

    call_ids = fields.One2many("dunning.call", "debtor_id", string="Calls")
    has_whatsapp = fields.Boolean(compute="_compute_has_whatsapp")

    def _compute_has_whatsapp(self):
        for debtor in self:
            debtor.has_whatsapp = bool(debtor._contact_with_number())

    def action_call(self):
        """Open the guide through a phone call with the debtor.

        :return: action
        """
        self.ensure_one()
        return self._action_call(self.notice_ids.browse())

    def _action_call(self, notice):
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call %s", self.display_name),
            "res_model": "dunning.call.guide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_debtor_id": self.id, "default_notice_id": notice.id},
        }

    def _contacts_to_call(self):
        """:return: the res.partner records with a phone, whom to call first in front"""
        self.ensure_one()
        customer = self.partner_id
        contacts = customer | customer.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("type", "!=", "delivery"),
                ("phone", "!=", False),
            ]
        )
        return contacts.filtered("phone").sorted(
            lambda contact: (
                contact.dunning_phone_is_wrong,
                ROLES.index(contact.type) if contact.type in ROLES else len(ROLES),
                contact != customer,
                contact.id,
            )
        )

    def _notice_to_talk_about(self):
        """:return: the dunning.notice that the debtor got last and has not paid"""
        self.ensure_one()
        sent = self.notice_ids.filtered(lambda notice: notice.state == "sent")
        return sent.sorted(lambda notice: (notice.date_sent, notice.id))[-1:]

    def _contact_with_number(self):
        """:return: the res.partner with a valid phone number whom to write to first"""
        self.ensure_one()
        return self._contacts_to_call().filtered(
            lambda contact: contact._dunning_number()
        )[:1]

    def action_whatsapp(self):
        """Open WhatsApp with the short message to the debtor filled in.

        Nothing is sent before the person sends it there.

        :return: action that opens a new tab
        :raise UserError: no contact has a valid phone number.
        """
        self.ensure_one()
        return self._action_whatsapp(
            self._contact_with_number(), self._notice_to_talk_about()
        )

    def _action_whatsapp(self, contact, notice):
        self.check_access("write")
        number = contact and contact._dunning_number()
        if not number:
            raise UserError(
                self.env._(
                    "%s has no valid phone number: enter one with the code of its "
                    "country.",
                    contact.name or self.display_name,
                )
            )
        text = notice._short_message() if notice else ""
        self._message_log(
            body=self.env._(
                "WhatsApp was opened to write to %(contact)s, %(number)s.",
                contact=contact.name,
                number=contact.dunning_phone,
            )
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"https://wa.me/{number.removeprefix('+')}?text={quote(text)}",
            "target": "new",
        }
