from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import RECORDS, AccessCommon
from .common import TODAY

CONFIGURATION = RECORDS[:5]
OPERATIONS = ("read", "write", "create", "unlink")

# What a role may do with a model, for records that its rules let it see.
COLLECTOR = {
    **dict.fromkeys(CONFIGURATION, {"read"}),
    "dunning.debtor": {"read", "write", "create"},
    "dunning.hold": {"read", "write", "create"},
    "dunning.run": {"read", "write", "create"},
    "dunning.run.company": {"read"},
    "dunning.run.exclusion": {"read"},
    "dunning.notice": {"read", "write"},
    "dunning.claim": {"read"},
    "dunning.notice.line": {"read"},
    "dunning.call": {"read", "write", "create"},
    "dunning.promise": {"read", "write", "create"},
    "dunning.rating": {"read", "write", "create"},
}
MANAGER = {
    **COLLECTOR,
    **dict.fromkeys(
        (
            *CONFIGURATION,
            "dunning.debtor",
            "dunning.hold",
            "dunning.run",
            "dunning.call",
            "dunning.promise",
            "dunning.rating",
        ),
        set(OPERATIONS),
    ),
}
VIEWER = dict.fromkeys(RECORDS, {"read"})
NOTHING = dict.fromkeys(RECORDS, set())


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAccess(AccessCommon):
    """Every role tries every operation on every model."""

    def _allowed(self, role):
        user = self.roles[role]
        return {
            model: {
                operation
                for operation in OPERATIONS
                if record.with_user(user).has_access(operation)
            }
            for model, record in self.records.items()
        }

    def test_every_role_on_every_model_and_operation(self):
        expected = {
            "nobody": NOTHING,
            "portal": NOTHING,
            "accountant": NOTHING,
            "viewer": VIEWER,
            "collector": COLLECTOR,
            "manager": MANAGER,
        }
        for role, rights in expected.items():
            with self.subTest(role=role):
                self.assertEqual(self._allowed(role), rights)

    def test_who_lacks_a_company_sees_nothing_of_the_group(self):
        shared = {"dunning.hold.reason": set(OPERATIONS)}
        self.assertEqual(self._allowed("half"), {**NOTHING, **shared})
        half = self.roles["half"]
        for model in set(RECORDS) - {"dunning.hold.reason"}:
            record = self.records[model]
            found = self.env[model].with_user(half).search([("id", "=", record.id)])
            self.assertFalse(found, model)
            with self.assertRaises(AccessError, msg=model):
                record.with_user(half).read(["display_name"])

    def test_company_that_joins_the_group_closes_the_door(self):
        collector = self.roles["collector"]
        notice = self.records["dunning.notice"].with_user(collector)
        notice.action_skip("Called")
        self.assertTrue(notice.has_access("read"))

        third = self.setup_other_company(name="Third")["company"]
        third.dunning_group_id = self.group
        self.env.flush_all()

        self.assertFalse(notice.has_access("read"))

    def test_one_active_company_does_not_hide_the_group(self):
        viewer = self.roles["viewer"]
        notice = self.records["dunning.notice"].with_user(viewer)
        narrowed = notice.with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(narrowed.has_access("read"))
        self.assertEqual(narrowed.claim_ids.company_id, self.company | self.sister)

    def test_salesperson_sees_own_customers_only(self):
        salesperson = self.roles["salesperson"]
        theirs = (
            "dunning.debtor",
            "dunning.hold",
            "dunning.notice",
            "dunning.claim",
            "dunning.notice.line",
            "dunning.call",
            "dunning.promise",
            "dunning.rating",
        )
        before = self._allowed("salesperson")
        self.assertFalse(any(before[model] for model in theirs))
        self.assertFalse(before["dunning.run"])
        self.assertFalse(before["dunning.run.company"])

        self.customer.user_id = salesperson
        self.env.flush_all()

        after = self._allowed("salesperson")
        self.assertTrue(all(after[model] == {"read"} for model in theirs))

    def test_salesperson_sees_holds_of_items_of_own_customers(self):
        hold = self.records["dunning.promise"].hold_ids[:1]
        mine = hold.with_user(self.roles["salesperson"])
        self.assertFalse(mine.has_access("read"))
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertTrue(mine.has_access("read"))
        self.assertTrue(mine.display_name)

    def test_viewer_without_the_ledger_reads_names_of_items(self):
        exclusion = self.records["dunning.run.exclusion"]
        hold = self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": exclusion.move_line_id.id,
                "reason_id": self.records["dunning.hold.reason"].id,
            }
        )
        for record in (exclusion, hold):
            record.invalidate_recordset()
            name = record.with_user(self.roles["viewer"]).display_name
            self.assertIn(exclusion.move_line_id.move_id.name, name)
