from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCallAccess(AccessCommon):
    """Who may call, and what stays on file."""

    def setUp(self):
        super().setUp()
        self.debtor = self.records["dunning.debtor"]
        self.call = self.records["dunning.call"]

    def test_call_stays_on_file_as_it_was(self):
        for role in ("collector", "manager"):
            call = self.call.with_user(self.roles[role])
            for values in (
                {"outcome": "promise"},
                {"date_promise": TODAY},
                {"user_id": self.roles["viewer"].id},
                {"debtor_id": self.debtor.id},
            ):
                with (
                    self.subTest(role=role, values=values),
                    self.assertRaises(AccessError),
                ):
                    call.write(values)
            call.note = "Spoke with the bookkeeper"

    def test_who_may_not_call(self):
        for role in ("nobody", "portal", "accountant", "viewer", "half"):
            user = self.roles[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.debtor.with_user(user).action_call()
                with self.assertRaises(AccessError):
                    self.env["dunning.call"].with_user(user).create(
                        {"debtor_id": self.debtor.id, "outcome": "reached"}
                    )
                with self.assertRaises(AccessError):
                    self.env["dunning.call.guide"].with_user(user).create(
                        {"debtor_id": self.debtor.id}
                    ).read(["amount_overdue", "script", "phone", "contact_ids"])

    def test_collector_without_rights_on_customers_marks_a_wrong_number(self):
        self.customer.phone = "+31 50 318 0000"
        collector = self.roles["collector"]
        self.assertFalse(self.customer.with_user(collector).has_access("write"))

        self.env["dunning.call"].with_user(collector).create(
            {
                "debtor_id": self.debtor.id,
                "contact_id": self.customer.id,
                "outcome": "number",
            }
        )

        self.assertTrue(self.customer.dunning_phone_is_wrong)

    def test_guide_of_a_colleague_is_closed(self):
        guide = (
            self.env["dunning.call.guide"]
            .with_user(self.roles["collector"])
            .create({"debtor_id": self.debtor.id})
        )
        with self.assertRaises(AccessError):
            guide.with_user(self.roles["manager"]).read(["note"])

    def test_task_goes_to_a_collector_who_lacks_the_company_at_work(self):
        third = self.setup_other_company(name="Third")["company"]
        self.env.user.company_ids |= third
        self.debtor.collector_id = self.roles["collector"]
        at_work = {"allowed_company_ids": (third | self.company).ids}

        self.env["dunning.call"].with_context(**at_work).create(
            {"debtor_id": self.debtor.id, "outcome": "not_reached"}
        )

        self.assertEqual(self.debtor.activity_ids.user_id, self.roles["collector"])
