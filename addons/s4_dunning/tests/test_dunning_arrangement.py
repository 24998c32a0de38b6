from datetime import date

from odoo.tests import Form, freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangement(ArrangementCommon):
    """Plan: which items, how much, when, to whom."""

    def test_overdue_items_of_all_companies_are_proposed(self):
        self._invoice(50, overdue=-5)

        arrangement = self._arrangement()

        self.assertEqual(arrangement.item_ids, self.old | self.new)
        self.assertEqual(arrangement.amount_total, 500)
        self.assertEqual(arrangement.currency_id, self.company.currency_id)

    def test_the_oldest_items_are_paid_first(self):
        arrangement = self._arrangement()

        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 4, 14), 166.66),
                (2, self.north, date(2026, 5, 14), 133.34),
                (2, self.south, date(2026, 5, 14), 33.32),
                (3, self.south, date(2026, 6, 14), 166.68),
            ],
        )

    def test_instalments_of_an_amount(self):
        arrangement = self._arrangement(
            split="amount", instalment_amount=200, interval="two_weeks"
        )

        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 4, 14), 200),
                (2, self.north, date(2026, 4, 28), 100),
                (2, self.south, date(2026, 4, 28), 100),
                (3, self.south, date(2026, 5, 12), 100),
            ],
        )

    def test_instalments_until_a_day(self):
        arrangement = self._arrangement(
            self.old,
            split="date",
            date_first=date(2026, 3, 31),
            date_last=date(2026, 5, 30),
        )

        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 3, 31), 150),
                (2, self.north, date(2026, 4, 30), 150),
            ],
        )

    def test_credits_are_taken_off(self):
        credit = self._invoice(100, move_type="out_refund", overdue=1)

        arrangement = self._arrangement(instalment_number=1)

        self.assertIn(credit, arrangement.item_ids)
        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 4, 14), 200),
                (1, self.south, date(2026, 4, 14), 200),
            ],
        )

    def test_credit_larger_than_the_debt_stays_out(self):
        credit = self._invoice(
            250, move_type="out_refund", company=self.south, overdue=1
        )

        arrangement = self._arrangement()

        self.assertNotIn(credit, arrangement.item_ids)
        self.assertNotIn(self.new, arrangement.item_ids)
        self.assertEqual(arrangement.item_ids, self.old)

    def test_plan_follows_in_the_form(self):
        form = Form(
            self.env["dunning.arrangement"].with_context(
                default_debtor_id=self.debtor.id
            )
        )
        self.assertEqual(len(form.instalment_ids), 4)

        form.instalment_number = 2
        self.assertEqual(
            [(row["number"], row["amount"]) for row in form.instalment_ids._records],
            [(1, 250), (2, 50), (2, 200)],
        )
        self.assertFalse(form.problem)

        with form.instalment_ids.edit(0) as first:
            first.amount = 260
        self.assertIn("more than the debt", form.problem)

        with form.instalment_ids.edit(1) as second:
            second.amount = 40
        self.assertFalse(form.problem)
        arrangement = form.save()
        self.assertEqual(
            self._plan(arrangement),
            [
                (1, self.north, date(2026, 4, 14), 260),
                (2, self.north, date(2026, 5, 14), 40),
                (2, self.south, date(2026, 5, 14), 200),
            ],
        )

    def test_customer_is_chosen_in_the_form(self):
        # South is not active at the top right
        arrangements = self.env["dunning.arrangement"].with_context(
            allowed_company_ids=self.north.ids
        )
        form = Form(arrangements)
        self.assertFalse(form.instalment_ids)
        self.assertFalse(form.problem)

        form.debtor_id = self.debtor

        self.assertEqual(len(form.instalment_ids), 4)
        self.assertEqual(form.amount_total, 500)
        arrangement = form.save()
        self.assertEqual(arrangement.sudo().item_ids, self.old | self.new)
        with Form(arrangement) as form:
            self.assertEqual(len(form.item_ids), 2)
            form.item_ids.remove(self.old.id)
        self.assertEqual(arrangement.sudo().item_ids, self.new)
        arrangement.action_recalculate()
        arrangement.action_offer()
        self.assertEqual(arrangement.hold_ids.sudo().move_line_id, self.new)

    def test_items_follow_another_customer_in_the_form(self):
        other = self._invoice(90, partner=self._create_customer("Smit"))
        self.group.action_refresh()
        form = Form(self.env["dunning.arrangement"])
        form.debtor_id = self.debtor

        form.debtor_id = self.env["dunning.debtor"].search(
            [("partner_id", "=", other.partner_id.id)]
        )

        self.assertEqual(form.amount_total, 90)
        self.assertEqual(form.save().item_ids, other)

    def test_items_held_for_another_reason_are_not_proposed(self):
        self.debtor._hold_for("complaint", self.old, None, "Wrong tyres")

        arrangement = self._arrangement()

        self.assertEqual(arrangement.item_ids, self.new)

    def test_items_on_hold_in_part_are_not_proposed(self):
        self.debtor._hold_for("complaint", self.old, None, "One tyre", amount=75)

        self.assertEqual(self._arrangement().item_ids, self.new)

    def test_draft_that_is_changed_follows_what_is_open(self):
        for change in (
            {"instalment_number": 2},
            {"split": "amount", "instalment_amount": 100},
            {"date_first": date(2026, 4, 20), "instalment_number": 2},
        ):
            with self.subTest(change):
                item = self._invoice(300)
                draft = self._arrangement(item)
                self._pay(item, 100, TODAY)

                draft.write(change)

                self.assertEqual(draft.amount_total, 200)
                self.assertEqual(draft.instalment_ids.mapped("amount"), [100, 100])
                self.assertFalse(draft.problem)

    def test_form_of_a_draft_follows_what_is_open(self):
        draft = self._arrangement(self.old)
        self._pay(self.old, 100, TODAY)

        with Form(draft) as form:
            self.assertIn("200.00 of the items is open now", form.problem)
            form.instalment_number = 2
            self.assertFalse(form.problem)

        self.assertEqual(draft.instalment_ids.mapped("amount"), [100, 100])
