from io import BytesIO

from pypdf import PdfWriter

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .location_limit_common import LocationLimitCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLocationAccessWeb(LocationLimitCommon, HttpCase):
    """Leaks through routes that were tried, logged in and by the portal."""

    def setUp(self):
        super().setUp()
        self.closed = self.items["Lease Assen"].move_id
        self.open = self.items["Lease Groningen"].move_id
        self.env.flush_all()
        self.authenticate("g_collector_login", "g_collector_login")

    def test_letters_of_closed_notices_are_not_served(self):
        """Tried: the route of the letters, alone and among readable ones."""
        writer = PdfWriter()
        writer.add_blank_page(width=100, height=100)
        letter = BytesIO()
        writer.write(letter)
        notices = self.notices["Lease"] | self.notices["Garage"]
        notices.action_approve()
        with self.patch_letter(lambda _notice: letter.getvalue()):
            notices.action_send()
        self.env.flush_all()
        closed, opened = self.notices["Lease"].id, self.notices["Garage"].id
        for ids, status in ((opened, 200), (closed, 403), (f"{opened},{closed}", 403)):
            with self.subTest(ids=ids):
                response = self.url_open(f"/dunning/letters/{ids}")
                self.assertEqual(response.status_code, status)

    def test_attachments_of_closed_documents_are_not_served(self):
        """Tried: downloading by the id of an attachment."""
        for document, is_served in ((self.closed, False), (self.open, True)):
            attachment = self.env["ir.attachment"].create(
                {
                    "name": "secret.txt",
                    "raw": b"secret",
                    "res_model": document._name,
                    "res_id": document.id,
                }
            )
            self.env.flush_all()
            response = self.url_open(f"/web/content/{attachment.id}")
            with self.subTest(document=document):
                self.assertEqual(response.text == "secret", is_served)

    def test_portal_pages_of_closed_invoices_are_not_served(self):
        """Tried: the page of an invoice, its PDF, and the token of its link."""
        for invoice, is_served in ((self.closed, False), (self.open, True)):
            url = f"/my/invoices/{invoice.id}"
            with self.subTest(invoice=invoice.name):
                page = self.url_open(url, allow_redirects=False)
                self.assertEqual(page.status_code == 200, is_served)
                pdf = self.url_open(f"{url}?report_type=html", allow_redirects=False)
                self.assertEqual(pdf.status_code == 200, is_served)
        self.closed._portal_ensure_token()
        with self.assertRaises(AccessError):
            self._as("g_collector", self.closed).read(["access_token"])
        with self.assertRaises(AccessError):
            self._as("g_collector", self.closed).get_portal_url()

    def test_discuss_serves_no_thread_of_closed_documents(self):
        """Tried: the messages of a thread by the id of its document."""
        for document, is_served in (
            (self.notices["Lease"], False),
            (self.notices["Garage"], True),
        ):
            message = document.message_post(body="Secret")
            self.env.flush_all()
            result = self.make_jsonrpc_request(
                "/mail/thread/messages",
                {"thread_model": document._name, "thread_id": document.id},
            )
            with self.subTest(notice=document):
                self.assertEqual(message.id in result["messages"], is_served)

    def test_views_read_nothing_beyond_the_own_lines(self):
        """Tried: asking a list for fields of the notice, the debtor, the claim."""
        lines = self._as("g_collector", self.env["dunning.notice.line"])
        line = lines.search([("amount_residual", "=", 100)])
        for path in ("notice_id", "claim_id"):
            with self.subTest(path=path):
                try:
                    [values] = line.web_read({path: {"fields": {"amount_total": {}}}})
                except AccessError:
                    continue
                self.assertNotIn("amount_total", values[path] or {})
        with self.assertRaises(AccessError):
            line.notice_id.read(["amount_total"])
