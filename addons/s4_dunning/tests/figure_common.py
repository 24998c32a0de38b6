from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .common import DunningCommon


class FigureCommon(DunningCommon):
    """A ledger small enough to calculate its figures by hand, as of 31 March 2026.

              amount  booked  due     then
        A1      1000  10 Nov  10 Dec  paid: 400 on 5 December, 600 on 20 January
        A2       700   5 Jan  20 Jan  written off on 20 March
        A3      3000  20 Feb  22 Mar  paid: 500 on 25 March, 1000 on 2 April
        A4      -300   1 Mar   1 Mar  a credit note that is not matched
        B1      2000  15 Jan  14 Feb  paid on 10 February
        B2      4000  10 Mar   9 Apr  open

    A is Jansen Transport; B is Smit, in a segment and with a collector. Of January to
    March: opening 600 + sales 9400 - collected 3100 - written off 700 = 6200 closing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.smit = cls._create_customer("Smit")
        cls.segment = cls.env["dunning.segment"].create(
            {"name": "Fleets", "group_id": cls.group.id, "workflow_id": cls.workflow.id}
        )
        cls.debtors = cls.env["dunning.debtor"].create(
            [
                {"partner_id": cls.customer.id, "group_id": cls.group.id},
                {
                    "partner_id": cls.smit.id,
                    "group_id": cls.group.id,
                    "segment_id": cls.segment.id,
                    "collector_id": cls.env.uid,
                },
            ]
        )
        cls.items = cls._create_ledger()

    @classmethod
    def _create_ledger(cls):
        items = {
            name: cls._document(partner, amount, booked, due)
            for name, partner, amount, booked, due in (
                ("A1", cls.customer, 1000, date(2025, 11, 10), date(2025, 12, 10)),
                ("A2", cls.customer, 700, date(2026, 1, 5), date(2026, 1, 20)),
                ("A3", cls.customer, 3000, date(2026, 2, 20), date(2026, 3, 22)),
                ("A4", cls.customer, -300, date(2026, 3, 1), date(2026, 3, 1)),
                ("B1", cls.smit, 2000, date(2026, 1, 15), date(2026, 2, 14)),
                ("B2", cls.smit, 4000, date(2026, 3, 10), date(2026, 4, 9)),
            )
        }
        cls._pay(items["A1"], 400, date(2025, 12, 5))
        cls._pay(items["A1"], 600, date(2026, 1, 20))
        cls._pay(items["A3"], 500, date(2026, 3, 25))
        cls._pay(items["A3"], 1000, date(2026, 4, 2))
        cls._pay(items["B1"], 2000, date(2026, 2, 10))
        cls._write_off(items["A2"], date(2026, 3, 20))
        return items

    @classmethod
    def _document(cls, partner, amount, booked, due, company=None):
        """Post an invoice, or a credit note if the amount is negative.

        :return: its receivable journal item
        """
        document = (
            cls.env["account.move"]
            .with_company(company or cls.company)
            .create(
                {
                    "move_type": "out_invoice" if amount > 0 else "out_refund",
                    "partner_id": partner.id,
                    "invoice_date": booked,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": due,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "price_unit": abs(amount), "tax_ids": []}
                        )
                    ],
                }
            )
        )
        document.action_post()
        return document.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )

    @classmethod
    def _pay(cls, item, amount, day):
        with freeze_time(day):
            cls.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": cls.company_data["default_journal_bank"].id,
                }
            ).action_create_payments()

    @classmethod
    def _write_off(cls, item, day):
        """Charge what is open of an item to expenses."""
        amount = item.amount_residual
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": item.partner_id.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        (cls.company_data["default_account_expense"], amount),
                        (item.account_id, -amount),
                    )
                ],
            }
        )
        entry.action_post()
        (entry.line_ids.filtered("account_id.reconcile") | item).reconcile()
        return entry

    def _report(self, **values):
        """Calculate the figures of the company as of 31 March, if not told else."""
        report = self.env["dunning.figure.report"].create(
            {
                "date": date(2026, 3, 31),
                "company_ids": [Command.set(self.company.ids)],
                **values,
            }
        )
        report.action_calculate()
        return report

    def _shown(self, action):
        """:return: the dunning.figure.item that a window action shows"""
        items = self.env[action["res_model"]].with_context(**action["context"])
        return items.search(action["domain"])
