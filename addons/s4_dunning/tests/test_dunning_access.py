from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon

RECORDS = (
    "dunning.group",
    "dunning.workflow",
    "dunning.level",
    "dunning.segment",
    "dunning.hold.reason",
    "dunning.debtor",
    "dunning.hold",
    "dunning.run",
    "dunning.run.company",
    "dunning.run.exclusion",
    "dunning.notice",
    "dunning.claim",
    "dunning.notice.line",
)
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
}
MANAGER = {
    **COLLECTOR,
    **dict.fromkeys(
        (*CONFIGURATION, "dunning.debtor", "dunning.hold", "dunning.run"),
        set(OPERATIONS),
    ),
}
VIEWER = dict.fromkeys(RECORDS, {"read"})
NOTHING = dict.fromkeys(RECORDS, set())


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAccess(DunningCommon):
    """Two companies in one group; every role tries everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]
        both = cls.company | cls.sister
        cls.roles = {
            name: cls._create_user(name, group, companies)
            for name, group, companies in (
                ("nobody", "base.group_user", both),
                ("portal", "base.group_portal", both),
                ("accountant", "account.group_account_manager", both),
                ("salesperson", "s4_dunning.s4_dunning_group_viewer_own", both),
                ("viewer", "s4_dunning.s4_dunning_group_viewer", both),
                ("collector", "s4_dunning.s4_dunning_group_collector", both),
                ("manager", "s4_dunning.s4_dunning_group_manager", both),
                (
                    "half",
                    "s4_dunning.s4_dunning_group_manager",
                    cls.company,
                ),
            )
        }

    @classmethod
    def _create_user(cls, name, group, companies):
        return new_test_user(
            cls.env,
            f"{name}_login",
            groups=group,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self._invoice(40, company=self.sister)
        self._invoice(1, partner=self._create_customer("Smit"), overdue=-5)
        run = self._propose()
        notice = run.notice_ids
        hold = self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": notice.debtor_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
            }
        )
        segment = self.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": self.group.id,
                "workflow_id": self.workflow.id,
            }
        )
        self.workflow.group_id = self.group
        records = (
            self.group,
            self.workflow,
            self.reminder,
            segment,
            hold.reason_id,
            notice.debtor_id,
            hold,
            run,
            run.run_company_ids[0],
            run.exclusion_ids[0],
            notice,
            notice.claim_ids[0],
            notice.line_ids[0],
        )
        self.records = {record._name: record for record in records}
        self.assertEqual(tuple(self.records), RECORDS)

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

    def test_one_active_company_is_enough_to_work(self):
        self.records["dunning.hold"].action_release()
        one = {"allowed_company_ids": self.company.ids}
        user = self.roles["collector"]
        group = self.group.with_user(user).with_context(**one)
        self._add_bank_account(self.sister, "NL91ABNA0417164300")
        run = group.env["dunning.run"].create({"group_id": group.id})
        self.records["dunning.run"].action_discard()
        self.env.flush_all()
        run.env.invalidate_all()

        run.action_propose()

        self.assertEqual(len(run.run_company_ids), 2)
        self.assertFalse(run.has_difference)
        self.assertFalse(
            run.exclusion_ids.filtered(lambda row: row.reason == "no_rate")
        )
        notice = run.notice_ids
        for records in (run, notice, notice.claim_ids, notice.line_ids):
            records.env.invalidate_all()
            records.read()  # as a form would, every field
        notice.debtor_id.read(["workflow_rule", "display_name"])
        self.assertIn(self.sister.name, notice.creditors)
        notice.action_approve()
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "sent", notice.send_error)
        self.assertEqual(notice.amount_total, 140)

    def test_salesperson_sees_own_customers_only(self):
        salesperson = self.roles["salesperson"]
        theirs = (
            "dunning.debtor",
            "dunning.hold",
            "dunning.notice",
            "dunning.claim",
            "dunning.notice.line",
        )
        before = self._allowed("salesperson")
        self.assertFalse(any(before[model] for model in theirs))
        self.assertFalse(before["dunning.run"])
        self.assertFalse(before["dunning.run.company"])

        self.customer.user_id = salesperson
        self.env.flush_all()

        after = self._allowed("salesperson")
        self.assertTrue(all(after[model] == {"read"} for model in theirs))

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

    def test_buttons_respect_the_rights(self):
        notice = self.records["dunning.notice"]
        run = self.records["dunning.run"]
        reason = self.records["dunning.hold.reason"]
        for role in ("nobody", "accountant", "viewer", "half"):
            user = self.roles[role]
            for action in (
                notice.with_user(user).action_approve,
                lambda user=user: notice.with_user(user).action_skip("No"),
                lambda user=user: notice.with_user(user).action_hold(reason.id),
                run.with_user(user).action_propose,
                run.with_user(user).action_discard,
                run.with_user(user).action_approve,
                self.group.with_user(user).action_refresh,
            ):
                with (
                    self.subTest(role=role, action=action),
                    self.assertRaises(AccessError),
                ):
                    action()
        self.assertEqual(notice.state, "proposed")

    def test_buttons_cannot_be_bypassed(self):
        notice = self.records["dunning.notice"].with_user(self.roles["manager"])
        for values in (
            {"state": "sent"},
            {"approved_by_id": self.roles["collector"].id},
            {"send_after": TODAY},
            {"amount_total": 1},
            {"date_deadline": TODAY},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                notice.write(values)
        line = notice.line_ids[0]
        with self.assertRaises(AccessError):
            line.write({"amount_residual": 1})

    def test_only_a_manager_turns_on_the_automation(self):
        cron = self.env.ref("s4_dunning.ir_cron_dunning_send").sudo()
        self.assertFalse(cron.active, "off until somebody turns it on")
        with self.assertRaises(AccessError):
            self.group.with_user(self.roles["collector"]).is_sending_scheduled = True
        self.group.with_user(self.roles["manager"]).is_sending_scheduled = True
        self.assertTrue(cron.active)

    def test_only_a_manager_takes_back_what_was_sent(self):
        notice = self.records["dunning.notice"]
        self._send(notice)
        self.assertEqual(notice.state, "skipped", "the debtor is on hold")
        self.records["dunning.hold"].action_release()
        notice = self._propose().notice_ids
        self._send(notice)
        with self.assertRaises(AccessError):
            notice.with_user(self.roles["collector"]).action_cancel("Oops")
        notice.with_user(self.roles["manager"]).action_cancel("Oops")
        self.assertEqual(notice.state, "cancelled")

    def test_explanation_needs_access_to_the_items(self):
        item = self.records["dunning.notice.line"].move_line_id
        with self.assertRaises(AccessError):
            item.with_user(self.roles["portal"]).action_explain_dunning()

    def test_wizards_keep_to_the_rights(self):
        notice = self.records["dunning.notice"]
        for model in ("dunning.notice.skip", "dunning.notice.hold"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.roles["viewer"]).create({})
        with self.assertRaises(AccessError):
            self.env["dunning.notice.cancel"].with_user(self.roles["collector"]).create(
                {"reason": "x"}
            )
        wizard = (
            self.env["dunning.notice.skip"]
            .with_user(self.roles["collector"])
            .with_context(active_ids=notice.ids)
            .create({"reason": "Called"})
        )
        wizard.action_skip()
        self.assertEqual(notice.state, "skipped")

    def test_letter_attachment_is_as_closed_as_its_notice(self):
        self.records["dunning.hold"].action_release()
        notice = self._propose().notice_ids or self.records["dunning.notice"]
        self._send(notice)
        pdf = notice.pdf_id
        self.assertTrue(pdf.with_user(self.roles["viewer"]).has_access("read"))
        for role in ("nobody", "portal", "half"):
            self.assertFalse(pdf.with_user(self.roles[role]).has_access("read"), role)
