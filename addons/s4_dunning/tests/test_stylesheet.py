from odoo.tests import BaseCase, tagged

from ..report.stylesheet import Stylesheet

LETTER = '<div class="letter"><table id="items"><tr><td>5 €</td></tr></table></div>'


@tagged("post_install", "-at_install")
class TestStylesheet(BaseCase):
    """Which rules of a stylesheet a document needs."""

    def _needed(self, css, html=LETTER):
        return Stylesheet(css).needed(html).split()

    def test_rules_about_names_that_are_not_there_are_left_out(self):
        css = """
            td{a:1} .letter td{b:1} #items{c:1} *{d:1} .letter>table:first-child{e:1}
            p{f:1} .other td{g:1} #others{h:1} .letter.wide{i:1}
        """

        needed = self._needed(css)

        expected = "td{a:1} .letter td{b:1} #items{c:1} *{d:1}"
        self.assertEqual(needed, f"{expected} .letter>table:first-child{{e:1}}".split())

    def test_a_rule_stays_whole_as_an_unknown_selector_makes_it_void(self):
        css = ".letter,.other:focus-visible{a:1}"

        self.assertEqual(self._needed(css), [css])

    def test_absence_and_attributes_ask_for_no_name(self):
        css = 'td:not(.other){a:1} td[class="other"]{b:1} td::before{c:1}'

        self.assertEqual(len(self._needed(css)), 3)

    def test_what_the_browser_adds_is_there(self):
        self.assertEqual(len(self._needed("body{a:1} tbody{b:1} html{c:1}")), 3)

    def test_braces_and_commas_in_texts_are_no_structure(self):
        css = 'td{content:"}"} .other{content:"a,b{"} #items{background:url("x;y{}")}'

        self.assertEqual(
            self._needed(css), ['td{content:"}"}', '#items{background:url("x;y{}")}']
        )

    def test_groups_keep_what_is_needed_of_them(self):
        css = "@charset 'x'; @media print{td{a:1}.other{b:1}} @media screen{p{c:1}}"

        self.assertEqual("".join(self._needed(css)), "@mediaprint{td{a:1}}")

    def test_escaped_names_are_compared_as_they_are_written_in_the_document(self):
        needed = self._needed(r".w-50\%{a:1} .w-60\%{b:1}", '<p class="w-50%">')

        self.assertEqual(needed, [r".w-50\%{a:1}"])

    def test_fonts_stay_if_a_rule_or_the_document_names_them(self):
        css = """
            @font-face{font-family:'Lato';src:url(a)}
            @font-face{font-family:'Icons';src:url(b)}
            td{font-family:'Lato'} .other{font-family:'Icons'}
        """

        self.assertEqual(
            "".join(self._needed(css)),
            "@font-face{font-family:'Lato';src:url(a)}td{font-family:'Lato'}",
        )

    def test_fonts_of_other_scripts_stay_if_these_are_written(self):
        font = "@font-face{font-family:'Noto';unicode-range:U+0400-04FF,U+20BD}"
        css = font + "td{font-family:'Noto'}"

        self.assertEqual(len(self._needed(css)), 1)
        for text in ("<td>Привет", "<td>5 ₽"):
            self.assertEqual(len(self._needed(css, text)), 2, text)
