from odoo.tests import freeze_time, tagged

from .common import TODAY
from .outbox_common import OutboxCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAddress(OutboxCommon):
    """Who is written to: the dunning address, the invoice address, the customer."""

    def _contact(self, kind, **values):
        return self.env["res.partner"].create(
            {
                "name": f"Contact {kind}",
                "parent_id": self.customer.id,
                "type": kind,
                "email": f"{kind}@jansen.example.com",
                **values,
            }
        )

    def _proposed(self):
        self._invoice(100)
        return self._propose().notice_ids

    def test_invoice_address_before_the_customer(self):
        contact = self._contact("invoice")
        self._contact("delivery")
        self._contact("other")

        notice = self._proposed()

        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.email, "invoice@jansen.example.com")

    def test_dunning_address_before_the_invoice_address(self):
        self._contact("invoice")
        contact = self._contact("dunning")

        notice = self._proposed()

        self.assertEqual(notice.contact_id, contact)
        self.assertEqual(notice.email, "dunning@jansen.example.com")
        self._send(notice)
        self.assertEqual(notice.message_ids.partner_ids, contact)

    def test_archived_addresses_do_not_count(self):
        self._contact("dunning", active=False)
        contact = self._contact("invoice")
        self.assertEqual(self._proposed().contact_id, contact)

    def test_letter_bears_the_dunning_address(self):
        self.reminder.channel = "letter"
        self._contact("dunning", street="Postbus 12", zip="9700 AA", city="Assen")
        notice = self._proposed()

        report = self.env["ir.actions.report"]
        letter = report._render_qweb_html(
            "s4_dunning.dunning_letter_report", notice.ids
        )[0]

        self.assertIn("Postbus 12", letter.decode())

    def test_language_of_the_dunning_address(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._contact("dunning", lang="nl_NL")
        self.assertEqual(self._proposed().lang, "nl_NL")
