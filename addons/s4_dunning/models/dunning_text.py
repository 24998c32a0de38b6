from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import placeholders

HTML = ("opening", "closing")
TEXTS = ("subject", *HTML)


class Words(fields.Html):
    """HTML that every language has for itself.

    Odoo translates HTML sentence by sentence, in the order of the English text: a
    sentence that is added to the Dutch letter would stand in the German one, too.
    """

    def _get_attrs(self, model_class, name):
        return {**super()._get_attrs(model_class, name), "translate": True}


class DunningText(models.AbstractModel):
    """Words with placeholders, in the languages of the debtors."""

    _name = "dunning.text.mixin"
    _description = "Text of a Notice"

    subject = fields.Char(translate=True)
    opening = Words(string="Text above the items", sanitize_attributes=True)
    closing = Words(string="Text below the items", sanitize_attributes=True)
    placeholder_help = fields.Html(compute="_compute_placeholder_help")
    untranslated = fields.Char(
        string="Not translated into",
        compute="_compute_untranslated",
        help="Languages of debtors. They get the words in the language in which they "
        "were written first.",
    )

    def _compute_placeholder_help(self):
        self.placeholder_help = self.env["dunning.notice"]._placeholder_help()

    @api.depends(*TEXTS)
    def _compute_untranslated(self):
        self.untranslated = False
        debtors = self.env["dunning.debtor"]
        stored = self.filtered(lambda text: text._origin)
        for group, texts in stored.grouped(lambda text: text._text_group()).items():
            spoken = debtors._languages(group)
            for text in texts:
                missing = {code for code in spoken if not text._is_translated(code)}
                text.untranslated = debtors._language_names(missing)

    @api.constrains(*TEXTS)
    def _check_placeholders(self):
        self._check_known(*TEXTS)

    def _check_known(self, *names):
        """:raise ValidationError: a field names a placeholder that does not exist"""
        notices = self.env["dunning.notice"]
        known = notices._placeholder_labels()
        for text in self:
            for name in names:
                unknown = placeholders.unknown(text[name] or "", known)
                if unknown:
                    raise ValidationError(notices._unknown_placeholder(unknown[0]))

    def _text_group(self):
        """:return: the dunning.group whose debtors read it; empty: every group"""
        raise NotImplementedError

    def _level(self):
        """:return: the dunning.level that the words are for"""
        raise NotImplementedError

    def _wider(self):
        """:return: list of what says the rest, the narrowest circle first"""
        return []

    def _says(self, name):
        """Tell whether there are words; an empty editor leaves tags.

        :param name: subject, opening or closing
        """
        return has_words(name, self[name])

    def _is_translated(self, code):
        """Tell whether all that is said is said in a language.

        :param code: of a res.lang
        """
        self.ensure_one()
        # English is what Odoo takes for every kind of English
        codes = {code, "en_US"} if code.startswith("en") else {code}
        return all(
            codes & set(self._fields[name]._get_stored_translations(self._origin) or ())
            for name in TEXTS
            if self._says(name)
        )


def says(sources, name):
    """:return: the first that says something, else the last, which all others refine

    :param sources: list of records with words, the narrowest circle first
    :param name: subject, opening or closing
    """
    return next((source for source in sources if source._says(name)), sources[-1])


def has_words(name, text):
    """Tell whether a subject, opening or closing says anything."""
    return placeholders.has_text(text or "") if name in HTML else bool(text)
