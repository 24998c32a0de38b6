from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY
from .payment_common import PaymentCommon

COLLECTOR = "s4_dunning.s4_dunning_group_collector"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPaymentAccess(PaymentCommon):
    """Who may split payments, and of which companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everyone = cls.company | cls.sister | cls.third
        cls.collector = cls._create_user("collector", COLLECTOR, cls.everyone)

    @classmethod
    def _create_user(cls, login, groups, companies):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def setUp(self):
        super().setUp()
        self.notice = self._notice(("A", 100, 20), ("B", 200, 30))
        self.line = self._pay(self.notice, 300)

    def test_collector_splits_though_the_sister_is_not_switched_on(self):
        money = self._money(self.line)
        form = self._wizard(money, self.collector)
        self.assertEqual(self._shares(form), {"A": (100, 100), "B": (200, 200)})

        form.save().with_user(self.collector).with_context(
            allowed_company_ids=self.company.ids
        ).action_draft_entries()

        entries = self.notice.sudo().payment_entry_ids
        self.assertEqual(entries.company_id, self.company | self.sister)
        self.assertEqual(entries.create_uid, self.collector)
        for entry in entries.with_user(self.collector):
            entry.with_company(entry.company_id).action_post()
        self.assertEqual(self._residuals(), [0, 0])

    def test_collector_splits_what_arrived_in_a_company_that_is_not_switched_on(self):
        notice = self.notice.with_user(self.collector).with_context(
            allowed_company_ids=self.third.ids
        )
        form = Form(
            notice.env["dunning.payment.split"].with_context(
                **notice.action_split_payment()["context"]
            )
        )
        self.assertEqual(form.payment_id, self._money(self.line))

        action = form.save().action_draft_entries()

        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Sister B", action["params"]["message"])
        self.assertEqual(len(self.notice.sudo().payment_entry_ids), 2)

    def test_accountant_of_one_company_posts_its_entry(self):
        entries = self._split(self.line)
        accountant = self._create_user(
            "accountant_b", "account.group_account_user", self.sister
        )

        entries["B"].with_user(accountant).action_post()

        self.assertEqual(self._residuals(), [100, 0])
        form = entries["B"].with_user(accountant).read(["ref", "dunning_item_ids"])
        self.assertTrue(form)

    def test_accountant_of_one_company_cannot_post_the_others(self):
        entries = self._split(self.line)
        accountant = self._create_user(
            "accountant_b", "account.group_account_user", self.sister
        )
        with self.assertRaises(AccessError):
            entries["A"].with_user(accountant).action_post()

    def test_who_lacks_a_company_is_told_so(self):
        half = self._create_user("half", COLLECTOR, self.company)
        with self.assertRaisesRegex(AccessError, "do not all have access to"):
            self._wizard(self._money(self.line), half)

    def test_who_lacks_a_company_cannot_split_by_other_ways(self):
        half = self._create_user("half", COLLECTOR, self.company)
        wizard = (
            self.env["dunning.payment.split"]
            .with_user(half)
            .sudo()
            .create(
                {
                    "payment_id": self._money(self.line).id,
                    "notice_id": self.notice.id,
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.sudo(False).action_draft_entries()
        self.assertFalse(self.notice.payment_entry_ids)

    def test_who_lacks_a_company_is_shown_no_shares(self):
        half = self._create_user("half_shares", COLLECTOR, self.company)
        splits = self.env["dunning.payment.split"].with_user(half)
        with self.assertRaises(AccessError):
            splits.create(
                {"payment_id": self._money(self.line).id, "notice_id": self.notice.id}
            ).line_ids.read(["amount_open"])

    def test_only_collectors_split(self):
        for login, groups in (
            ("accountant", "account.group_account_user"),
            ("viewer", "s4_dunning.s4_dunning_group_viewer"),
            ("viewer_own", "s4_dunning.s4_dunning_group_viewer_own"),
        ):
            user = self._create_user(login, groups, self.everyone)
            with self.subTest(login), self.assertRaises(AccessError):
                self._wizard(self._money(self.line), user).save()

    def test_nobody_sees_the_wizard_of_another(self):
        wizard = self._wizard(self.line).save()
        for record in (wizard, wizard.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.collector).read(["create_uid"])

    def test_bank_lines_are_matched_by_who_may(self):
        line = self._pay(self.notice, 300, customer=None)
        form = self._wizard(self._money(line), self.collector)
        with self.assertRaisesRegex(AccessError, "may not match bank lines"):
            form.save().action_draft_entries()
        self.assertFalse(line.is_reconciled)

        both = self._create_user(
            "both", f"{COLLECTOR},account.group_account_basic", self.everyone
        )
        self._wizard(self._money(line), both).save().action_draft_entries()
        self.assertTrue(line.is_reconciled)

    def test_viewer_reads_the_notice_without_the_ledger(self):
        self._split(self.line)
        viewer = self._create_user(
            "viewer", "s4_dunning.s4_dunning_group_viewer", self.everyone
        )
        values = self.notice.with_user(viewer).read(
            ["payment_reference", "payment_entry_count"]
        )
        self.assertEqual(values[0]["payment_reference"], self.notice.payment_reference)
        self.assertEqual(values[0]["payment_entry_count"], 0)
