import re
from textwrap import shorten

from lxml import html
from lxml.etree import ParserError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import email_normalize, format_date, html2plaintext

from ..rules import reply_dates, reply_sorting
from .dunning_reply_rule import KINDS

# Of what a person wrote above the quoted mail; more is never sorted by.
SORTED_LENGTH = 20_000
SUMMARY_LENGTH = 160
QUOTED = "_" * 20
# Of no use to who reads the answer, as are pictures that stand in the text.
SIGNATURES = (".p7s", ".asc", ".sig", ".pgp")
# What a person changes; the rest only the gateway and the buttons.
EDITABLE = {"date_promised", "debtor_id", "kind", "line_ids", "notice_id"}


class DunningReply(models.Model):
    """An answer of a customer: sorted, and drafted for a person to confirm."""

    _name = "dunning.reply"
    _description = "Answer of a Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "subject"
    _rec_names_search = ["subject", "email_from", "partner_id", "notice_id"]
    _primary_email = "email_from"
    _mail_post_access = "read"

    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.company.dunning_group_id,
    )
    debtor_id = fields.Many2one(
        "dunning.debtor",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('group_id', '=', group_id)]",
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    collector_id = fields.Many2one(related="debtor_id.collector_id")
    notice_id = fields.Many2one(
        "dunning.notice",
        index="btree_not_null",
        ondelete="set null",
        domain="[('group_id', '=', group_id), ('name', '!=', False)]",
    )
    notice_state = fields.Selection(related="notice_id.state", string="Notice is")
    message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    body = fields.Html(related="message_id.body", string="Answer")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", compute="_compute_attachment_ids"
    )
    subject = fields.Char(readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    date = fields.Datetime(
        string="Received on", required=True, readonly=True, default=fields.Datetime.now
    )
    text = fields.Text(
        readonly=True, help="What stands above the mail that is answered."
    )
    summary = fields.Char(string="In short", compute="_compute_summary")
    state = fields.Selection(
        [
            ("to_assign", "To assign"),
            ("to_confirm", "To confirm"),
            ("done", "Done"),
            ("ignored", "Not ours"),
        ],
        required=True,
        readonly=True,
        default="to_assign",
        index=True,
    )
    kind = fields.Selection([*KINDS, ("other", "Something else")], string="Says")
    words = fields.Char(
        string="Because of", readonly=True, help="The words by which it was sorted."
    )
    date_promised = fields.Date(string="Pays on")
    line_ids = fields.Many2many(
        "dunning.notice.line",
        string="Items",
        domain="[('notice_id', '=', notice_id)]",
        help="The items that the answer is about. None: all of the customer.",
    )
    hold_id = fields.Many2one(
        "dunning.hold", index="btree_not_null", string="Rests until", readonly=True
    )
    task_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    is_automatic = fields.Boolean(readonly=True)
    is_forged = fields.Boolean(readonly=True)
    is_unknown_sender = fields.Boolean(compute="_compute_is_unknown_sender")
    warning = fields.Text(compute="_compute_warning")
    consequence = fields.Char(compute="_compute_consequence")

    @api.depends("subject", "email_from")
    def _compute_display_name(self):
        for reply in self:
            reply.display_name = reply.subject or reply.email_from

    @api.depends("text")
    def _compute_summary(self):
        for reply in self:
            reply.summary = shorten(reply.text or "", SUMMARY_LENGTH, placeholder=" …")

    @api.depends("message_id.attachment_ids", "message_id.body")
    def _compute_attachment_ids(self):
        for reply in self:
            message = reply.message_id.sudo()  # sudo: of an answer that the user reads
            body = message.body or ""
            reply.attachment_ids = message.attachment_ids.filtered(
                lambda file, body=body: (
                    not (
                        file.name.lower().endswith(SIGNATURES)
                        or f"/web/image/{file.id}" in body
                    )
                )
            )

    @api.depends("email_from", "notice_id", "partner_id")
    def _compute_is_unknown_sender(self):
        for reply in self:
            address = email_normalize(reply.email_from or "")
            known = reply._known_addresses()
            # a contact without address is not the sender of a mail without one
            is_known = address and address in known
            reply.is_unknown_sender = bool(reply.partner_id) and not is_known

    def _known_addresses(self):
        """:return: set of the normalised addresses of the customer and of who pays"""
        self.ensure_one()
        debtor = self.debtor_id.sudo()  # sudo: addresses of the chart, compared only
        partners = self.env["res.partner"].sudo()
        people = partners.search(
            [("id", "child_of", (debtor.partner_id | debtor.payer_id).ids)]
        )
        written_to = email_normalize(self.notice_id.email or "")
        return set(people.mapped("email_normalized")) | {written_to}

    @api.depends("is_forged", "is_unknown_sender", "notice_state")
    def _compute_warning(self):
        for reply in self:
            sentences = []
            if reply.is_forged:
                sentences.append(
                    self.env._(
                        "Your mail server doubts that %s sent it: ask the customer "
                        "before you act on it.",
                        reply.email_from,
                    )
                )
            if reply.is_unknown_sender:
                sentences.append(
                    self.env._(
                        "%(address)s is not an address of %(customer)s.",
                        address=reply.email_from,
                        customer=reply.partner_id.display_name,
                    )
                )
            if reply.notice_state == "cancelled":
                sentences.append(self.env._("The notice was taken back meanwhile."))
            reply.warning = "\n".join(sentences)

    @api.depends(
        "state", "kind", "date_promised", "hold_id.date_end", "hold_id.is_released"
    )
    def _compute_consequence(self):
        for reply in self:
            reply.consequence = reply._consequence()

    def _consequence(self):
        """:return: str, what the button Confirm does; or until when dunning rests"""
        if self.state != "to_confirm":
            return False
        day = self.date_promised and format_date(self.env, self.date_promised)
        sentence = {
            "payment": self.env._("Dunning waits for the payment for some days."),
            "promise": self.env._("Dunning rests until %s.", day or "…"),
            "dispute": self.env._("Dunning rests, and you get the task to settle it."),
            "copy": self.env._("Dunning rests, and you get the task to send a copy."),
            "address": self.env._(
                "Dunning rests, and you get the task to find the right contact."
            ),
            "insolvency": self.env._(
                "Dunning stops, and you get the task to file the claim."
            ),
        }.get(self.kind)
        if sentence:
            return self.env._("Confirm: %s", sentence)
        if self.hold_id.is_current and self.hold_id.date_end:
            return self.env._(
                "Dunning rests until %s, or until you are done.",
                format_date(self.env, self.hold_id.date_end),
            )
        return False

    @api.constrains("notice_id", "debtor_id")
    def _check_group(self):
        for reply in self:
            for record in (reply.notice_id, reply.debtor_id):
                if record and record.group_id != reply.group_id:
                    raise ValidationError(
                        self.env._(
                            "%(record)s belongs to another dunning group than the "
                            "answer.",
                            record=record.display_name,
                        )
                    )

    def write(self, vals):
        if not self.env.su and vals.keys() - EDITABLE:
            raise AccessError(
                self.env._("This changes by the buttons of the answer only.")
            )
        return super().write(vals)

    def _sort(self):
        """Read what the customer says, and draft what follows from it."""
        self.ensure_one()
        self.text = self._newest_text()
        found = reply_sorting.found(
            self._own_words()[:SORTED_LENGTH], self.env["dunning.reply.rule"]._phrases()
        )
        if self.is_automatic:
            found = [match for match in found if match[0] in ("address", "insolvency")]
            found = found or [("out_of_office", "")]
        self.kind = found[0][0] if found else "other"
        words = dict.fromkeys(words for _kind, words in found if words)
        self.words = ", ".join(f"“{found}”" for found in words)
        if self.kind == "promise":
            written = fields.Datetime.context_timestamp(self, self.date).date()
            self.date_promised = reply_dates.promised_day(
                self.text[:SORTED_LENGTH], written
            )
        self.line_ids = self._mentioned_lines()

    def _own_words(self):
        """:return: the text, with what else the customer named, if only that speaks"""
        words = [self.text]
        if not self.text:
            words += [
                re.sub(r"\.\w+$|\W", " ", file.name) for file in self.attachment_ids
            ]
        if ":" not in (self.subject or ""):  # else it is that of our own mail
            words.append(self.subject or "")
        return " .\n".join(words)

    def _newest_text(self):
        """:return: what stands above the mail that is answered"""
        body = self.message_id.body or ""
        try:
            tree = html.fragment_fromstring(body, create_parent="div")
        except ParserError:
            return ""
        for node in tree.xpath("//*[contains(@id, 'RplyFwd')]"):
            # Outlook: all that follows is the mail that is answered
            node.clear(keep_tail=True)
            node.text = QUOTED
        for node in tree.xpath("//*[@data-o-mail-quote]"):
            node.drop_tree()  # but not the text behind it
        own = html2plaintext(html.tostring(tree, encoding="unicode")).strip()
        return reply_sorting.newest_text(own or html2plaintext(body))

    def _mentioned_lines(self):
        """:return: dunning.notice.line whose invoices the answer names by number"""
        said = f"{self.subject} {self.text}".lower()
        # sudo: invoices of companies that are not active
        lines = self.notice_id.sudo().line_ids
        return lines.filtered(lambda line: _names(said, line.move_line_id.move_id.name))


def _names(text, number):
    """Tell whether a text names a number, and not a longer one that ends like it.

    :param text: str in lower case
    :param number: str, such as INV/2026/00001, or False
    """
    return bool(number) and bool(
        re.search(rf"(?<!\w){re.escape(number.lower())}(?!\w)", text)
    )
