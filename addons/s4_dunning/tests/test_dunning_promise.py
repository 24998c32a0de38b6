from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, DunningCommon, text_of

PAYS = date(2026, 4, 9)
BELIEVED = date(2026, 4, 12)  # three days of tolerance


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPromise(DunningCommon):
    """A promise is believed until its date; the ledger tells whether it was kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )

    def _promise(self, **values):
        return self.env["dunning.promise"].create(
            {"debtor_id": self.debtor.id, "date": PAYS, **values}
        )

    def _pay(self, item, amount, day):
        """A payment that the bank confirms."""
        with freeze_time(day):
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "currency_id": item.currency_id.id,
                }
            ).action_create_payments()

    def _refresh(self, day):
        with freeze_time(day):
            self.group.action_refresh()

    def test_promise_of_everything_overdue_is_the_default(self):
        overdue = self._invoice(100) | self._invoice(50)
        self._invoice(70, overdue=-20)
        promise = self._promise()
        self.assertEqual(promise.item_ids, overdue)
        self.assertEqual(promise.amount, 150)
        self.assertEqual(promise.date_end, BELIEVED)
        self.assertEqual(promise.user_id, self.env.user)

    def test_dunning_rests_until_the_tolerance_is_over(self):
        item = self._invoice(100)
        other = self._invoice(30)
        self._promise(item_ids=item.ids)
        run = self._propose(BELIEVED)
        self.assertEqual(self._reason(run, item), "hold")
        self.assertEqual(run.notice_ids.line_ids.move_line_id, other)

    def test_payment_keeps_it_at_once(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 100, date(2026, 4, 2))
        self._refresh(date(2026, 4, 3))
        self.assertEqual(promise.state, "kept")
        self.assertEqual(promise.amount_paid, 100)
        self.assertEqual(promise.date_ended, date(2026, 4, 3))
        self.assertTrue(promise.hold_ids.is_released)

    def test_promise_of_a_part_is_kept_by_that_part(self):
        item = self._invoice(100)
        promise = self._promise(amount=40)
        self._pay(item, 40, date(2026, 4, 2))
        self._refresh(date(2026, 4, 3))
        self.assertEqual(promise.state, "kept")

    def test_a_percent_less_is_tolerated_and_no_cent_more(self):
        for amount, state in ((99, "kept"), (98.99, "partly")):
            with self.subTest(amount=amount):
                item = self._invoice(100)
                promise = self._promise(item_ids=item.ids)
                self._pay(item, amount, PAYS)
                self._refresh(date(2026, 4, 13))
                self.assertEqual(promise.state, state)

    def test_broken_after_the_tolerance_and_not_before(self):
        self._invoice(100)
        promise = self._promise()
        self._refresh(BELIEVED)
        self.assertEqual(promise.state, "open")
        self._refresh(date(2026, 4, 13))
        self.assertEqual(promise.state, "broken")
        self.assertTrue(promise.hold_ids.is_released)
        task = self.debtor.activity_ids
        self.assertEqual(
            task.activity_type_id, self.env.ref("s4_dunning.mail_activity_promise")
        )
        self.assertEqual(
            text_of(task.summary),
            "Broken promise: $ 100.00 promised for 04/09/2026, $ 0.00 paid",
        )

    def test_part_that_was_paid_is_partly_kept(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 60, PAYS)
        self._refresh(date(2026, 4, 13))
        self.assertEqual((promise.state, promise.amount_paid), ("partly", 60))

    def test_money_that_came_too_late_does_not_keep_it(self):
        item = self._invoice(100)
        promise = self._promise()
        self._pay(item, 100, date(2026, 4, 13))
        self._refresh(date(2026, 5, 1))
        self.assertEqual(promise.amount_paid, 100)
        self.assertEqual(promise.state, "broken")

    def test_credit_note_is_no_payment(self):
        item = self._invoice(100)
        promise = self._promise()
        credit = self._invoice(100, move_type="out_refund")
        (item | credit).reconcile()
        self._refresh(date(2026, 4, 2))
        self.assertEqual(promise.state, "withdrawn")
        self.assertEqual(promise.amount_paid, 0)

    def test_rest_after_a_credit_note_is_enough(self):
        item = self._invoice(100)
        promise = self._promise()
        (item | self._invoice(30, move_type="out_refund")).reconcile()
        self._pay(item, 70, PAYS)
        self._refresh(PAYS)
        self.assertEqual(promise.state, "kept")
        self.assertEqual(promise.amount_paid, 70)

    def test_broken_promise_makes_the_next_level_at_once(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)  # reminder; second 14 days after
        self._promise(date=date(2026, 4, 2))
        untouched = self._propose(date(2026, 4, 5))
        self.assertEqual(self._reason(untouched, item), "hold")

        run = self._propose(date(2026, 4, 6))

        self.assertEqual(run.notice_ids.level_id, self.second)
        self.assertEqual(item.dunning_level_id, self.reminder)

    def test_after_the_next_notice_the_workflow_sets_the_pace_again(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self._promise(date=date(2026, 4, 2))
        run = self._propose(date(2026, 4, 6))
        with freeze_time(date(2026, 4, 6)):
            self._send(run.notice_ids)
        later = self._propose(date(2026, 4, 10))
        self.assertEqual(self._reason(later, item), "waiting")

    def test_kept_promise_leaves_the_pace_as_it_was(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        self._promise(date=date(2026, 4, 2), amount=40)
        self._pay(item, 40, date(2026, 4, 2))
        run = self._propose(date(2026, 4, 6))
        self.assertEqual(self._reason(run, item), "waiting")

    def test_debtor_counts_kept_promises(self):
        for number, (amount, state) in enumerate(
            [(100, "kept"), (0, "broken"), (100, "kept"), (50, "partly")]
        ):
            item = self._invoice(100)
            promise = self._promise(item_ids=item.ids)
            if amount:
                self._pay(item, amount, date(2026, 4, 2))
            self._refresh(date(2026, 4, 13))
            self.assertEqual(promise.state, state, number)
        self.assertEqual(self.debtor.promise_count, 4)
        self.assertEqual(self.debtor.promise_kept_count, 2)
        self.assertEqual(self.debtor.promise_kept_ratio, 0.5)

    def test_later_day_moves_the_hold(self):
        item = self._invoice(100)
        promise = self._promise()
        promise.date = date(2026, 4, 20)
        self.assertEqual(promise.hold_ids.date_end, date(2026, 4, 23))
        self.assertEqual(self._reason(self._propose(date(2026, 4, 23)), item), "hold")

    def test_other_items_are_held_instead(self):
        item, other = self._invoice(100), self._invoice(50)
        promise = self._promise(item_ids=item.ids)
        promise.item_ids = other
        run = self._propose()
        self.assertEqual(self._reason(run, other), "hold")
        self.assertEqual(run.notice_ids.line_ids.move_line_id, item)

    def test_withdrawn_promise_rests_nothing(self):
        self._invoice(100)
        promise = self._promise()
        promise.action_withdraw()
        self.assertEqual(self._propose().notice_ids.partner_id, self.customer)
        self.assertEqual(self.debtor.promise_count, 0)
        with self.assertRaisesRegex(UserError, "settled already"):
            promise.action_withdraw()

    def test_items_of_two_companies(self):
        sister = self._second_company()["company"]
        items = self._invoice(100) | self._invoice(40, company=sister)
        promise = self._promise()
        self.assertEqual(promise.item_ids, items)
        self.assertEqual(promise.amount, 140)
        run = self._propose()
        self.assertFalse(run.notice_ids)

    def test_items_of_a_company_that_is_not_active(self):
        sister = self._second_company()["company"]
        item = self._invoice(40, company=sister)
        mine = self.debtor.with_context(allowed_company_ids=self.company.ids)
        promise = mine._follow_up("promise", date=PAYS)
        self.assertEqual(promise.sudo().item_ids, item)
        form = promise.with_user(self.env.user).web_read(
            {"item_ids": {"fields": {"move_name": {}}}}
        )
        self.assertEqual(form[0]["item_ids"][0]["move_name"], item.move_name)

    def test_bad_input_gets_one_sentence(self):
        item = self._invoice(100)
        foreign = self._invoice(10, currency_id=self.setup_other_currency("EUR").id)
        elsewhere = self._invoice(10, partner=self._create_customer("Pietersen"))
        for values, error, sentence in (
            ({"date": TODAY - timedelta(days=1)}, ValidationError, "from the day of"),
            ({"item_ids": (item | foreign).ids}, UserError, "several currencies"),
            ({"item_ids": (item | elsewhere).ids}, UserError, "of another customer"),
            ({"item_ids": item.ids, "amount": 100.01}, UserError, r"Only \$.100.00"),
        ):
            with (
                self.subTest(sentence),
                self.assertRaisesRegex(error, sentence),
                self.env.cr.savepoint(),
            ):
                self._promise(**values)
        self._promise(item_ids=item.ids)
        with self.assertRaisesRegex(UserError, "promised for 04/09/2026 already"):
            self._promise(item_ids=item.ids)

    def test_what_is_promised_again_is_refused_with_the_reason(self):
        self._invoice(100)
        self._promise()
        with self.assertRaisesRegex(UserError, "promised for 04/09/2026 already"):
            self.debtor._follow_up("promise", date=date(2026, 4, 20))

    def test_nothing_open_to_promise(self):
        with self.assertRaisesRegex(UserError, "Choose the items"):
            self._promise(amount=5)

    def test_only_the_ledger_settles(self):
        self._invoice(100)
        promise = self._promise()
        collector = self.env["res.users"].create(
            {
                "name": "Coen",
                "login": "coen",
                "group_ids": [
                    (4, self.env.ref("s4_dunning.s4_dunning_group_collector").id)
                ],
                "company_ids": self.env.user.company_ids.ids,
                "company_id": self.company.id,
            }
        )
        mine = promise.with_user(collector)
        for values in ({"state": "kept"}, {"amount_paid": 100}, {"amount_open": 0}):
            with self.subTest(values), self.assertRaises(AccessError):
                mine.write(values)
        mine.action_withdraw()
        with self.assertRaisesRegex(UserError, "settled already"):
            mine.date = date(2026, 5, 1)

    def test_form_from_the_debtor(self):
        item = self._invoice(100)
        self._invoice(30)
        action = self.debtor.action_promise()
        form = Form(self.env["dunning.promise"].with_context(**action["context"]))
        form.date = PAYS
        self.assertEqual(form.amount, 130)
        form.item_ids.remove(index=1)
        self.assertEqual(form.amount, 100)
        promise = form.save()
        self.assertEqual(promise.item_ids, item)
        self.assertEqual(promise.hold_ids.move_line_id, item)

    def test_merged_customers_keep_their_promises(self):
        self._invoice(100)
        promise = self._promise()
        other = self._create_customer("Jansen BV")
        target = self.env["dunning.debtor"].create(
            {"partner_id": other.id, "group_id": self.group.id}
        )
        self.env["dunning.debtor"]._merge_into({self.debtor: target})
        self.assertEqual(promise.debtor_id, target)
        self.assertEqual(promise.partner_id, other)
