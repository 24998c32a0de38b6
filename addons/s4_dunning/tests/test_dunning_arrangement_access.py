from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementAccess(AccessCommon):
    """Who sees arrangements, who makes them, and what nobody changes by hand."""

    def setUp(self):
        super().setUp()
        self.debtor = self.records["dunning.debtor"]
        self.records["dunning.notice"].action_skip("Pays in instalments")
        self.records["dunning.hold"].action_release()
        self.arrangement = self.env["dunning.arrangement"].create(
            {"debtor_id": self.debtor.id}
        )
        self.instalment = self.arrangement.instalment_ids[0]
        self.patch(
            self.registry["report.s4_dunning.dunning_arrangement"],
            "_print",
            lambda _self, _arrangement: b"%PDF-1.4 arrangement",
        )

    def test_who_reads(self):
        for role in ("viewer", "collector", "manager"):
            for record in (self.arrangement, self.instalment):
                with self.subTest(role=role, model=record._name):
                    record.with_user(self.roles[role]).read()
        for role in ("nobody", "portal", "accountant", "half", "salesperson"):
            for record in (self.arrangement, self.instalment):
                with self.subTest(role=role, model=record._name):
                    user_record = record.with_user(self.roles[role])
                    with self.assertRaises(AccessError):
                        user_record.read(["display_name"])

    def test_salesperson_reads_those_of_own_customers_without_the_ledger(self):
        self.customer.user_id = self.roles["salesperson"]
        arrangement = self.arrangement.with_user(self.roles["salesperson"])

        view = arrangement.get_view(view_type="form")
        names = etree.fromstring(view["arch"]).xpath(
            "//field[not(ancestor::field)]/@name"
        )
        [values] = arrangement.web_read({name: {} for name in names})

        self.assertEqual(values["amount_total"], 140)
        self.assertEqual(len(arrangement.instalment_ids), 4)
        self.assertNotIn("item_ids", names)

    def test_who_may_not_make_one(self):
        for role in ("nobody", "portal", "accountant", "viewer", "half"):
            user = self.roles[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.env["dunning.arrangement"].with_user(user).create(
                        {"debtor_id": self.debtor.id}
                    )
                for button in ("action_offer", "action_cancel", "action_recalculate"):
                    with self.assertRaises(AccessError):
                        getattr(self.arrangement.with_user(user), button)()
                with self.assertRaises(AccessError):
                    self.env["dunning.arrangement.acceptance"].with_user(user).create(
                        {"arrangement_id": self.arrangement.id}
                    ).action_accept()

    def test_collector_goes_the_whole_way(self):
        collector = self.roles["collector"]
        arrangement = (
            self.env["dunning.arrangement"]
            .with_user(collector)
            # the other company is not active at the top right
            .with_context(allowed_company_ids=self.company.ids)
            .create({"debtor_id": self.debtor.id, "instalment_number": 1})
        )
        self.assertEqual(arrangement.amount_total, 140)
        self.assertEqual(len(arrangement.instalment_ids), 2)

        arrangement.action_offer()
        self.env["dunning.arrangement.acceptance"].with_user(collector).create(
            {"arrangement_id": arrangement.id}
        ).action_accept()
        self.assertEqual(arrangement.state, "active")
        arrangement.action_print()
        arrangement.action_cancel()
        self.assertTrue(all(arrangement.hold_ids.mapped("is_released")))

    def test_nobody_writes_what_the_buttons_change(self):
        for role in ("collector", "manager"):
            arrangement = self.arrangement.with_user(self.roles[role])
            for values in (
                {"state": "active"},
                {"date_accepted": TODAY},
                {"accepted_how": "phone"},
                {"name": "ARR/2025/0001"},
                {"notice_id": self.records["dunning.notice"].id},
            ):
                with (
                    self.subTest(role=role, values=values),
                    self.assertRaises(AccessError),
                ):
                    arrangement.write(values)
            with self.assertRaises(AccessError):
                arrangement.create({"debtor_id": self.debtor.id, "state": "active"})
            with self.assertRaises(AccessError):
                arrangement.instalment_ids[0].amount_paid = 5

    def test_acceptance_of_a_colleague_or_of_another_group_is_closed(self):
        wizard = (
            self.env["dunning.arrangement.acceptance"]
            .with_user(self.roles["collector"])
            .create({"arrangement_id": self.arrangement.id})
        )
        self.arrangement.action_offer()
        with self.assertRaises(AccessError):
            wizard.with_user(self.roles["half"]).action_accept()
        self.assertEqual(self.arrangement.state, "offered")

    def test_items_of_another_group_are_not_taken_in(self):
        other = self.setup_other_company(name="Other")["company"]
        foreign = self._invoice(999, company=other)
        draft = self.arrangement.with_user(self.roles["collector"])

        with self.assertRaises(AccessError):
            draft.item_ids = [Command.link(foreign.id)]
        self.arrangement.item_ids = [Command.link(foreign.id)]
        with self.assertRaisesRegex(UserError, "of another customer"):
            draft.action_offer()
        self.assertFalse(draft.instalment_ids)

    def test_company_that_left_keeps_its_arrangements_to_itself(self):
        self.arrangement.action_offer()
        self.sister.dunning_group_id = self.sister.dunning_group_id.create(
            {"name": "Alone"}
        )
        half = self.roles["half"]

        with self.assertRaises(AccessError):
            self.arrangement.with_user(half).read(["amount_total"])
