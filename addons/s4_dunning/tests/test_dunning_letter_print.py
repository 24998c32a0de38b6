from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader, PdfWriter

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import dunning_notice_letter
from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningLetterPrint(DunningCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self._invoice(100)
        zander = self._create_customer("Zander GmbH", zip="10115")
        self._invoice(100, partner=zander)
        self.notices = self._propose().notice_ids.sorted(lambda n: n.partner_id.name)
        self.notices.channel = "letter"
        self.viewer = _viewer(self.env, self.company)

    def _get(self, notices):
        ids = ",".join(map(str, notices.ids))
        return self._open(f"/dunning/letters/{ids}")

    def _open(self, url, login="viewer"):
        self.authenticate(login, login)
        with mute_logger("odoo.http", "pypdf._reader"):
            return self.url_open(url)

    def _print_job(self):
        """:return: address of the letters, too many for their ids to stand in it"""
        self._send_with_pages()
        notices = self.notices.with_user(self.viewer)
        with patch.object(dunning_notice_letter, "IDS_IN_ADDRESS", 1):
            url = notices.action_print()["url"]
        self.assertRegex(url, r"/print/\d+$")
        return url

    def _send_with_pages(self):
        """Send the notices; each letter has a page of its own width."""
        self.notices.action_approve()
        with self.patch_letter(lambda notice: _pdf(100 + len(notice.partner_id.zip))):
            self.notices.action_send()

    def test_letters_are_merged_in_the_order_of_the_post(self):
        self._send_with_pages()

        response = self._get(self.notices)

        pages = PdfReader(BytesIO(response.content)).pages
        self.assertEqual([page.mediabox.width for page in pages], [105, 107])

    def test_a_notice_that_was_not_sent_has_no_letter(self):
        response = self._get(self.notices)

        self.assertEqual(response.status_code, 422)
        self.assertIn("no letter yet", response.text)

    def test_letters_of_other_companies_are_refused(self):
        self._send_with_pages()
        self._second_company()

        response = self._get(self.notices)

        self.assertEqual(response.status_code, 403)

    def test_an_unknown_letter_is_not_found(self):
        response = self._get(self.notices.browse(10**8))

        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._open("/dunning/letters/print/9999999").status_code, 404)

    def test_few_letters_have_an_address_with_their_ids(self):
        first, second = self.notices

        self.assertEqual(
            self.notices.action_print()["url"],
            f"/dunning/letters/{first.id},{second.id}",
        )
        self.assertFalse(self.env["dunning.letter.print"].sudo().search([]))

    def test_many_letters_are_printed_whatever_the_length_of_their_ids(self):
        response = self._open(self._print_job())

        pages = PdfReader(BytesIO(response.content)).pages
        self.assertEqual([page.mediabox.width for page in pages], [105, 107])
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(response.headers["Content-Length"], str(len(response.content)))

    def test_what_somebody_else_prints_is_closed(self):
        url = self._print_job()
        _viewer(self.env, self.company, "colleague")

        self.assertEqual(self._open(url, "colleague").status_code, 403)
        job = self.env["dunning.letter.print"].sudo().search([])
        colleague = self.env["res.users"].search([("login", "=", "colleague")])
        for method in ("read", "write", "unlink"):
            with self.assertRaises(AccessError):
                job.with_user(colleague).check_access(method)
        with self.assertRaises(AccessError):
            job.with_user(self.viewer).check_access("write")

    def test_a_notice_that_was_closed_meanwhile_is_refused_and_not_left_out(self):
        url = self._print_job()
        self._second_company()

        self.assertEqual(self._open(url).status_code, 403)

    def test_letters_of_others_cannot_be_asked_for(self):
        self._send_with_pages()
        self._second_company()
        jobs = self.env["dunning.letter.print"].with_user(self.viewer)

        with self.assertRaises(AccessError):
            jobs.create({"notice_ids": [Command.set(self.notices.ids)]})

    def test_a_damaged_letter_is_named(self):
        self._send_with_pages()
        self.notices[1].pdf_id.raw = b"%PDF-1.4 half"

        response = self._get(self.notices)

        self.assertEqual(response.status_code, 422)
        self.assertIn("Zander", response.text)
        self.assertIn("damaged", response.text)


def _viewer(env, companies, login="viewer"):
    return new_test_user(
        env,
        login,
        groups="s4_dunning.s4_dunning_group_viewer",
        company_id=companies[0].id,
        company_ids=[Command.set(companies.ids)],
    )


def _pdf(width):
    writer = PdfWriter()
    writer.add_blank_page(width=width, height=100)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
