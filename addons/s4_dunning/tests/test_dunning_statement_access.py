from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .statement_common import StatementCommon

ACCOUNTING = "account.group_account_readonly"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningStatementAccess(StatementCommon):
    """Nobody gets a statement of what is not theirs to read."""

    def test_a_user_of_one_company_of_the_group_gets_nothing(self):
        self._invoice(100)
        self._second_company()
        debtor = self._debtor()
        user = self._user("alone", "s4_dunning.s4_dunning_group_collector", ACCOUNTING)

        with self.assertRaises(AccessError):
            debtor.with_user(user)._statement(TODAY)
        with self.assertRaises(AccessError):
            self.env["dunning.statement"].with_user(user).create(
                {"debtor_id": debtor.id}
            ).read(["balance"])

    def test_who_may_not_read_the_ledger_gets_nothing(self):
        self._invoice(100)
        debtor = self._debtor()
        user = self._user("sales", "s4_dunning.s4_dunning_group_viewer")

        with self.assertRaises(AccessError):
            debtor.with_user(user)._statement(TODAY)

    def test_a_reader_of_the_ledger_prints_it(self):
        self._invoice(100)
        debtor = self._debtor()
        user = self._user("reader", "s4_dunning.s4_dunning_group_viewer", ACCOUNTING)
        wizard = (
            self.env["dunning.statement"]
            .with_user(user)
            .create({"debtor_id": debtor.id})
        )

        report = self.env["report.s4_dunning.dunning_statement"].with_user(user)

        self.assertTrue(report._print(wizard).startswith(b"%PDF"))

    def test_the_statement_of_a_colleague_is_closed(self):
        self._invoice(100)
        wizard = self._wizard()
        user = self._user("nosy", "s4_dunning.s4_dunning_group_viewer", ACCOUNTING)

        with self.assertRaises(AccessError):
            wizard.with_user(user).read(["balance"])
        report = self.env["report.s4_dunning.dunning_statement"].with_user(user)
        with self.assertRaises(AccessError):
            report._get_report_values(wizard.ids)

    def _user(self, login, *groups):
        return new_test_user(
            self.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
