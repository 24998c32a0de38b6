from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY

READERS = ("viewer", "collector", "manager")
OTHERS = ("nobody", "portal", "accountant", "salesperson")
SCREEN = (
    "dunning.figure.report",
    "dunning.figure.report.row",
    "dunning.figure.report.value",
    "dunning.figure.report.effect",
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningFigureAccess(AccessCommon):
    """Who sees key figures, of which companies, and what nobody gets to see."""

    def _report(self, role, companies=None):
        companies = companies or self.company | self.sister
        reports = self.env["dunning.figure.report"].with_user(self.roles[role])
        report = reports.create({"company_ids": [Command.set(companies.ids)]})
        report.action_calculate()
        return report

    def _amount(self, role):
        items = self.env["dunning.figure.item"].with_user(self.roles[role])
        [[amount]] = items._read_group([("fact", "=", "closing")], [], ["amount:sum"])
        return amount

    def test_figures_are_for_who_sees_all_customers(self):
        for role in READERS:
            self.assertEqual(self._amount(role), 141, role)
            self.assertEqual(
                self._report(role).row_ids.mapped("amount_closing"), [141, 101, 40]
            )
        for role in OTHERS:
            with self.assertRaises(AccessError, msg=role):
                self._amount(role)
            with self.assertRaises(AccessError, msg=role):
                self._report(role)

    def test_reader_without_the_ledger_sees_what_figures_are_made_of(self):
        report = self._report("viewer")
        row = report.row_ids[0]
        row.action_explain()
        value = row.value_ids.filtered(lambda value: value.name == "closing")
        action = value.action_open_items()
        rows = (
            self.env[action["res_model"]]
            .with_user(self.roles["viewer"])
            .with_context(**action["context"])
            .web_search_read(
                action["domain"],
                {
                    "amount": {},
                    "move_id": {"fields": {"display_name": {}}},
                    "partner_id": {"fields": {"display_name": {}}},
                },
            )["records"]
        )
        self.assertEqual(sum(row["amount"] for row in rows), 141)
        self.assertIn(
            self.customer.name, [row["partner_id"]["display_name"] for row in rows]
        )

    def test_user_of_one_company_gets_figures_of_that_company(self):
        """Tried: the sister company chosen in the report, and asked for directly."""
        self.assertEqual(self._amount("half"), 101)
        with self.assertRaises(AccessError):
            self._report("half")
        report = self._report("half", self.company)
        self.assertEqual(report.row_ids.mapped("amount_closing"), [101, 101])
        items = self.env["dunning.figure.item"].with_user(self.roles["half"])
        self.assertFalse(items.search([("company_id", "=", self.sister.id)]))
        with self.assertRaises(AccessError):
            items.with_context(allowed_company_ids=self.sister.ids).search([])

    def test_promise_to_the_group_is_not_for_users_of_one_company(self):
        promise = self.env["dunning.promise"].create(
            {
                "debtor_id": self.records["dunning.debtor"].id,
                "date": TODAY,
                "amount": 140,
            }
        )
        promise.sudo()._end("kept")
        items = self.env["dunning.figure.item"]
        for role, number in (("viewer", 1), ("half", 0)):
            seen = items.with_user(self.roles[role]).search([("fact", "=", "promise")])
            self.assertEqual(len(seen), number, role)

    def test_nobody_writes_what_figures_are_made_of(self):
        item = self.env["dunning.figure.item"].search([], limit=1)
        for role in (*READERS, *OTHERS):
            for operation in ("write", "create", "unlink"):
                record = item.with_user(self.roles[role])
                self.assertFalse(record.has_access(operation), (role, operation))

    def test_screen_of_somebody_else_is_hidden(self):
        report = self._report("manager")
        report.row_ids[0].action_explain()
        for records in (report, report.row_ids, report.row_ids[0].value_ids):
            self.assertTrue(records)
            for role in (*READERS, *OTHERS, "half"):
                if role == "manager":
                    continue
                others = records.with_user(self.roles[role])
                self.assertFalse(others.has_access("read"), (records._name, role))
                self.assertFalse(others.has_access("write"), (records._name, role))

    def test_only_who_sees_all_customers_opens_the_screen(self):
        for model in SCREEN:
            records = self.env[model]
            for role in OTHERS:
                user = records.with_user(self.roles[role])
                self.assertFalse(user.has_access("create"), (model, role))
