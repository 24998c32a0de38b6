from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_dunning_duplicate import VAT, DuplicateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDuplicateMerge(DuplicateCommon):
    """Merging with Odoo's wizard."""

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

    def test_customer_merged_with_its_payer_pays_for_itself(self):
        first, second = (self._card(name) for name in "AB")
        self._refresh()
        debtor = self._debtor(first)
        debtor.write({"addressee": "payer", "payer_id": second.id})

        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (first | second).ids, first, extra_checks=False
        )
        self.env.invalidate_all()

        self.assertEqual(debtor.addressee, "customer")
        self.assertFalse(debtor.payer_id)
        self.assertEqual(self._propose().notice_ids.amount_total, 200)

    def test_odoo_lets_administrators_only_merge_different_addresses(self):
        self._card("A", vat=VAT)
        self._card("B", vat=VAT)
        row = self._refresh()
        user = self._collector("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "only an administrator"):
            row.with_user(user).action_merge()
