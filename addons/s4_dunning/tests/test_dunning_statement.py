from datetime import date
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .statement_common import StatementCommon

ACCOUNTING = "account.group_account_readonly"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningStatement(StatementCommon):
    """Statement of account: what is open, row by row, to print or to send."""

    def test_rows_run_by_due_date_with_a_running_balance(self):
        self._invoice(100, overdue=-5)
        self._invoice(250.10, overdue=40)
        self._invoice(30, overdue=2, move_type="out_refund")

        self.assertEqual(
            self._rows(),
            [(250.10, 250.10, 40), (-30, 220.10, 0), (100, 320.10, 0)],
        )
        (section,) = self._debtor()._statement(TODAY)
        self.assertEqual((section.total, section.overdue), (320.10, 250.10))
        self.assertFalse(section.rows[1].date_due, "a credit is not due")

    def test_an_unallocated_payment_is_taken_off(self):
        item = self._invoice(100)
        self._invoice(50)
        self._pay(item, 100, TODAY)
        item.remove_move_reconcile()

        (section,) = self._debtor()._statement(TODAY)

        self.assertEqual(sorted(row.amount for row in section.rows), [-100, 50, 100])
        self.assertEqual(section.total, 50)

    def test_what_was_paid_later_was_open_then(self):
        item = self._invoice(100, overdue=10)
        self._debtor()
        self._pay(item, 40, date(2026, 3, 25))
        self._pay(item, 60, date(2026, 3, 30))

        self.assertEqual(self._rows(date(2026, 3, 24)), [(100, 100, 3)])
        self.assertEqual(self._rows(date(2026, 3, 25)), [(60, 60, 4)])
        self.assertFalse(self._debtor()._statement(TODAY))

    def test_what_was_booked_later_was_not_there(self):
        self._invoice(100, overdue=10)  # of 19 February

        self.assertFalse(self._debtor()._statement(date(2026, 2, 18)))
        self.assertEqual(self._rows(date(2026, 2, 19)), [(100, 100, 0)])

    def test_companies_and_currencies_are_apart(self):
        sister = self._second_company()["company"]
        self.group.lead_company_id = self.company
        foreign = self.setup_other_currency("CAD")
        self._invoice(100)
        self._invoice(70, company=sister)
        self._invoice(30, currency_id=foreign.id)
        self._invoice(9, currency_id=foreign.id, company=sister)
        debtor = self._debtor()

        sections = debtor._statement(TODAY)

        own = self.company.currency_id
        self.assertEqual(
            [(one.company, one.currency, one.total) for one in sections],
            [
                (self.company, own, 100),
                (self.company, foreign, 30),
                (sister, own, 70),
                (sister, foreign, 9),
            ],
        )
        self.assertEqual(debtor._statement_totals(sections), {own: 170, foreign: 39})
        self.assertEqual(
            sections[2].bank.acc_number.replace(" ", ""), "NL02ABNA0123456789"
        )

    def test_companies_that_are_not_active_are_included(self):
        sister = self._second_company()["company"]
        self.group.lead_company_id = self.company
        self._invoice(100)
        self._invoice(70, company=sister)
        debtor = self._debtor().with_context(allowed_company_ids=self.company.ids)

        sections = debtor.with_env(debtor.env)._statement(TODAY)

        self.assertEqual([one.total for one in sections], [100, 70])
        wizard = self._wizard().with_context(allowed_company_ids=self.company.ids)
        self.env.invalidate_all()
        self.assertIn(sister.name, self._pages(wizard)[0])

    def test_the_figures_are_those_of_the_debtor(self):
        self._invoice(100, overdue=20)
        self._invoice(50, overdue=-20)
        self._invoice(20, move_type="out_refund")
        debtor = self._debtor()

        (section,) = debtor._statement(TODAY)

        self.assertEqual(section.total, debtor.amount_open)
        self.assertEqual(section.overdue, debtor.amount_overdue)

    def test_the_payer_sees_whose_items_they_are(self):
        other = self._create_customer("Branch")
        self._invoice(100)
        self._invoice(40, partner=other)
        self.group.action_refresh()
        self.env["dunning.debtor"].search([("partner_id", "=", other.id)]).write(
            {"payer_id": self.customer.id, "addressee": "payer"}
        )

        (section,) = self._debtor()._statement(TODAY)

        self.assertEqual({row.details for row in section.rows}, {"", "Branch"})

    def test_it_is_printed_on_the_letterhead_with_the_bank_account(self):
        self._invoice(1234.50, overdue=20)
        self.customer.ref = "K-77"

        (page,) = self._pages(self._wizard())

        self.assertIn("Statement of account", page)
        self.assertIn("1,234.50", page)
        self.assertIn("K-77", page)
        self.assertIn("NL20 INGB 0001 2345 67", page)
        self.assertNotIn("Payment reference", page, "nothing could match one")
        self.assertIn("Page 1 / 1", page)

    def test_without_wkhtmltopdf_it_says_so(self):
        self._invoice(100)
        wizard = self._wizard()

        with (
            patch.object(
                self.registry["ir.actions.report"],
                "get_wkhtmltopdf_state",
                lambda _report: "install",
            ),
            self.assertRaisesRegex(UserError, "install wkhtmltopdf"),
        ):
            wizard.action_send()

    def test_a_balance_in_favour_of_the_customer_asks_for_no_payment(self):
        self._invoice(80, move_type="out_refund")

        (page,) = self._pages(self._wizard())

        self.assertIn("In your favour", page)
        self.assertNotIn("NL20 INGB", page)

    def test_nothing_open_is_said(self):
        self._invoice(100, overdue=-5)
        debtor = self._debtor()
        wizard = self.env["dunning.statement"].create(
            {"debtor_id": debtor.id, "date": date(2020, 1, 1)}
        )

        self.assertIn("Nothing is open", wizard.balance)
        self.assertIn("Nothing is open on this date", self._pages(wizard)[0])

    def test_what_has_no_due_date_was_due_at_once(self):
        opening = self._invoice(100, overdue=10)  # of 19 February
        credit = self._invoice(30, overdue=10, move_type="out_refund")
        self._invoice(50, overdue=10)
        (opening | credit).date_maturity = False

        self.assertEqual(self._rows(), [(100, 100, 40), (-30, 70, 0), (50, 120, 10)])

    def test_nothing_is_known_without_a_debtor(self):
        wizard = self.env["dunning.statement"].new({"debtor_id": False})

        self.assertFalse(wizard.company_id)
        self.assertFalse(wizard.lang)

    def test_the_form_gives_the_balance_of_the_chosen_day(self):
        self._invoice(100, overdue=10)
        debtor = self._debtor()
        action = debtor.action_statement()

        with Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ) as form:
            self.assertEqual(form.date, TODAY)
            self.assertIn("100.00", form.balance)
            form.date = date(2026, 1, 1)
            self.assertEqual(form.balance, "Nothing is open")

    def test_the_print_button_prints_what_the_wizard_says(self):
        self._invoice(100, overdue=10)
        wizard = self._wizard(date=date(2026, 3, 22))

        action = wizard.action_print()

        self.assertEqual(action["report_name"], "s4_dunning.dunning_statement")
        self.assertEqual(action["context"]["active_ids"], wizard.ids)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(action["report_name"], wizard.ids)
        self.assertEqual(kind, "pdf")
        self.assertIn("March 22", PdfReader(BytesIO(pdf)).pages[0].extract_text())

    def test_it_is_sent_by_the_composer_of_odoo(self):
        self._invoice(100, overdue=10)
        billing = self._create_customer(
            "Billing", parent_id=self.customer.id, type="invoice", is_company=False
        )
        wizard = self._wizard()

        action = wizard.action_send()

        composer = Form(self.env[action["res_model"]].with_context(**action["context"]))
        message = self._sent_by(composer)
        self.assertEqual(message.partner_ids, billing)
        self.assertIn("100.00", message.body)
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")
        self.assertEqual(message.attachment_ids.res_model, "dunning.debtor")
        self.assertTrue(message.attachment_ids.raw.startswith(b"%PDF"))

    def test_in_test_mode_it_is_sent_to_us(self):
        self._invoice(100, overdue=10)
        self.group.test_email = "me@example.com"

        action = self._wizard().action_send()

        composer = Form(self.env[action["res_model"]].with_context(**action["context"]))
        recipients = self._sent_by(composer).partner_ids
        self.assertEqual(recipients.mapped("email_normalized"), ["me@example.com"])

    def _sent_by(self, composer):
        """:return: the mail.message on the debtor that a composer posts"""
        composer.save().action_send_mail()
        return self._debtor().message_ids.filtered("partner_ids")
