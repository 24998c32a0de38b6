from odoo.tests import tagged

from .common_translation import TranslationCommon


@tagged("post_install", "-at_install")
class TestDunningTranslation(TranslationCommon):
    MODULE = "s4_dunning"

    def test_finds_terms(self):
        self.assertIn("Propose a Run", self.terms, "a menu")
        self.assertIn("The item is not due yet.", self.terms, "a sentence in Python")

    def test_every_term_is_translated(self):
        self.check_terms()

    def test_placeholders_and_tags_stay(self):
        self.check_placeholders()
