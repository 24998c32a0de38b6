from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .test_dunning_duplicate import VAT, DuplicateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDuplicateJudged(DuplicateCommon):
    """What people see of duplicate debtors, say about them and do with them."""

    @classmethod
    def _create_user(cls, login, *groups, companies=None):
        companies = companies or cls.group.company_ids
        return new_test_user(
            cls.env,
            login,
            groups=",".join(groups),
            company_id=cls.company.id,
            company_ids=[Command.set(companies.ids)],
        )

    def _collector(self, *groups):
        return self._create_user(
            "collector_login", "s4_dunning.s4_dunning_group_collector", *groups
        )

    # Judgements

    def test_dismissed_stays_dismissed_until_a_card_is_added(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        collector = self._collector()
        row = self._refresh()

        row.with_user(collector).action_dismiss()

        self.assertEqual(row.dismissed_by_id, collector)
        self.assertEqual(row.date_dismissed.date(), TODAY)
        self.assertFalse(self._refresh())
        self._card("C", vat=VAT)
        again = self._refresh()
        self.assertEqual(len(again.debtor_ids), 3)
        self.assertFalse(again.dismissed_by_id)
        again.action_dismiss()
        self.assertFalse(row.exists(), "the later judgement covers it")
        self.assertFalse(self._refresh())

    def test_dismissed_stays_dismissed_with_fewer_cards_and_back(self):
        cards = [self._card(name, vat=VAT) for name in "ABC"]
        row = self._refresh()
        row.action_dismiss()
        for card in cards[1:]:
            card.vat = False
            self.assertFalse(self._refresh())
        for card in cards:
            card.vat = VAT
        self.assertFalse(self._refresh())
        self.assertEqual(row.debtor_count, 3)
        self.assertEqual(row.amount_hidden, 200)

    def test_dismissal_is_about_its_cards_only(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT, email="info@b.example.com")
        self._refresh().action_dismiss()

        self._card("C", email="info@b.example.com")

        self.assertEqual(self._refresh().debtor_ids.mapped("display_name"), ["B", "C"])

    def test_dismissing_a_set_and_a_part_of_it_together(self):
        self._card("A", vat=VAT, email="info@example.com")
        self._card("B", vat=VAT, email="info@example.com")
        self._card("C", vat=VAT)
        rows = self._refresh().sorted("debtor_count", reverse=True)
        self.assertEqual(rows.mapped("debtor_count"), [3, 2])

        rows.action_dismiss()

        self.assertEqual(rows.exists(), rows[0])
        self.assertFalse(self._refresh())

    def test_suspect_again(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        row = self._refresh()
        row.action_dismiss()
        row.action_restore()
        self.assertEqual(self._refresh(), row)
        self.assertFalse(row.dismissed_by_id or row.date_dismissed)

    def test_row_follows_the_cards(self):
        card = self._card("A", vat=VAT, email="info@example.com")
        self._card("B", vat=VAT, email="info@example.com")
        row = self._refresh()
        card.vat = False
        self.assertEqual(self._refresh(), row)
        self.assertEqual((row.kind, row.also_shared), ("email", ""))
        card.email = "other@example.com"
        self.assertFalse(self._refresh())
        self.assertFalse(row.exists())

    # Where it is said

    def test_run_counts_customers_and_what_hides(self):
        self._card("A", 100, vat=VAT)
        self._card("B", 310, vat=VAT, email="info@example.com")
        self._card("C", 25.5, email="info@example.com")
        self._card("D", 1000, email="shared@example.com")
        self._card("E", 900, email="shared@example.com")
        self._card("F", 7, vat="DE136695976")
        dismissed = self._card("G", 7, vat="DE136695976")
        self._refresh().filtered(
            lambda row: dismissed in row.debtor_ids.partner_id
        ).action_dismiss()

        run = self._propose()

        # A, B and C are one customer although no value is on all three
        self.assertEqual(
            run.duplicate_alert,
            "2 customers seem to have several cards. "
            "$\xa01,025.50 overdue is on the other cards.",
        )
        action = run.action_open_duplicates()
        rows = self.env["dunning.duplicate"].search(action["domain"])
        self.assertEqual(len(rows), 4)

    def test_run_without_suspects_says_nothing(self):
        self._card("A", 100)
        self.assertFalse(self._propose().duplicate_alert)
        self._card("B", 100, overdue=-5, email="a@example.com")
        self.assertEqual(
            self._propose().duplicate_alert, "1 customer seems to have several cards."
        )

    def test_debtor_names_the_other_cards(self):
        first = self._card("A", 100, vat=VAT)
        for name, amount in zip("BCDEF", (10, 50, 40, 30, 20), strict=True):
            self._card(name, amount, vat=VAT)
        row = self._refresh()

        hint = self._debtor(first).duplicate_hint

        self.assertEqual(
            hint,
            f"VAT number {VAT} is also on C, D, E, and 2 more: "
            "$\xa0150.00 overdue there.",
        )
        row.action_dismiss()
        self.env.invalidate_all()
        self.assertFalse(self._debtor(first).duplicate_hint)

    # Merging

    def _merge(self, row, user, keep):
        """Merge with Odoo's wizard as the web client does."""
        row = row.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        action = row.action_merge()
        wizard = (
            row.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        self.assertEqual(wizard.state, "selection")
        wizard.dst_partner_id = keep
        wizard.action_merge()
        self.env.invalidate_all()

    def test_merging_leaves_one_debtor_with_levels_and_notices(self):
        first = self._card("A", 100, vat=VAT, email="info@example.com")
        sent = self._propose().notice_ids
        self._send(sent)
        second = self._card("B", 40, overdue=20, vat=VAT, email="info@example.com")
        self._propose()
        row = self._refresh()
        self.assertEqual((row.amount_overdue, row.amount_hidden), (140, 40))

        self._merge(row, self._collector("base.group_partner_manager"), first)

        self.assertFalse(row.exists())
        self.assertFalse(second.exists())
        debtor = self._debtor(first)
        self.assertEqual(debtor.amount_overdue, 140)
        self.assertEqual(debtor.days_overdue, 20)
        self.assertEqual(debtor.level_id, self.reminder)
        self.assertEqual(len(debtor.notice_ids), 2)
        self.assertFalse(self._refresh())
        self.assertEqual(debtor.amount_overdue, 140, "the refresh agrees")
        self.assertEqual(debtor.days_overdue, 20)
        later = self._propose(today=TODAY.replace(month=4, day=20)).notice_ids
        self.assertEqual(later.partner_id, first)
        self.assertEqual(later.amount_total, 100, "the other one is proposed already")
        self.assertEqual(later.level_id, self.second)

    def test_merging_cards_of_two_companies_opens_the_card_to_both(self):
        sister = self._second_company()["company"]
        first = self._card("A", 100, vat=VAT, company_id=self.company.id)
        second = self._card("B", 40, company=sister, vat=VAT)
        second.company_id = sister
        row = self._refresh()
        user = self._collector("base.group_partner_manager", "base.group_erp_manager")
        one = row.with_user(user).with_context(allowed_company_ids=self.company.ids)
        one.env.invalidate_all()
        self.assertEqual(one.debtor_ids.mapped("display_name"), ["A", "B"])
        self.assertIn("also on B", one.debtor_ids[0].duplicate_hint)
        with self.assertRaisesRegex(UserError, "first make Sister company active"):
            one.action_merge()

        self._merge(row, user, first)

        self.assertFalse(first.company_id)
        self.assertEqual(self._debtor(first).amount_overdue, 140)

    def test_merging_three_of_five_cards_at_a_time(self):
        for name, amount in zip("ABCDE", (10, 50, 40, 30, 20), strict=True):
            self._card(name, amount, vat=VAT)
        row = self._refresh()
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        keep = row.main_debtor_id.partner_id

        self._merge(row, admin, keep)

        self.assertEqual(row.debtor_count, 3)
        self.assertEqual(row.amount_overdue, 150)
        self.assertEqual(row.amount_hidden, 30)
        self.assertEqual(row.main_debtor_id.partner_id, keep)
        self.assertEqual(self._debtor(keep).amount_overdue, 120)

    def test_odoo_lets_administrators_only_merge_different_addresses(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        row = self._refresh()
        user = self._collector("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "only an administrator"):
            row.with_user(user).action_merge()

    # Access

    def test_roles(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        row = self._refresh()
        other = self.setup_other_company(name="Other")["company"]
        role = "s4_dunning.s4_dunning_group_%s"
        expected = {
            "viewer_own": set(),
            "viewer": {"read"},
            "collector": {"read", "write"},
            "manager": {"read", "write"},
        }
        for name, rights in expected.items():
            user = self._create_user(name, role % name)
            record = row.with_user(user)
            with self.subTest(role=name):
                self.assertEqual(
                    {
                        operation
                        for operation in ("read", "write", "create", "unlink")
                        if record.has_access(operation)
                    },
                    rights,
                )
                self.assertEqual(bool(record.search([])), bool(rights))
                with self.assertRaises(AccessError):
                    record.write({"amount_hidden": 0})
                if "write" not in rights:
                    for action in (record.action_dismiss, record.action_restore):
                        with self.assertRaises(AccessError):
                            action()
        for groups, companies in (
            (("base.group_user",), self.company),
            ((role % "manager",), other),
        ):
            stranger = self._create_user(
                f"stranger_{companies.id}", *groups, companies=self.company | other
            )
            stranger.write({"company_id": companies.id, "company_ids": companies.ids})
            with self.assertRaises(AccessError):
                row.with_user(stranger).read(["value"])

    def test_salesperson_gets_no_hint_of_other_customers(self):
        mine = self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        self._refresh()
        user = self._create_user("sales", "s4_dunning.s4_dunning_group_viewer_own")
        mine.user_id = user
        self.env.flush_all()
        self.assertFalse(self._debtor(mine).with_user(user).duplicate_hint)
