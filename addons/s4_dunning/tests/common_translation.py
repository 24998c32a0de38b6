import re

import polib

from odoo.tests import TransactionCase
from odoo.tools import file_path
from odoo.tools.translate import TranslationModuleReader

LANGUAGES = ("nl", "de", "fr")
SHOWN = 5

# %(name)s, %s, {name}, {%(name)s}, and tags with their attributes
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?[a-z][^>]*>")


class TranslationCommon(TransactionCase):
    """Every term of one add-on is translated. What inherits this names the add-on."""

    MODULE = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls._terms()
        cls.files = {
            lang: polib.pofile(file_path(f"{cls.MODULE}/i18n/{lang}.po"))
            for lang in LANGUAGES
        }

    @classmethod
    def _terms(cls):
        """The terms that `odoo i18n export` would write for this add-on now."""
        reader = TranslationModuleReader(cls.env.cr, modules=[cls.MODULE])
        # the fields that mail gives to a model are mail's, whatever is installed
        mixins = (cls.env["mail.thread"], cls.env["mail.activity.mixin"])
        from_mail = {name for model in mixins for name in model._fields}
        from_mail -= set(cls.env["base"]._fields)
        return {
            row[4]
            for row in reader
            if not cls._is_foreign(row[1], str(row[3]), from_mail)
        }

    @classmethod
    def _is_foreign(cls, kind, xmlid, from_mail):
        """Whether a record is demo data, or a field that another add-on brings."""
        if kind == "code":
            return False
        name = xmlid.removeprefix(f"{cls.MODULE}.")
        return name.startswith("dunning_demo_") or (
            name.startswith("field_dunning_") and name.split("__")[-1] in from_mail
        )

    def _assert_none(self, lang, problem, terms):
        if not terms:
            return
        shown = " | ".join(
            " ".join(term.split())[:60] for term in sorted(terms)[:SHOWN]
        )
        self.fail(f"{lang}.po: {len(terms)} term(s) {problem}: {shown}")

    def check_terms(self):
        for lang, entries in self.files.items():
            with self.subTest(lang):
                translated = {
                    entry.msgid
                    for entry in entries
                    if entry.msgstr.strip() and not entry.fuzzy and not entry.obsolete
                }
                self._assert_none(lang, "not translated", self.terms - translated)

    def check_placeholders(self):
        for lang, entries in self.files.items():
            with self.subTest(lang):
                changed = {
                    entry.msgid
                    for entry in entries
                    if entry.msgstr
                    and self._placeholders(entry.msgid)
                    != self._placeholders(entry.msgstr)
                }
                self._assert_none(lang, "with another placeholder or tag", changed)

    @staticmethod
    def _placeholders(text):
        return sorted(" ".join(found.split()) for found in PLACEHOLDER.findall(text))
