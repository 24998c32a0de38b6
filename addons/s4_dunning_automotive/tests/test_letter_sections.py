from io import BytesIO

from lxml import html
from pypdf import PdfReader

from odoo.tests import freeze_time, tagged
from odoo.tools import config

from odoo.addons.s4_dunning.tests.common import TODAY, text_of

from .common import AutomotiveCommon

REPORT = "s4_dunning.dunning_letter_report"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestLetterSections(AutomotiveCommon):
    """Groningen: Kia 30, Volvo 100 + 50 = 150, together 180. Assen: Volvo 40.
    Without location: 5. To pay 225.
    """

    SECTIONS = [
        "Assen · Test Volvo",
        "40.00",
        "Groningen · Test Kia",
        "30.00",
        "Test Volvo",
        "50.00",
        "100.00",
        "Total Test Volvo 150.00",
        "Total Groningen 180.00",
        "Other",
        "5.00",
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workflow.has_sections = True

    def _item(self, amount, location=None, brand=None, overdue=10, **values):
        return self._invoice(
            amount,
            overdue,
            dunning_location_id=location and location.id,
            dunning_brand_id=brand and brand.id,
            **values,
        )

    def _invoice_everywhere(self):
        self._item(5)
        self._item(100, self.groningen, self.volvo, overdue=10)
        self._item(50, self.groningen, self.volvo, overdue=20)
        self._item(30, self.groningen, self.kia)
        self._item(40, self.assen, self.volvo)

    def _sections(self, lines):
        """The rows of a claim: headings, amounts of items, subtotals."""
        rows = []
        for row in self.env["report.s4_dunning.dunning_letter"]._rows(lines):
            if "line" not in row:
                rows.append(f"{row['text']} {row['amount']:.2f}")
                continue
            if "headings" in row:
                rows.append(" · ".join(part["text"] for part in row["headings"]))
            rows.append(f"{row['line'].amount_residual:.2f}")
        return rows

    def _printed(self, notice):
        report = self.env["ir.actions.report"]
        return html.fromstring(report._render_qweb_html(REPORT, notice.ids)[0])

    def test_items_stand_under_location_and_brand_with_subtotals(self):
        self._invoice_everywhere()
        notice = self._propose().notice_ids

        self.assertEqual(self._sections(notice.line_ids), self.SECTIONS)
        self.assertEqual(notice.amount_total, 225)

    def test_headings_and_subtotals_are_printed(self):
        self._invoice_everywhere()

        letter = self._printed(self._propose().notice_ids)

        headings = letter.xpath("//div[@name='headings']")
        self.assertEqual(
            [text_of(heading) for heading in headings],
            ["Assen · Test Volvo", "Groningen · Test Kia", "Test Volvo", "Other"],
        )
        subtotals = letter.xpath("//tr[contains(@class, 'o_dunning_subtotal')]")
        self.assertEqual(
            [text_of(subtotal) for subtotal in subtotals],
            ["Total Test Volvo $ 150.00", "Total Groningen $ 180.00"],
        )

    def test_email_has_the_same_sections(self):
        self._invoice_everywhere()

        text = text_of(html.fromstring(self._propose().notice_ids._email_body()))

        places = [
            text.index(words)
            for words in (
                "Assen · Test Volvo",
                "Groningen · Test Kia",
                "Total Test Volvo $ 150.00",
                "Total Groningen $ 180.00",
                "Other",
                "To pay $ 225.00",
            )
        ]
        self.assertEqual(places, sorted(places))

    def test_without_the_wish_of_the_workflow_the_letter_is_as_before(self):
        self.workflow.has_sections = False
        self._invoice_everywhere()
        notice = self._propose().notice_ids

        rows = self._sections(notice.line_ids)

        self.assertEqual(rows, ["50.00", "5.00", "100.00", "30.00", "40.00"])

    def test_items_without_tags_need_no_headings(self):
        self._item(100)
        self._item(50, overdue=20)
        notice = self._propose().notice_ids

        self.assertEqual(self._sections(notice.line_ids), ["50.00", "100.00"])

    def test_brands_alone_make_sections_of_the_first_depth(self):
        self._item(10, brand=self.volvo)
        self._item(20, brand=self.volvo)
        self._item(30, brand=self.kia)
        notice = self._propose().notice_ids

        self.assertEqual(
            self._sections(notice.line_ids),
            [
                "Test Kia",
                "30.00",
                "Test Volvo",
                "10.00",
                "20.00",
                "Total Test Volvo 30.00",
            ],
        )

    def test_a_subtotal_does_not_repeat_the_total_around_it(self):
        self._item(10, self.groningen, self.volvo)
        self._item(20, self.groningen, self.volvo)
        notice = self._propose().notice_ids

        self.assertEqual(
            self._sections(notice.line_ids),
            ["Groningen · Test Volvo", "10.00", "20.00"],
        )

    def test_each_company_has_sections_of_its_own(self):
        sister = self._second_company()["company"]
        drachten = self._create_location("Drachten", sister)
        self._item(10, self.groningen, self.volvo)
        self._item(20, self.assen, self.volvo)
        self._item(30, drachten, self.volvo, company=sister)
        self._item(40, drachten, self.kia, company=sister)
        notice = self._propose().notice_ids

        own, of_sister = notice._ordered_claims().sorted("amount_total")

        self.assertEqual(
            self._sections(own.line_ids),
            ["Assen · Test Volvo", "20.00", "Groningen · Test Volvo", "10.00"],
        )
        self.assertEqual(
            self._sections(of_sister.line_ids),
            ["Drachten · Test Kia", "40.00", "Test Volvo", "30.00"],
        )

    def test_sections_reach_the_pdf(self):
        self._invoice_everywhere()
        notice = self._propose().notice_ids
        self.env["ir.config_parameter"].set_param(
            "report.url", f"http://127.0.0.1:{config['http_port']}"
        )

        with self.allow_pdf_render():
            pdf = notice._render_pdf()

        pages = PdfReader(BytesIO(pdf)).pages
        text = text_of("".join(page.extract_text() for page in pages))
        for words in (
            "Groningen · Test Kia",
            "Total Test Volvo",
            "150.00",
            "Total Groningen",
            "180.00",
            "225.00",
        ):
            self.assertIn(words, text)
