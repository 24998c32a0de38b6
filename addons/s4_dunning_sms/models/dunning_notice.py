from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.s4_dunning.rules import placeholders


class DunningNotice(models.Model):
    """Text message: to whom, and in which words."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    channel = fields.Selection(
        selection_add=[("sms", "Text message")], ondelete={"sms": "set email"}
    )
    sms_number = fields.Char(string="Phone number", compute="_compute_sms_number")
    sms_text = fields.Text(string="Words", compute="_compute_sms_text")

    @api.depends("contact_id.dunning_phone", "debtor_id.partner_id.dunning_phone")
    def _compute_sms_number(self):
        for notice in self:
            contact = notice._sms_contact()
            notice.sms_number = contact._dunning_number() if contact else False

    @api.depends("level_id", "channel", "lang", "amount_total", "date_deadline")
    def _compute_sms_text(self):
        for notice in self:
            notice.sms_text = notice._sms_text()

    def _sms_contact(self):
        """:return: the res.partner who gets the text message, or none"""
        self.ensure_one()
        contact = self.contact_id
        if contact and contact._dunning_number():
            return contact
        return self.debtor_id._contact_with_number()

    def _sms_text(self):
        """:return: str, the short message of the level, filled in"""
        self.ensure_one()
        text = self._level_text("short_text") or ""
        return placeholders.fill(text, self._placeholder_values())

    def _text_problems(self):
        # EXTENDS s4_dunning
        if self.channel != "sms":
            return super()._text_problems()
        text = (self._level_text("short_text") or "").strip()
        if not text:
            return [
                self.env._(
                    "The level %(level)s has no short message: write it on the level.",
                    level=self.level_id.name,
                )
            ]
        return self._placeholder_problems(text)

    def _bank_account_problems(self):
        # EXTENDS s4_dunning
        return [] if self.channel == "sms" else super()._bank_account_problems()

    def _address_problems(self):
        # EXTENDS s4_dunning
        problems = super()._address_problems()
        if self.channel == "sms" and not self._sms_contact():
            problems.append(
                self.env._(
                    "%(debtor)s has no valid phone number: enter one with the code of "
                    "its country, or choose another channel.",
                    debtor=self.partner_id.name,
                )
            )
        return problems

    def _with_letter(self):
        # EXTENDS s4_dunning
        return super()._with_letter().filtered(lambda notice: notice.channel != "sms")

    def _prepare_test_email(self, letter):
        # EXTENDS s4_dunning
        values = super()._prepare_test_email(letter)
        if self.channel == "sms":
            values["body_html"] = plaintext2html(self._sms_text())
        return values

    def _delivery_reasons(self):
        # EXTENDS s4_dunning
        reasons = super()._delivery_reasons()
        debtor = self.debtor_id
        wanted = debtor.channel or debtor.segment_id.channel or self.level_id.channel
        if wanted != "sms" or self.channel_rule not in ("fallback", "no_phone"):
            return reasons
        no_number = self.env._("there is no valid phone number")
        return [no_number] if self.channel_rule == "no_phone" else [*reasons, no_number]
