from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningExpectationAccess(AccessCommon):
    """Who may not see all companies of a group learns nothing of what they expect."""

    def setUp(self):
        super().setUp()
        self.group.action_refresh()
        self.rows = self.env["dunning.expectation"].search(
            [("debtor_id.partner_id", "=", self.customer.id)]
        )
        self.assertEqual(self.rows.company_id, self.company | self.sister)
        self.quality = (
            self.env["dunning.prediction"]
            .sudo()
            .create({"group_id": self.group.id, "reliability": "all", "date": TODAY})
        )

    def _found(self, role, model="dunning.expectation"):
        return self.env[model].with_user(self.roles[role]).search([])

    def test_who_reads_the_debtor_reads_and_nobody_writes(self):
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role):
                self.assertLessEqual(self.rows, self._found(role))
                self.assertIn(self.quality, self._found(role, "dunning.prediction"))
                for record in (self.rows[0], self.quality):
                    mine = record.with_user(self.roles[role])
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(mine.has_access(operation), operation)

    def test_who_has_no_role_reads_nothing(self):
        for role in ("nobody", "portal", "accountant"):
            for model in ("dunning.expectation", "dunning.prediction"):
                with self.subTest(role), self.assertRaises(AccessError):
                    self._found(role, model)

    def test_who_lacks_a_company_reads_nothing(self):
        self.assertFalse(self._found("half") & self.rows)
        self.assertNotIn(self.quality, self._found("half", "dunning.prediction"))
        with self.assertRaises(AccessError):
            self.rows.with_user(self.roles["half"]).read(["sentence"])

    def test_salesperson_reads_of_own_customers(self):
        self.assertFalse(self._found("salesperson"))
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertEqual(self._found("salesperson"), self.rows)

    def test_salesperson_reads_the_group_without_its_quality(self):
        mine = self.group.with_user(self.roles["salesperson"])
        [values] = mine.read()
        self.assertNotIn("prediction_ids", values)
        view = mine.get_view(self.env.ref("s4_dunning.dunning_group_view_form").id)
        self.assertNotIn("prediction_ids", view["arch"])
        self.assertIn("behaviour_months", view["arch"])

    def test_accountant_without_a_role_still_reads_the_ledger(self):
        item = self.rows.move_line_id[0].with_user(self.roles["accountant"])
        self.assertFalse(item.dunning_date_expected)
        self.assertFalse(item.dunning_expectation)
