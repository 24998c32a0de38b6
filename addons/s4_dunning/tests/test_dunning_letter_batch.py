import tempfile
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.wkhtmltopdf import PrintError
from .common import TODAY, DunningCommon

LETTER = "odoo.addons.s4_dunning.models.dunning_notice_letter"
REPORT = "s4_dunning.dunning_letter_report"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningLetterBatch(DunningCommon):
    """Many letters printed in one go, by the real wkhtmltopdf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nobody listens there: a letter needs no web server
        cls.env["ir.config_parameter"].set_param("report.url", "http://localhost:9")

    def _notices(self, *names):
        """:return: a proposed notice of 100 to each customer, in this order"""
        for name in names:
            self._invoice(100, partner=self._create_customer(name))
        return self._propose().notice_ids.sorted(
            lambda notice: names.index(notice.partner_id.name)
        )

    def _failing(self, notice, error):
        """The template of one notice fails."""
        own = type(self.env["dunning.notice"])._ordered_claims

        def ordered_claims(self):
            if self == notice:
                raise error
            return own(self)

        return patch.object(type(notice), "_ordered_claims", ordered_claims)

    def _queries(self, notices):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        notices._render_letters()
        return self.env.cr.sql_log_count - before

    def test_each_notice_gets_its_own_letter(self):
        notices = self._notices("Alpha", "Beta", "Gamma")

        letters = notices._render_letters()

        self.assertEqual(list(letters), list(notices))
        for notice, letter in letters.items():
            (page,) = _pages(letter)
            self.assertIn(notice.partner_id.name, page)
            self.assertIn(notice.claim_ids.payment_reference, page)
            self.assertIn("Page 1 / 1", page)

    def test_pages_are_counted_by_letter(self):
        for _number in range(60):
            self._invoice(10)
        for name in ("Alpha", "Beta"):
            self._invoice(100, partner=self._create_customer(name))
        notices = self._propose().notice_ids
        alpha, beta, long = notices.sorted(lambda notice: notice.partner_id.name)

        letters = (alpha | long | beta)._render_letters()

        pages = [_pages(letter) for letter in letters.values()]
        self.assertEqual([len(own) for own in pages], [1, 2, 1])
        self.assertIn("Page 1 / 2", pages[1][0])
        self.assertIn("Page 2 / 2", pages[1][1])
        self.assertIn("Page 1 / 1", pages[2][0])

    def test_sender_language_and_paper_are_those_of_the_notice(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"]._load_module_terms(["s4_dunning"], ["nl_NL"])
        sister = self._second_company()["company"]
        sister.paperformat_id = self.env.ref("base.paperformat_us")
        sister.external_report_layout_id = self.env.ref("web.external_layout_boxed")
        self.company.paperformat_id = self.env.ref("base.paperformat_euro")
        dutch = self._create_customer("Dutch", lang="nl_NL")
        self._invoice(1100, partner=dutch)
        self._invoice(100, partner=self._create_customer("American"), company=sister)
        notices = self._propose().notice_ids
        own, foreign = notices.sorted(lambda n: n.company_id != self.company)

        letters = (own | foreign)._render_letters()

        first, second = (PdfReader(BytesIO(pdf)).pages[0] for pdf in letters.values())
        self.assertEqual(round(first.mediabox.height), 842)
        self.assertEqual(round(second.mediabox.height), 792)
        self.assertIn("Betalingskenmerk", first.extract_text())
        self.assertIn("1.100,00", first.extract_text())
        self.assertIn("Payment reference", second.extract_text())
        self.assertIn(sister.name, second.extract_text())

    def test_the_letter_to_two_addressees_is_one_pdf(self):
        payer = self._create_customer("Payer")
        notices = self._notices("Alpha", "Beta")
        debtor = notices[0].debtor_id
        debtor.write({"payer_id": payer.id, "addressee": "both"})
        notices.channel = "letter"

        letters = notices._render_letters()

        original, copy = _pages(letters[notices[0]])
        self.assertIn("Payer", copy)
        self.assertIn("Page 1 / 1", original)
        self.assertIn("Page 1 / 1", copy)
        self.assertEqual(len(_pages(letters[notices[1]])), 1)

    def test_the_fonts_of_the_company_need_no_server(self):
        self.company.font = "Lato"
        notice = self._notices("Alpha")

        letter = notice._render_letters()[notice]

        self.assertIn(b"Lato", letter)

    def test_a_letter_that_cannot_be_made_concerns_its_notice_only(self):
        notices = self._notices("Alpha", "Beta", "Gamma")

        with (
            self._failing(notices[1], ZeroDivisionError("by nought")),
            mute_logger(LETTER),
        ):
            first, error, third = notices._render_letters().values()

        self.assertIn("Alpha", _pages(first)[0])
        self.assertIn("Gamma", _pages(third)[0])
        self.assertIsInstance(error, UserError)
        self.assertIn("by nought", str(error))
        self.assertIn("correct the layout", str(error))

    def test_a_letter_to_fewer_addressees_than_there_are_is_an_error(self):
        notice = self._notices("Alpha")
        template = type(self.env["report.s4_dunning.dunning_letter"])
        own = template._addressees
        calls = []

        def addressees(letter, of_notice):
            """One in the template, none when they are counted."""
            calls.append(of_notice)
            found = own(letter, of_notice)
            return found if len(calls) % 2 else found.browse()

        with patch.object(template, "_addressees", addressees), mute_logger(LETTER):
            error = notice._render_letters()[notice]

        self.assertRegex(str(error), "1 letters to 0 addressees")

    def test_a_broken_query_in_a_letter_spares_the_others(self):
        notices = self._notices("Alpha", "Beta")

        def values(letter, docids, data=None):
            if notices[0].id in docids:
                letter.env.cr.execute("SELECT nothing")
            return own(letter, docids, data)

        own = type(self.env["report.s4_dunning.dunning_letter"])._get_report_values
        with (
            patch.object(
                type(self.env["report.s4_dunning.dunning_letter"]),
                "_get_report_values",
                values,
            ),
            mute_logger(LETTER, "odoo.sql_db"),
        ):
            error, second = notices._render_letters().values()

        self.assertIsInstance(error, UserError)
        self.assertIn("Beta", _pages(second)[0])

    def test_what_the_program_cannot_print_tells_what_to_do(self):
        notices = self._notices("Alpha", "Beta", "Gamma")
        results = [b"%PDF", PrintError(-11), PrintError(None)]

        def print_documents(documents, _program):
            self.assertEqual(len(list(documents)), 3)
            return results

        with patch(f"{LETTER}.print_documents", print_documents), mute_logger(LETTER):
            letter, crash, hang = notices._render_letters().values()

        self.assertEqual(letter, b"%PDF")
        self.assertRegex(str(crash), "failed.*code -11.*send again")
        self.assertRegex(str(hang), "did not get ready.*send again")

    def test_no_room_is_told_for_all_letters(self):
        notices = self._notices("Alpha", "Beta")

        with (
            patch.object(tempfile, "tempdir", "/nowhere"),
            mute_logger(LETTER),
        ):
            letters = notices._render_letters()

        self.assertEqual(list(letters), list(notices))
        for error in letters.values():
            self.assertIsInstance(error, UserError)
            self.assertIn("make room for temporary files", str(error))

    def test_without_wkhtmltopdf_every_notice_tells_so(self):
        notices = self._notices("Alpha", "Beta")

        with patch.object(
            type(self.env["ir.actions.report"]),
            "get_wkhtmltopdf_state",
            lambda _report: "install",
        ):
            letters = notices._render_letters()
            with self.assertRaisesRegex(UserError, "install wkhtmltopdf"):
                notices[0]._render_pdf()

        for error in letters.values():
            self.assertIn("install wkhtmltopdf", str(error))

    def test_more_letters_cost_no_more_queries_each(self):
        notices = self._notices(*"ABCDEFGHIJ")
        notices._render_letters()  # reads the stylesheet

        few, many = self._queries(notices[:2]), self._queries(notices)

        self.assertLessEqual((many - few) / 8, 7, f"{few} queries, {many} queries")

    def test_a_preview_is_printed_in_the_same_way_and_a_sent_letter_as_sent(self):
        notices = self._notices("Alpha", "Beta")
        notices[0].action_approve()
        with self.patch_letter(lambda _notice: self._sent_letter):
            notices[0].action_send()

        streams = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf_prepare_streams(REPORT, {}, notices.ids)
        )

        sent, preview = (streams[notice.id]["stream"].getvalue() for notice in notices)
        self.assertEqual(sent, self._sent_letter)
        self.assertIn("Preview".upper(), _pages(preview)[0].upper())

    _sent_letter = b"%PDF-1.4 as it was sent"

    def test_a_preview_that_cannot_be_printed_tells_why(self):
        notice = self._notices("Alpha")

        with (
            self._failing(notice, ZeroDivisionError()),
            mute_logger(LETTER),
            self.assertRaisesRegex(UserError, "cannot be made"),
        ):
            self.env["ir.actions.report"]._render_qweb_pdf_prepare_streams(
                REPORT, {}, notice.ids
            )


def _pages(pdf):
    """:return: list of the words of each page"""
    return [
        " ".join(page.extract_text().replace("\N{NO-BREAK SPACE}", " ").split())
        for page in PdfReader(BytesIO(pdf)).pages
    ]
