from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY
from .common_group import DunningGroupCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCompanySetup(DunningGroupCommon):
    """A new company duns as its sister does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "manager",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=cls.north.id,
            company_ids=[Command.set(cls.companies.ids)],
        )

    def _setup(self, company, source):
        """Fill in the wizard as a dunning manager to whom North is active."""
        return (
            self.env["dunning.company.setup"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=self.north.ids)
            .create({"company_id": company.id, "source_company_id": source.id})
        )

    def test_group_and_workflow_are_copied(self):
        own = self._workflow_of(self.group)
        self.south.dunning_workflow_id = own
        wizard = self._setup(self.east, self.south)
        self.assertIn(f"East: East → {self.group.name}", wizard.consequences)

        wizard.action_copy()

        self.assertRecordValues(
            self.east,
            [{"dunning_group_id": self.group.id, "dunning_workflow_id": own.id}],
        )
        self.assertFalse(self.other.exists())

    def test_workflow_alone_is_copied_within_a_group(self):
        self.south.dunning_workflow_id = self.workflow
        wizard = self._setup(self.north, self.south)
        self.assertFalse(wizard.consequences)
        wizard.action_copy()
        self.assertEqual(self.north.dunning_workflow_id, self.workflow)
        self.assertEqual(self.north.dunning_group_id, self.group)

    def test_new_company_duns_with_its_sister_in_the_next_run(self):
        self._setup(self.east, self.north).action_copy()
        self._invoice(100)
        self._invoice(40, company=self.east)
        notice = self._propose().notice_ids
        self.assertEqual(notice.claim_ids.company_id, self.north | self.east)

    def test_settings_of_an_add_on_are_copied_too(self):
        """An add-on names its fields in `_dunning_settings`."""
        company = type(self.env["res.company"])
        settings = company._dunning_settings
        self.addCleanup(setattr, company, "_dunning_settings", settings)
        company._dunning_settings = lambda self: [*settings(self), "report_footer"]
        self.south.report_footer = "<p>Court of Groningen</p>"
        self._setup(self.east, self.south).action_copy()
        self.assertEqual(self.east.report_footer, "<p>Court of Groningen</p>")

    def test_company_without_anything_is_told_what_it_lacks(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        self.manager.company_ids |= bare
        gaps = self._setup(bare, self.north).missing.splitlines()
        self.assertEqual(
            [gap.split(":")[0] for gap in gaps],
            [
                "No sales journal",
                "No bank account to pay to",
                "No e-mail address",
                "No postal address",
                "No logo",
                "No VAT number",
                "No registration number",
            ],
        )

    def test_company_that_has_everything_lacks_nothing(self):
        self.east.write(
            {
                "email": "east@example.com",
                "street": "Stationsplein 1",
                "city": "Groningen",
                "vat": "NL123456782B90",
                "company_registry": "01234567",
                "logo": PIXEL,
            }
        )
        self.assertFalse(self._setup(self.east, self.north).missing)

    def test_branch_uses_what_its_parent_has(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.east.id}
        )
        self.manager.company_ids |= branch
        missing = self._setup(branch, self.north).missing
        self.assertNotIn("No bank account", missing)
        self.assertNotIn("No sales journal", missing)

    def test_nothing_is_told_or_copied_of_companies_of_others(self):
        self.manager.company_ids = self.north | self.south
        for company, source in (
            (self.east, self.north),
            (self.north, self.east),
        ):
            wizard = self._setup(company, source)
            if company == self.east:
                self.assertFalse(wizard.missing)
            with self.assertRaises(AccessError):
                wizard.action_copy()
        self.assertEqual(self.east.dunning_group_id, self.other)

    def test_form_starts_with_the_current_company(self):
        form = Form(
            self.env["dunning.company.setup"]
            .with_user(self.manager)
            .with_company(self.north)
        )
        self.assertEqual(form.company_id, self.north)
