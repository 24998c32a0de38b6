from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import unique

from ..rules import placeholders
from .dunning_text import HTML, TEXTS, has_words, says


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
    text_source = fields.Char(string="Words from", compute="_compute_text_source")

    @api.depends("own_subject", "own_opening", "own_closing")
    def _compute_has_own_text(self):
        for notice in self:
            notice.has_own_text = any(notice[f"own_{name}"] for name in TEXTS)

    @api.depends("level_id", "lang", "own_subject", "own_opening", "own_closing")
    def _compute_text(self):
        for notice in self:
            notice.update(notice._words())

    @api.depends("level_id", "own_subject", "own_opening", "own_closing")
    def _compute_text_source(self):
        for notice in self:
            words = notice._words()
            sources = unique(
                notice._source_label(name) for name in TEXTS if words[name]
            )
            notice.text_source = ", ".join(sources)

    def _words(self):
        """:return: dict of subject, opening and closing, with placeholders"""
        self.ensure_one()
        sources = self._text_sources()
        return {
            name: self[f"own_{name}"] or says(sources, name)[name] for name in TEXTS
        }

    def _source_label(self, name):
        """:return: str, where subject, opening or closing comes from"""
        if self[f"own_{name}"]:
            return self.env._("This notice")
        source = says(self._text_sources(), name)
        if source._name == "dunning.level":
            return self.env._("Level")
        return source.with_context(lang=self.env.lang)._scope_label()

    def _text_sources(self):
        """:return: list of what has words for this notice, in the debtor's language:
        dunning.level.text from the narrowest circle, and the dunning.level
        """
        # sudo: a level of a group that the company left, settings of the debtor
        notice = self.sudo()
        level = notice.level_id.with_context(lang=self.lang)
        texts = level.text_ids
        return [*(texts and texts._of_scope(notice._text_scope())), level]

    def _text_scope(self):
        """:return: dict of the conditions of a dunning.level.text to the id that the
        notice has, the weightiest first; see rules.text_scopes
        """
        return {"segment_id": self.debtor_id.segment_id.id}

    def _text_problems(self):
        """:return: sentences that tell why the words cannot go out as they are"""
        self.ensure_one()
        text = self._text_to_send()
        if not text:
            return [
                self.env._(
                    "The level %(level)s has no subject or no text: write them on the "
                    "level.",
                    level=self.level_id.name,
                )
            ]
        return self._placeholder_problems(text)

    def _text_to_send(self):
        """All words of the message, with placeholders.

        Not from the fields above: to clean their HTML takes longer than an approval.

        :return: str, empty if something is missing without which it cannot be sent
        """
        words = self._words()
        if not all(has_words(name, words[name]) for name in ("subject", "opening")):
            return ""
        return " ".join(filter(None, words.values()))

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
