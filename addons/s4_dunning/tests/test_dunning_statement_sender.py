from odoo.tests import freeze_time, tagged

from .common import TODAY
from .statement_common import StatementCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningStatementSender(StatementCommon):
    """Statement of account: who writes it, to whom and in which language."""

    def test_the_letterhead_is_of_the_lead_company(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        self._invoice(500, company=sister)
        wizard = self._wizard()
        self.assertEqual(wizard.company_id, sister, "to which most is owed")

        self.group.lead_company_id = self.company

        self.assertEqual(self._wizard().company_id, self.company)

    def test_the_letterhead_is_of_the_company_to_which_most_is_owed(self):
        sister = self._second_company()["company"]
        yen = self.setup_other_currency("JPY", rates=[("2026-01-01", 150)])
        for amount, company, currency in (
            (60, self.company, self.company.currency_id),
            (9000, self.company, yen),  # 60
            (80, sister, sister.currency_id),
        ):
            self._invoice(amount, company=company, currency_id=currency.id)

        self.assertEqual(self._wizard().company_id, self.company, "120 against 80")

        self._invoice(50, company=sister)

        self.assertEqual(self._wizard().company_id, sister, "130 against 120")

    def test_it_goes_to_the_first_contact_that_email_reaches(self):
        self._invoice(100)
        contacts = [
            self._create_customer(
                name, parent_id=self.customer.id, type=kind, is_company=False
            )
            for name, kind in (
                ("Zoe", "invoice"),
                ("Yves", "dunning"),
                ("Anna", "dunning"),
            )
        ]
        zoe, yves, anna = contacts
        for reached, is_next_blocked in (
            (yves, True),
            (anna, True),
            (zoe, True),
            (self.customer, True),
            (yves, False),
        ):
            with self.subTest(reached=reached.name):
                self.assertEqual(self._wizard()._recipient(), reached)
            if is_next_blocked:
                self.env["mail.blacklist"].sudo()._add(reached.email)

    def test_it_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.customer.lang = "nl_NL"
        self._invoice(1234.50)

        (page,) = self._pages(self._wizard())

        self.assertIn("1.234,50", page)

    def test_else_it_speaks_the_language_of_the_sender(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.company.partner_id.lang = "nl_NL"
        self.customer.lang = False
        self._invoice(1234.50)

        self.assertEqual(self._wizard().lang, "nl_NL")
