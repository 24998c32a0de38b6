from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .common import TODAY
from .common_group import DunningGroupCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeAccess(AccessCommon):
    """Who reads, raises and settles disputes."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(300)
        self.reason = self.env.ref("s4_dunning.dunning_dispute_reason_price")
        self.values = {"move_id": self.item.move_id.id, "reason_id": self.reason.id}
        self.dispute = self.env["dunning.dispute"].create(
            {**self.values, "amount": 100}
        )

    def _as(self, role):
        self.env.invalidate_all()
        return self.dispute.with_user(self.roles[role])

    def test_who_may_read(self):
        for role, expected in (
            ("nobody", False),
            ("portal", False),
            ("accountant", False),
            ("half", False),
            ("salesperson", False),
            ("viewer", True),
            ("collector", True),
            ("manager", True),
        ):
            with self.subTest(role=role):
                self.assertEqual(self._as(role).has_access("read"), expected)

    def test_salesperson_reads_those_of_own_customers(self):
        self.customer.user_id = self.roles["salesperson"]

        self.assertTrue(self._as("salesperson").has_access("read"))
        self.assertEqual(
            self._as("salesperson").display_name,
            f"{self.item.move_id.name}: Jansen Transport",
        )
        self.assertEqual(self._as("salesperson").amount_open, 300)

    def test_who_may_not_raise_or_settle(self):
        for role in ("nobody", "portal", "accountant", "viewer", "half"):
            user = self.roles[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.env["dunning.dispute"].with_user(user).create(self.values)
                for name in ("action_withdraw", "_settle", "action_settle"):
                    arguments = ["rejected"] if name == "_settle" else []
                    with self.assertRaises(AccessError):
                        dispute = self._as(role).with_context(outcome="rejected")
                        getattr(dispute, name)(*arguments)
                with self.assertRaises(AccessError):
                    self.env["dunning.dispute.settlement"].with_user(user).create(
                        {"dispute_id": self.dispute.id, "outcome": "accepted"}
                    ).action_settle()
        self.assertEqual(self.dispute.state, "open")

    def test_invoice_offers_no_dispute_to_who_may_not_raise_one(self):
        for role in ("nobody", "portal", "accountant", "viewer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.item.move_id.with_user(self.roles[role]).action_dispute()

    def test_collector_raises_and_settles_in_every_company(self):
        item = self._invoice(200, company=self.sister)
        collector = self.roles["collector"]
        disputes = (
            self.env["dunning.dispute"]
            .with_user(collector)
            .with_context(allowed_company_ids=self.company.ids)
        )
        dispute = disputes.create({**self.values, "move_id": item.move_id.id})
        self.env.invalidate_all()

        dispute._settle("partly", amount=50)

        self.assertEqual(dispute.sudo().credit_note_id.company_id, self.sister)
        self.assertEqual(dispute.sudo().credit_note_id.amount_total, 50)

    def test_accountant_without_dunning_posts_the_credit_note(self):
        self.dispute._settle("accepted")
        credit_note = self.dispute.credit_note_id

        credit_note.with_user(self.roles["accountant"]).action_post()

        self.assertFalse(self.dispute.is_resting)
        self.assertTrue(self.dispute.hold_ids.is_released)

    def test_accountant_without_dunning_deletes_the_credit_note(self):
        self.dispute._settle("accepted")

        self.dispute.credit_note_id.with_user(self.roles["accountant"]).unlink()

        self.assertEqual(self.dispute.state, "open")

    def test_accountant_without_dunning_sees_no_banner(self):
        invoice = self.item.move_id.with_user(self.roles["accountant"])

        self.assertFalse(invoice.dunning_dispute_banner)
        self.assertFalse(invoice.dunning_dispute_count)

    def test_only_a_manager_deletes_and_sets_up_reasons(self):
        for role in ("viewer", "collector"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._as(role).unlink()
                with self.assertRaises(AccessError):
                    self.reason.with_user(self.roles[role]).days = 3
        self.reason.with_user(self.roles["manager"]).days = 3
        hold = self.dispute.hold_ids
        self._as("manager").unlink()
        self.assertFalse(hold.exists())

    def test_settlement_of_a_colleague_is_closed(self):
        wizard = (
            self.env["dunning.dispute.settlement"]
            .with_user(self.roles["collector"])
            .create({"dispute_id": self.dispute.id, "outcome": "accepted"})
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.roles["manager"]).read(["answer"])

    def test_letter_is_closed(self):
        report = self.env["report.s4_dunning.dunning_dispute_answer"]
        for role in ("nobody", "half", "salesperson"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                report.with_user(self.roles[role])._get_report_values(self.dispute.ids)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDisputeSuccession(DunningGroupCommon):
    """Disputes go along with customers that merge and companies that move."""

    def _dispute(self, item):
        return self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "amount": 30,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
            }
        )

    def test_company_takes_its_disputes_along(self):
        stays = self._dispute(self._invoice(100, company=self.north))
        goes = self._dispute(self._invoice(100, company=self.south))
        settled = self._dispute(self._invoice(100, company=self.south))
        settled.action_withdraw()
        owner = goes.user_id

        self.south.dunning_group_id = self.other

        self.assertEqual(stays.group_id, self.group)
        for dispute in goes | settled:
            self.assertEqual(dispute.group_id, self.other)
            self.assertEqual(dispute.debtor_id.group_id, self.other)
        self.assertEqual(goes.hold_ids.group_id, self.other)
        self.assertEqual(goes.state, "open")
        self.assertEqual(goes.user_id, owner)
        self.assertEqual(len(goes.activity_ids), 1)

    def test_group_that_disappears_hands_its_disputes_over(self):
        dispute = self._dispute(self._invoice(100, company=self.east))

        self.group._merge(self.other)

        self.assertEqual(dispute.group_id, self.group)
        self.assertEqual(dispute.debtor_id.group_id, self.group)
        self.assertEqual(dispute.hold_ids.group_id, self.group)

    def test_customers_that_merge(self):
        other = self._create_customer("Jansen Twin")
        dispute = self._dispute(self._invoice(100, partner=other))
        kept = self._invoice(5).move_id
        kept._make_dunning_debtor()
        target = kept._dunning_debtor()

        self.env["dunning.debtor"].sudo()._merge_into({dispute.debtor_id: target})

        self.assertEqual(dispute.debtor_id, target)
        self.assertEqual(dispute.partner_id, self.customer)
        self.assertTrue(dispute.hold_ids.is_current)
