from io import BytesIO

from lxml import etree
from pypdf import PdfReader, PdfWriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TODAY
from .outbox_common import OutboxCommon
from .smtp_common import SmtpCase

QUEUE = "s4_dunning.dunning_notice_action_print_queue"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningPost(SmtpCase, OutboxCommon, HttpCase):
    """The print queue: in the order of the post, without what was paid since."""

    def _letters(self, *letters):
        """Send letters.

        :param letters: tuples of customer, country code, ZIP and number of pages
        :return: dict of customer to notice
        """
        pages = {name: count for name, _code, _zip, count in letters}
        for name, code, zip_code, _count in letters:
            country = self.env["res.country"].search([("code", "=", code)])
            customer = self._create_customer(
                name, country_id=country.id, zip=zip_code, email=False
            )
            self._invoice(100, partner=customer)
        notices = self._propose().notice_ids
        self.assertEqual(set(notices.mapped("channel")), {"letter"})
        notices.action_approve()
        with self.patch_letter(lambda one: pdf(pages[one.partner_id.name])):
            notices.action_send()
        return notices.grouped(lambda notice: notice.partner_id.name)

    def _queue(self):
        """:return: names of the customers as the print queue lists them"""
        action = self.env.ref(QUEUE)
        view = self.env["dunning.notice"].get_view(action.view_id.id, "list")
        arch = etree.fromstring(view["arch"])
        notices = self.env["dunning.notice"].search(
            safe_eval(action.domain), order=arch.get("default_order")
        )
        return notices.mapped("partner_id.name")

    def test_it_is_sorted_by_country_weight_and_postcode(self):
        self._letters(
            ("Thick", "NL", "1000", 3),
            ("North", "NL", "9700", 1),
            ("South", "NL", "6200", 1),
            ("Berlin", "DE", "10115", 2),
        )

        self.assertEqual(self._queue(), ["Berlin", "South", "North", "Thick"])

    def test_companies_come_first(self):
        sister = self._second_company("AAA")["company"]
        sister.sequence = self.company.sequence - 1
        mine = self._create_customer("Mine", email=False, zip="1000")
        theirs = self._create_customer("Theirs", email=False, zip="9999")
        self._invoice(100, partner=mine)
        self._invoice(100, partner=theirs, company=sister)
        self._send(self._propose().notice_ids)

        self.assertEqual(self._queue(), ["Theirs", "Mine"])

    def test_the_file_for_the_printer_has_the_same_order(self):
        notices = self._letters(
            ("Two", "NL", "1000", 2),
            ("One", "NL", "9700", 1),
            ("Berlin", "DE", "10115", 4),
        )
        user = new_test_user(
            self.env,
            "printer",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
        )
        ids = ",".join(str(notice.id) for notice in notices.values())
        self.authenticate(user.login, user.login)

        response = self.url_open(f"/dunning/letters/{ids}")

        pages = PdfReader(BytesIO(response.content)).pages
        self.assertEqual(
            [round(page.mediabox.width) for page in pages],
            [104] * 4 + [101] + [102] * 2,
        )

    def test_a_page_weighs_five_grams_and_an_envelope_six_and_a_half(self):
        notices = self._letters(
            ("A", "NL", "1", 2),  # 16.5 g
            ("B", "NL", "1", 3),  # 21.5 g
            ("C", "NL", "1", 8),  # 46.5 g
            ("D", "NL", "1", 9),  # 51.5 g
            ("E", "NL", "1", 99),  # 501.5 g
        )

        self.assertEqual(
            [notices[name].weight_class for name in "ABCDE"],
            ["20", "50", "50", "100", "more"],
        )
        self.assertEqual(notices["D"].page_count, 9)

    def test_each_addressee_has_an_envelope(self):
        self._invoice(100, partner=self._create_customer("Alpha", email=False))
        payer = self._create_customer("Payer")
        notice = self._propose().notice_ids
        notice.debtor_id.write({"payer_id": payer.id, "addressee": "both"})
        notice.action_approve()

        with self.patch_letter(lambda _notice: pdf(4)):
            notice.action_send()

        self.assertEqual(notice.page_count, 4)
        self.assertEqual(notice.weight_class, "20", "two pages in each")

    def test_an_email_has_no_weight(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self._send(notice)

        self.assertEqual(notice.channel, "email")
        self.assertFalse(notice.weight_class)
        self.assertEqual(notice.page_count, 0)

    def test_an_email_that_becomes_a_letter_is_weighed_with_its_invoices(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        with self.patch_letter(lambda _notice: pdf(1)):
            notice.action_send()
        notice.sudo().enclosure_ids = self.env["ir.attachment"].create(
            {"name": "invoice.pdf", "raw": pdf(2), "mimetype": "application/pdf"}
        )

        notice.sudo().channel = "letter"  # as after a bounce

        self.assertEqual(notice.page_count, 3)
        self.assertEqual(notice.weight_class, "50")

    def test_the_country_stays_as_it_was_posted(self):
        notice = self._letters(("Alpha", "NL", "1000", 1))["Alpha"]

        notice.partner_id.write({"zip": "10115", "country_id": False})

        self.assertEqual(notice.letter_country_id.code, "NL")
        self.assertEqual(notice.letter_zip, "1000")

    def test_what_was_paid_since_is_marked(self):
        notices = self._letters(("Paid", "NL", "1", 1), ("Open", "NL", "1", 1))
        paid, still_open = notices["Paid"], notices["Open"]
        self.assertFalse((paid | still_open).filtered("is_paid_since"))

        self._register_payment(paid.line_ids.move_id)

        for when in ("before", "after"):
            with self.subTest(refresh=when):
                self.env.invalidate_all()
                self.assertTrue(paid.is_paid_since)
                self.assertEqual(paid.post_warning, "Paid since: do not post")
                self.assertFalse(still_open.post_warning)
                found = paid.search([("is_paid_since", "=", True)])
                self.assertEqual(found, paid)
            self.group.action_refresh()
        self.assertEqual(paid.state, "closed")

    def test_items_of_companies_that_are_not_active_count(self):
        sister = self._second_company()["company"]
        self.workflow.grouping = "collective"
        self.group.lead_company_id = self.company
        customer = self._create_customer("Alpha", email=False)
        own = self._invoice(100, partner=customer)
        self._invoice(70, partner=customer, company=sister)
        notice = self._propose().notice_ids
        self._send(notice)
        self._register_payment(own.move_id)

        notice = notice.with_context(allowed_company_ids=self.company.ids)
        self.env.invalidate_all()

        self.assertFalse(notice.is_paid_since)
        self.assertFalse(notice.search([("is_paid_since", "=", True)]))

    def test_paid_letters_are_withdrawn(self):
        notice = self._letters(("Paid", "NL", "1", 1))["Paid"]
        item = notice.line_ids.move_line_id
        self.assertTrue(item.dunning_level_id)
        self._register_payment(item.move_id)
        self.group.action_refresh()

        notice.action_withdraw_paid()

        self.assertEqual(notice.state, "cancelled")
        self.assertIn("Paid before", notice.closing_reason)
        self.assertFalse(item.dunning_level_id)
        self.assertFalse(self._queue())

    def test_only_the_letter_of_an_email_that_left_is_withdrawn(self):
        mails, server = self.line()
        for is_sent in (True, False):
            with self.subTest(is_sent=is_sent):
                item = self._invoice(100)
                notice = self._propose().notice_ids
                notice.also_letter = True
                self._send(notice)
                if is_sent:
                    with server:
                        notice._email_notifications().mail_mail_id.send()
                    self.env.invalidate_all()
                self._register_payment(item.move_id)
                self.assertTrue(notice.is_paid_since)

                notice.action_withdraw_paid()

                self.assertEqual(notice.state, "sent" if is_sent else "cancelled")
                self.assertEqual(bool(item.dunning_level_id), is_sent)
                self.assertFalse(self._queue())
                self.assertEqual(len(mails), 1)

    def test_a_letter_that_is_not_paid_is_not_withdrawn(self):
        notices = self._letters(("Paid", "NL", "1", 1), ("Open", "NL", "1", 1))
        self._register_payment(notices["Paid"].line_ids.move_id)

        with self.assertRaisesRegex(UserError, "Open"):
            (notices["Paid"] | notices["Open"]).action_withdraw_paid()

        self.assertEqual(notices["Paid"].state, "sent")

    def test_a_posted_letter_is_not_withdrawn(self):
        notice = self._letters(("Paid", "NL", "1", 1))["Paid"]
        notice.action_mark_posted()
        self._register_payment(notice.line_ids.move_id)

        with self.assertRaises(UserError):
            notice.action_withdraw_paid()

    def test_a_viewer_neither_withdraws_nor_posts(self):
        notice = self._letters(("Paid", "NL", "1", 1))["Paid"]
        self._register_payment(notice.line_ids.move_id)
        user = new_test_user(
            self.env,
            "viewer",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
        )

        for button in ("action_withdraw_paid", "action_mark_posted"):
            with self.assertRaises(AccessError):
                getattr(notice.with_user(user), button)()

    def test_a_selection_is_marked_as_posted_closed_or_not(self):
        notices = self._letters(("Paid", "NL", "1", 1), ("Open", "NL", "1", 1))
        self._register_payment(notices["Paid"].line_ids.move_id)
        self.group.action_refresh()
        letters = notices["Paid"] | notices["Open"]
        self.assertEqual(set(letters.mapped("state")), {"sent", "closed"})

        letters.action_mark_posted()

        self.assertEqual(set(letters.mapped("date_posted")), {TODAY})
        self.assertFalse(self._queue())

    def test_what_the_queue_says_is_written_by_nobody(self):
        notice = self._letters(("Alpha", "NL", "1", 1))["Alpha"]

        for values in (
            {"page_count": 1},
            {"weight_class": "more"},
            {"letter_zip": "1"},
            {"letter_country_id": False},
        ):
            with self.assertRaises(AccessError):
                notice.write(values)

    def test_a_damaged_letter_has_no_pages(self):
        self._invoice(100, partner=self._create_customer("Alpha", email=False))
        notice = self._propose().notice_ids
        notice.action_approve()

        with self.patch_letter(lambda _notice: b"%PDF half"):
            notice.action_send()

        self.assertEqual((notice.state, notice.page_count), ("sent", 0))


def pdf(count):
    """:return: bytes of a PDF of `count` pages, so many points wider than 100"""
    writer, file = PdfWriter(), BytesIO()
    for _page in range(count):
        writer.add_blank_page(width=100 + count, height=100)
    writer.write(file)
    return file.getvalue()
