from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningWorkflowRules(AutomotiveCommon):
    """Receivables of importers follow a workflow of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls._create_customer("Importer")
        cls.warranty = cls.company_data["default_account_receivable"].copy(
            {"name": "Warranty claims", "code": "120900"}
        )
        cls.slow = cls._create_workflow(name="Importers")
        cls.slow.level_ids[0].days = 8
        cls.tag = cls.env["res.partner.category"].create({"name": "Importer"})

    def _claim(self, amount, account=None):
        """Post an invoice to the importer, on a receivable account."""
        account = account or self.company_data["default_account_receivable"]
        self.importer.property_account_receivable_id = account
        return self._invoice(amount, partner=self.importer)

    def _rules(self, run):
        lines = run.notice_ids.line_ids
        return {
            line.amount_residual: (line.workflow_rule, line.notice_id.workflow_id)
            for line in lines
        }

    def test_workflow_by_account(self):
        self.warranty.dunning_workflow_id = self.slow
        self._claim(100, self.warranty)
        self._claim(50)
        self.assertEqual(
            self._rules(self._propose()),
            {100: ("account", self.slow), 50: ("group", self.workflow)},
        )

    def test_workflow_by_customer_tag_is_explained(self):
        self.tag.dunning_workflow_id = self.slow
        self.importer.category_id = self.tag
        self._claim(100)
        run = self._propose()
        self.assertEqual(self._rules(run), {100: ("partner_tag", self.slow)})
        debtor = run.notice_ids.debtor_id
        self.assertEqual(
            debtor.workflow_rule, "Importers: from the customer tag Importer"
        )
        self.assertIn("Importers", debtor.grouping_rule)

    def test_most_specific_rule_wins(self):
        invoice, account, debtor, tag, segment = (
            self._create_workflow(name=name)
            for name in ("Invoice", "Account", "Debtor", "Tag", "Segment")
        )
        self.importer.category_id = self.tag
        item = self._claim(100, self.warranty)
        self.group.action_refresh()
        record = self.importer.dunning_debtor_ids
        choices = (
            ("group", self.workflow, lambda: None),
            ("segment", segment, lambda: self._choose_segment(record, segment)),
            ("partner_tag", tag, lambda: self._set(self.tag, tag)),
            ("debtor", debtor, lambda: record.write({"workflow_id": debtor.id})),
            ("account", account, lambda: self._set(self.warranty, account)),
            ("invoice", invoice, lambda: self._set(item.move_id, invoice)),
        )
        for rule, workflow, choose in choices:
            choose()
            run = self._propose()
            with self.subTest(rule=rule):
                self.assertEqual(self._rules(run), {100: (rule, workflow)})
            run.action_discard()
        self.assertIn("set on the debtor", record.workflow_rule)

    def _set(self, record, workflow):
        record.dunning_workflow_id = workflow

    def _choose_segment(self, debtor, workflow):
        debtor.segment_id = self.env["dunning.segment"].create(
            {
                "name": "Segment",
                "group_id": self.group.id,
                "workflow_id": workflow.id,
            }
        )

    def test_of_several_tags_the_first_workflow_counts(self):
        first = self._create_workflow(name="First", sequence=1)
        other = self.tag.copy({"name": "Another", "dunning_workflow_id": first.id})
        self.tag.dunning_workflow_id = self.slow
        self.importer.category_id = self.tag | other
        self._claim(100)
        run = self._propose()
        self.assertEqual(self._rules(run), {100: ("partner_tag", first)})
        self.assertIn("Another", run.notice_ids.debtor_id.workflow_rule)

    def test_workflows_of_other_groups_and_archived_ones_do_not_count(self):
        other = self.setup_other_company(name="Other group")["company"]
        self.slow.group_id = other.dunning_group_id
        self.tag.dunning_workflow_id = self.slow
        self.warranty.dunning_workflow_id = self._create_workflow(active=False)
        self.importer.category_id = self.tag
        self._claim(100, self.warranty)
        run = self._propose()
        self.assertEqual(self._rules(run), {100: ("group", self.workflow)})
        viewer = new_test_user(
            self.env,
            "viewer of ours",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        debtor = run.notice_ids.debtor_id.with_user(viewer)
        self.assertIn("the default of", debtor.workflow_rule)

    def test_test_before_sending_reads_the_same_rules(self):
        self.tag.dunning_workflow_id = self.slow
        self.importer.category_id = self.tag
        self._claim(100)
        notice = self._propose().notice_ids
        self._send(notice)
        self.assertEqual(notice.state, "sent")
