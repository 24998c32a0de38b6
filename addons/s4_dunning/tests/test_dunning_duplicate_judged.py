from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_dunning_duplicate import VAT, DuplicateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDuplicateJudged(DuplicateCommon):
    """What people say about duplicate debtors, and who may."""

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
