from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = date(2026, 3, 31)


@freeze_time(TODAY)
class DunningCommon(AccountTestInvoicingCommon):
    """A company with a workflow of three levels: due + 7, + 14 and + 14 days after.

    Today is 31 March 2026. Nothing here depends on demo data or the default workflow.
    """

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "s4_dunning.s4_dunning_group_manager"
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.group = cls.company.dunning_group_id
        cls.group.currency_id = cls.company.currency_id
        cls.group.bank_days_maximum = 0
        cls.workflow = cls._create_workflow()
        cls.reminder, cls.second, cls.final = cls.workflow.level_ids
        cls.group.workflow_id = cls.workflow
        cls.customer = cls._create_customer("Jansen Transport")
        cls._add_bank_account(cls.company)

    @classmethod
    def _create_workflow(cls, **values):
        level = {
            "subject": "Invoices of {company}",
            "opening": "<p>Dear {debtor}, please pay {amount} by {deadline}.</p>",
            "payment_days": 10,
        }
        return cls.env["dunning.workflow"].create(
            {
                "name": "Test",
                "currency_id": cls.company_data["currency"].id,
                "level_ids": [
                    Command.create(
                        {**level, "name": "Reminder", "sequence": 1, "days": 7}
                    ),
                    Command.create(
                        {
                            **level,
                            "name": "Second reminder",
                            "sequence": 2,
                            "trigger_base": "previous_notice",
                            "days": 14,
                        }
                    ),
                    Command.create(
                        {
                            **level,
                            "name": "Final notice",
                            "sequence": 3,
                            "trigger_base": "previous_notice",
                            "days": 14,
                            "channel": "letter",
                        }
                    ),
                ],
                **values,
            }
        )

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{name.split()[0].lower()}@example.com",
                "street": "Stationsplein 1",
                "zip": "9726 AE",
                "city": "Groningen",
                **values,
            }
        )

    @classmethod
    def _add_bank_account(cls, company, number="NL20INGB0001234567"):
        return cls.env["res.partner.bank"].create(
            {
                "acc_number": number,
                "partner_id": company.partner_id.id,
                "company_id": company.id,
                "allow_out_payment": True,
            }
        )

    @classmethod
    def _second_company(cls, name="Sister company"):
        """Add a company of the same dunning group; its users are ours.

        :return: company_data as AccountTestInvoicingCommon makes it
        """
        data = cls.setup_other_company(name=name)
        company = data["company"]
        cls.env.user.company_ids |= company
        company.dunning_group_id = cls.group
        cls._add_bank_account(company, "NL02ABNA0123456789")
        return data

    def _invoice(self, amount, overdue=10, partner=None, company=None, **values):
        """Post an invoice without tax.

        :param overdue: days that its due date lies before today
        :return: the receivable journal items
        """
        company = company or self.company
        move_type = values.pop("move_type", "out_invoice")
        due = TODAY - timedelta(days=overdue)
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": (partner or self.customer).id,
                    "invoice_date": min(due, TODAY) - timedelta(days=30),
                    "invoice_payment_term_id": False,
                    "invoice_date_due": due,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Tyres", "price_unit": amount, "tax_ids": []}
                        )
                    ],
                    **values,
                }
            )
        )
        invoice.action_post()
        return invoice.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )

    def _propose(self, today=TODAY):
        """Make and propose a run of the group on a day."""
        with freeze_time(today):
            run = self.env["dunning.run"].create({"group_id": self.group.id})
            run.action_propose()
        return run

    def _reason(self, run, item):
        """The reason why a run left an item out, or None."""
        exclusion = run.exclusion_ids.filtered(lambda row: row.move_line_id == item)
        return exclusion.reason or None

    def _send(self, notices):
        """Approve and send notices in the middle of a test, PDFs left out."""
        notices.action_approve()
        with self.without_pdf():
            notices.action_send()

    def without_pdf(self):
        """Tests that are not about the letter do not wait for wkhtmltopdf."""
        return self.patch_letter(lambda _notice: b"%PDF-1.4 letter")

    def patch_letter(self, function):
        """Replace the printing of letters.

        :param function: takes a notice, gives bytes or raises
        """

        def render(notices):
            letters = {}
            for notice in notices:
                try:
                    letters[notice] = function(notice)
                except UserError as error:
                    letters[notice] = error
            return letters

        return patch.object(self.registry["dunning.notice"], "_render_letters", render)


def text_of(node):
    """The words of an lxml node or a text, with a single space between them."""
    words = node if isinstance(node, str) else " ".join(node.itertext())
    words = words.replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(words.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").split())
