from odoo import api, fields, models
from odoo.tools import email_normalize

from ..engine import addresses
from .res_partner import EMAIL_PROBLEMS


class DunningNotice(models.Model):
    """Address: to whom a notice goes and by which channels, decided or chosen."""

    _inherit = "dunning.notice"

    address_source = fields.Selection(
        [
            ("escalation", "Escalation contact"),
            ("dunning", "Dunning contact"),
            ("invoice", "Invoice contact"),
            ("customer", "Customer"),
            ("hand", "Chosen by hand"),
        ],
        string="Address from",
        readonly=True,
        copy=False,
    )
    channel_rule = fields.Selection(
        [
            ("level", "Level"),
            ("debtor", "Preferred by the customer"),
            ("segment", "Preferred by the segment"),
            ("second", "Second choice for the segment"),
            ("written", "Must be in writing"),
            ("no_phone", "No phone number"),
            ("fallback", "The first choice does not reach the customer"),
            ("hand", "Chosen by hand"),
        ],
        string="Channel from",
        readonly=True,
        copy=False,
    )
    passed_over = fields.Json(
        readonly=True,
        copy=False,
        help="The contacts without usable e-mail address, in the order in which they "
        "were asked: source, problem and e-mail.",
    )
    copy_partner_ids = fields.Many2many(
        "res.partner",
        "dunning_notice_copy_rel",
        "notice_id",
        "partner_id",
        string="Copies to",
        help="Get a copy of the e-mail.",
    )
    also_letter = fields.Boolean(
        string="Also by letter", help="The letter is posted, besides the e-mail."
    )
    also_call = fields.Boolean(
        string="Also a phone call", help="Makes a task for the collector as well."
    )
    is_letter = fields.Boolean(
        string="Is posted", compute="_compute_is_letter", store=True
    )
    is_call = fields.Boolean(string="Is called", compute="_compute_is_call")
    phone = fields.Char(compute="_compute_phone")
    email_problem = fields.Selection(EMAIL_PROBLEMS, compute="_compute_email_problem")

    @api.depends("channel", "also_letter")
    def _compute_is_letter(self):
        for notice in self:
            notice.is_letter = notice.channel == "letter" or (
                notice.channel == "email" and notice.also_letter
            )

    @api.depends("channel", "also_call")
    def _compute_is_call(self):
        for notice in self:
            notice.is_call = notice.channel == "phone" or notice.also_call

    @api.depends("contact_id.dunning_phone", "partner_id.dunning_phone")
    def _compute_phone(self):
        for notice in self.sudo():  # sudo: customers of companies that are not active
            partner = notice.contact_id.filtered("dunning_phone") or notice.partner_id
            notice.phone = partner.dunning_phone

    @api.depends(
        "email", "contact_id.dunning_bounced_email", "partner_id.dunning_bounced_email"
    )
    def _compute_email_problem(self):
        # sudo: customers of companies that are not active
        of_notices = {notice: email_normalize(notice.email) for notice in self.sudo()}
        blacklisted = self.env["res.partner"]._blacklisted(of_notices.values())
        for notice, address in of_notices.items():
            contacts = notice.contact_id | notice.partner_id
            if not notice.email:
                notice.email_problem = "missing"
            elif not address:
                notice.email_problem = "invalid"
            elif address in contacts.mapped("dunning_bounced_email"):
                notice.email_problem = "bounced"
            else:
                notice.email_problem = address in blacklisted and "blacklisted"

    @api.onchange("channel")
    def _onchange_channel(self):
        self.channel_rule = "hand"

    @api.onchange("email")
    def _onchange_email(self):
        self.address_source = "hand"

    @api.onchange("contact_id")
    def _onchange_contact_id(self):
        self.address_source = "hand"
        contact = self.contact_id.filtered("email_normalized") or self.partner_id
        self.email = contact.email_normalized

    def write(self, vals):
        # EXTENDS the notice
        was_call = {
            notice: notice.level_action == "call"
            for notice in self
            if "level_id" in vals
        }
        result = super().write(vals)
        if not self.env.su and vals.keys() & {"contact_id", "email"}:
            self.sudo().address_source = "hand"  # sudo: only this writes it
        if not self.env.su and "channel" in vals:
            self.sudo().channel_rule = "hand"  # sudo: see above
        if was_call:
            self._decide_again(was_call, vals.keys())
        return result

    def _decide_again(self, was_call, written):
        """Let a level that a person chose decide anew, except what was chosen by hand.

        :param was_call: dict of these notices to whether their level was a phone call
        :param written: names of the fields that were written with the level
        """
        # sudo: follows from the level, which the collector may change
        for notice, values in addresses.decide(self.sudo()).items():
            is_call = notice.level_id.action == "call"
            kept = {*written}
            if not values["channel"]:
                kept |= values.keys()
            if notice.address_source == "hand":
                kept |= {"contact_id", "email", "address_source"}
            if notice.channel_rule == "hand" and not (is_call or was_call[notice]):
                kept |= {"channel", "channel_rule"}
            notice.write(
                {name: value for name, value in values.items() if name not in kept}
            )
