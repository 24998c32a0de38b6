from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..rules import placeholders

HTML = ("opening", "closing")
TEXTS = ("subject", *HTML)


class DunningNotice(models.Model):
    """Text: the words of the level in the debtor's language, or of this one notice."""

    _inherit = "dunning.notice"

    # With placeholders, as a person edits them; as printed; as kept on the notice.
    subject = fields.Char(compute="_compute_text", inverse="_inverse_subject")
    opening = fields.Html(
        string="Text above the items",
        compute="_compute_text",
        inverse="_inverse_opening",
    )
    closing = fields.Html(
        string="Text below the items",
        compute="_compute_text",
        inverse="_inverse_closing",
    )
    printed_subject = fields.Char(compute="_compute_printed_text")
    printed_opening = fields.Html(compute="_compute_printed_text")
    printed_closing = fields.Html(compute="_compute_printed_text")
    own_subject = fields.Char(readonly=True, copy=False)
    own_opening = fields.Html(readonly=True, copy=False)
    own_closing = fields.Html(readonly=True, copy=False)
    has_own_text = fields.Boolean(compute="_compute_has_own_text")

    @api.depends("own_subject", "own_opening", "own_closing")
    def _compute_has_own_text(self):
        for notice in self:
            notice.has_own_text = any(notice[f"own_{name}"] for name in TEXTS)

    @api.depends("level_id", "lang", "own_subject", "own_opening", "own_closing")
    def _compute_text(self):
        for notice in self:
            for name in TEXTS:
                notice[name] = notice._raw_text(name)

    def _raw_text(self, name):
        """:return: subject, opening or closing, with placeholders"""
        self.ensure_one()
        # sudo: a level of a group that the company left
        level = self.sudo().level_id.with_context(lang=self.lang)
        return self[f"own_{name}"] or level[name]

    def _has_text(self):
        """Tell whether there is a subject and something below it.

        Not from the fields above: to clean their HTML takes longer than an approval.
        """
        self.ensure_one()
        opening = self._raw_text("opening") or ""
        return bool(self._raw_text("subject")) and placeholders.has_text(opening)

    @api.depends(
        "subject",
        "opening",
        "closing",
        "state",
        "name",
        "date_sent",
        "date_deadline",
        "amount_total",
        "days_overdue",
    )
    def _compute_printed_text(self):
        for notice in self:
            is_open = notice.state in ("proposed", "approved")
            values = notice._placeholder_values()
            for name in TEXTS:
                text = notice[name] or ""
                if is_open:
                    fill = placeholders.fill_html if name in HTML else placeholders.fill
                    text = fill(text, values)
                notice[f"printed_{name}"] = text

    def _inverse_subject(self):
        for notice in self:
            notice.own_subject = notice.subject

    def _inverse_opening(self):
        for notice in self:
            notice.own_opening = notice.opening

    def _inverse_closing(self):
        for notice in self:
            notice.own_closing = notice.closing

    @api.constrains("own_subject", "own_opening", "own_closing")
    def _check_own_placeholders(self):
        known = self._placeholder_labels()
        for notice in self.filtered(lambda notice: notice.state == "proposed"):
            for name in TEXTS:
                unknown = placeholders.unknown(notice[f"own_{name}"] or "", known)
                if unknown:
                    raise ValidationError(self._unknown_placeholder(unknown[0]))

    @api.model
    def _unknown_placeholder(self, name):
        """:return: the sentence that tells that a placeholder does not exist"""
        return self.env._(
            "{%(unknown)s} is not a placeholder. Use one of %(known)s.",
            unknown=name,
            known=", ".join(f"{{{known}}}" for known in self._placeholder_labels()),
        )

    def action_reset_text(self):
        """Go back to the words of the level."""
        self.check_access("write")
        self._check_state("proposed")
        self.write({"own_subject": False, "own_opening": False, "own_closing": False})
        return True

    def _freeze_text(self):
        """Keep the words as they are sent, whatever the level says later."""
        for notice in self:
            notice.write({f"own_{name}": notice[f"printed_{name}"] for name in TEXTS})

    @api.model
    def _placeholder_labels(self):
        """:return: dict of placeholder to what it stands for"""
        return {
            "debtor": self.env._("Name of the customer"),
            "number": self.env._("Number of the notice"),
            "date": self.env._("Date of the notice"),
            "deadline": self.env._("Date to pay by"),
            "amount": self.env._("Total to pay"),
            "days_overdue": self.env._("Days overdue of the oldest item"),
            "company": self.env._("Name of the sender"),
            "phone": self.env._("Phone number of the sender"),
            "collector": self.env._("Name of the collector"),
        }

    @api.model
    def _placeholder_help(self):
        """:return: HTML list of the placeholders, for the form of a level"""
        rows = Markup("").join(
            Markup("<tr><td><code>{%s}</code></td><td>%s</td></tr>") % (name, label)
            for name, label in self._placeholder_labels().items()
        )
        return Markup("<table class='table table-sm'>%s</table>") % rows

    def _placeholder_values(self):
        """:return: dict of placeholder to str, in the debtor's language and formats"""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        today = fields.Date.context_today(self)
        sender = self.company_id.sudo()  # sudo: the sender's name and phone are printed
        collector = self.collector_id or self.approved_by_id
        return {
            "debtor": self.partner_id.name or "",
            "number": self.name or "",
            "date": format_date(env, self.date_sent or today),
            "deadline": format_date(env, self.date_deadline or today),
            "amount": self.with_env(env)._amounts_text(),
            "days_overdue": str(self.days_overdue),
            "company": sender.name,
            "phone": sender.phone or "",
            # sudo: a colleague's name; the sender's where nobody is in charge
            "collector": collector.sudo().name or sender.name,
        }

    def _email_body(self):
        """:return: Markup of the e-mail: text, what to pay to whom, text"""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "s4_dunning.dunning_notice_email",
            {
                "notice": self.with_context(lang=self.lang),
                "letter": self.env["report.s4_dunning.dunning_letter"],
            },
            lang=self.lang,
        )
