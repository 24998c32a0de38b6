from odoo.tests import tagged

from odoo.addons.s4_dunning.tests.common_translation import TranslationCommon


@tagged("post_install", "-at_install")
class TestTranslation(TranslationCommon):
    MODULE = "s4_dunning_sale"

    def test_every_term_is_translated(self):
        self.check_terms()

    def test_placeholders_and_tags_stay(self):
        self.check_placeholders()
