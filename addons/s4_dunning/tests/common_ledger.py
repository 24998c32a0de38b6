"""Companies, customers, workflows and draft entries that can become any ledger.

They are made once; common_world writes a random group into their rows. Posting a dozen
entries through Odoo for every example would cost seconds instead of milliseconds.
"""

from odoo import Command

from .common import TODAY, DunningCommon
from .oracle import policies, strategies


class LedgerCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": False}
        )
        cls.currencies = {
            name: cls.env["res.currency"].search([("name", "=", name)], limit=1)
            or cls.env["res.currency"].create({"name": name, "symbol": name})
            for name in ("XTS",)
        }
        for name in ("USD", "EUR", "GBP"):
            cls.currencies[name] = cls.env.ref(f"base.{name}")
        for currency in cls.currencies.values():
            currency.active = True
        cls._create_companies()
        cls._create_workflows()
        cls._create_customers()
        cls._create_entries()
        # an example has rates of its own
        cls.env["res.currency.rate"].search(
            [("currency_id", "in", [of.id for of in cls.currencies.values()])]
        ).unlink()
        cls.hold_reason = cls.env["dunning.hold.reason"].create({"name": "Complaint"})
        cls.run_before = cls.env["dunning.run"].create({"group_id": cls.group.id})
        cls.env.flush_all()

    @classmethod
    def _create_companies(cls):
        cls.companies = cls.company
        for name, currency in (("company_2", "USD"), ("company_3", "EUR")):
            data = cls.setup_other_company(
                name=name, currency_id=cls.currencies[currency].id
            )
            cls.env.user.company_ids |= data["company"]
            cls._add_bank_account(data["company"], f"NL02ABNA01234567{name[-1]}0")
            cls.companies |= data["company"]
        cls.own_groups = cls.companies.dunning_group_id
        cls.receivables = {
            company: cls.env["account.account"].search(
                [
                    ("company_ids", "=", company.id),
                    ("account_type", "=", "asset_receivable"),
                ],
                limit=1,
            )
            for company in cls.companies
        }

    @classmethod
    def _create_workflows(cls):
        cls.workflows = cls.env["dunning.workflow"].create(
            [
                {
                    "name": f"Workflow {number}",
                    "currency_id": cls.currencies["USD"].id,
                    "level_ids": [
                        Command.create(
                            {
                                "name": f"Level {number}.{place}",
                                "subject": "Invoices of {company}",
                                "opening": "<p>Please pay {amount}.</p>",
                            }
                        )
                        for place in range(policies.LEVELS)
                    ],
                }
                for number in range(policies.WORKFLOWS)
            ]
        )
        cls.segments = cls.env["dunning.segment"].create(
            [
                {
                    "name": f"Segment {number}",
                    "group_id": cls.group.id,
                    "workflow_id": cls.workflows[0].id,
                }
                for number in range(policies.SEGMENTS)
            ]
        )

    @classmethod
    def _create_customers(cls):
        partners = cls.env["res.partner"]
        cls.customers = partners.create(
            [{"name": f"Customer {n}"} for n in range(policies.CUSTOMERS)]
        )
        types = {"dunning": "dunning", "invoice": "invoice", "escalation": "other"}
        cls.contacts = {
            kind: partners.create(
                [
                    {
                        "name": f"Contact {kind}",
                        "type": types[kind],
                        "parent_id": customer.id,
                    }
                    for customer in cls.customers
                ]
            )
            for kind in policies.CONTACTS
        }
        cls.debtors = cls.env["dunning.debtor"].create(
            [
                {"partner_id": customer.id, "group_id": cls.group.id}
                for customer in cls.customers
            ]
        )

    @classmethod
    def _create_entries(cls):
        """Draft entries with room for instalments, and one for what was paid."""
        cls.entries = {}
        cls.payments = {}
        for company, account in cls.receivables.items():
            entries = cls.env["account.move"].with_company(company)
            values = {"move_type": "entry", "date": TODAY}
            line = Command.create({"account_id": account.id, "balance": 0})
            cls.entries[company] = entries.create(
                [
                    {**values, "line_ids": [line] * strategies.INSTALMENTS}
                    for _ in range(strategies.INVOICES)
                ]
            )
            cls.payments[company] = entries.create({**values, "line_ids": [line]})
        # what every example asks for
        cls.payment_item_ids = [
            payment.line_ids.id for payment in cls.payments.values()
        ]
        cls.item_ids = {
            entry.id: entry.line_ids.sorted("id").ids
            for entries in cls.entries.values()
            for entry in entries
        }
        cls.level_ids = {
            workflow.id: workflow.level_ids.sorted("id").ids
            for workflow in cls.workflows
        }
        cls.split_entry = cls.env["account.move"].create({"move_type": "entry"})

    def _number(self, world):
        """Give the records of a world the ids that they have in the database."""
        _number(world.companies, self.companies.ids)
        _number(world.workflows, self.workflows.ids)
        for workflow in world.workflows:
            _number(workflow.levels, self.level_ids[workflow.id])
        _number(world.segments, self.segments.ids)
        ours = [one for one in world.customers if one.is_company_of_database]
        _number(ours, self.companies[1].partner_id.ids)
        _number([one for one in world.customers if one not in ours], self.customers.ids)
        for company, row in zip(world.companies, self.companies, strict=True):
            items = [item for item in world.items if item.invoice.company is company]
            invoices = list(dict.fromkeys(item.invoice for item in items))
            _number(invoices, self.entries[row].ids)
            for invoice in invoices:
                _number(
                    [item for item in items if item.invoice is invoice],
                    self.item_ids[invoice.id],
                )


def _number(records, ids):
    for record, id_ in zip(records, ids, strict=False):
        record.id = id_
