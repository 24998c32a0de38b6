from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html_sanitize

from ..rules import placeholders
from .dunning_text import HTML, TEXTS, says

MANAGER = "s4_dunning.s4_dunning_group_manager"


class DunningText(models.AbstractModel):
    """Preview: the words as a debtor reads them. Nothing is stored, nobody gets it."""

    _inherit = "dunning.text.mixin"

    preview_lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        compute="_compute_preview_lang",
        groups=MANAGER,
    )
    preview_debtor_id = fields.Many2one(
        "dunning.debtor",
        string="Preview for",
        compute="_compute_preview_debtor_id",
        readonly=False,
        groups=MANAGER,
    )
    preview_sender = fields.Char(
        string="From", compute="_compute_preview", groups=MANAGER
    )
    preview_recipient = fields.Char(
        string="To", compute="_compute_preview", groups=MANAGER
    )
    preview_subject = fields.Char(
        string="Subject of the e-mail", compute="_compute_preview", groups=MANAGER
    )
    # not sanitised: a whole page, made by templates of words that are sanitised
    preview_email = fields.Html(
        string="Preview", compute="_compute_preview", sanitize=False, groups=MANAGER
    )
    preview_problem = fields.Text(
        string="Please look", compute="_compute_preview", groups=MANAGER
    )

    @api.depends_context("lang")
    def _compute_preview_lang(self):
        self.preview_lang = self.env.lang or self.env.user.lang or "en_US"

    @api.depends_context("preview_debtor_id")
    def _compute_preview_debtor_id(self):
        chosen = self.env.context.get("preview_debtor_id")
        for text in self:
            text.preview_debtor_id = (
                self.env["dunning.debtor"].browse(chosen)
                if chosen
                else text._example_debtor()
            )

    @api.depends(*TEXTS, "preview_debtor_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for text in self:
            problems = text._preview_problems()
            notice = self.env["dunning.notice"]
            if not problems:
                notice = text._preview_notice()
                problems = notice._text_problems() if notice else [text._no_example()]
            text.preview_problem = "\n".join(problems)
            text.preview_recipient = notice.email
            text.preview_subject = notice.printed_subject
            text.preview_sender = notice._email_sender() if notice else False
            text.preview_email = notice._email_html() if notice else False

    def _preview_problems(self):
        """:return: sentences about what keeps the words from being filled in"""
        notices = self.env["dunning.notice"]
        known = notices._placeholder_labels()
        words = " ".join(filter(None, self._preview_words().values()))
        return [
            notices._unknown_placeholder(name)
            for name in placeholders.unknown(words, known)
        ]

    def _preview_words(self):
        """:return: dict of subject, opening and closing as they would be sent"""
        self.ensure_one()
        sources = [self, *self._wider()]
        words = {name: says(sources, name)[name] or "" for name in TEXTS}
        # what a person is typing was not stored, so not cleaned either
        cleaned = {
            name: html_sanitize(words[name], sanitize_attributes=True)
            for name in HTML
            if words[name]
        }
        return {**words, **cleaned}

    def _preview_notice(self):
        """:return: new dunning.notice with these words, or an empty one"""
        self.ensure_one()
        if not self.preview_debtor_id:
            return self.env["dunning.notice"]
        words = self._preview_words()
        return self.env["dunning.notice"]._preview(
            self.preview_debtor_id,
            self._level()._origin,
            lang=self.preview_lang,
            **{f"own_{name}": text for name, text in words.items()},
        )

    def _no_example(self):
        if not self.preview_debtor_id:
            return self.env._("Choose a debtor to see the words as they are sent.")
        return self.env._(
            "%(debtor)s has no notice and no open item: choose another debtor.",
            debtor=self.preview_debtor_id.display_name,
        )

    def _example_debtor(self):
        """:return: dunning.debtor who got such a notice, or who owes something"""
        self.ensure_one()
        notices = self.env["dunning.notice"].search(
            self._example_notices(), order="id desc", limit=1
        )
        debtors = self.env["dunning.debtor"]
        group = self._text_group()
        of_group = [("group_id", "=", group.id)] if group else []
        return (
            notices.debtor_id
            or debtors.search([*of_group, *self._example_debtors()], limit=1)
            or debtors.search(of_group, limit=1)
        )

    def _example_debtors(self):
        """:return: domain of debtors for whom the words are meant"""
        return []

    def _example_notices(self):
        """:return: domain of notices that had these words, or would have them"""
        return [("level_id", "=", self._level()._origin.id)]

    def action_preview_letter(self):
        """Print the letter of the preview.

        The context may say for whom (`preview_debtor_id`) and in which language.

        :return: action that opens the PDF
        """
        self.ensure_one()
        self.check_access("write")
        debtor = self.preview_debtor_id
        return {
            "type": "ir.actions.act_url",
            "url": f"/dunning/letters/preview/{self._name}/{self.id}"
            f"?debtor_id={debtor.id or 0}&lang={self.preview_lang}",
        }

    def _preview_letter(self):
        """:return: bytes of the PDF

        :raise UserError: there is nothing to print it of.
        """
        return self._preview_or_error()._render_pdf()

    def _preview_or_error(self):
        self.check_access("write")
        notice = self._preview_notice()
        if not notice:
            raise UserError(self._no_example())
        return notice

    def action_send_to_me(self):
        """Send the e-mail of the preview with its letter to the user, and nobody else.

        The context may say for whom (`preview_debtor_id`) and in which language.

        :return: client action with a message
        :raise UserError: the user has no e-mail address, or there is no example.
        """
        self.ensure_one()
        address = self.env.user.email_formatted
        if not email_normalize(address):
            raise UserError(
                self.env._("You have no e-mail address: enter one in your preferences.")
            )
        notice = self._preview_or_error()
        email = notice._prepare_test_email(notice._render_pdf())
        # sudo: nobody writes the mail queue by hand
        self.env["mail.mail"].sudo().create({**email, "email_to": address})
        notice._wake_mail_queue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %s as a test.", address),
            },
        }
