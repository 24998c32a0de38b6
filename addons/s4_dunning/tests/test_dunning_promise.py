from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .promise_common import BELIEVED, PAYS, PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningPromise(PromiseCommon):
    """A promise is made, and dunning rests until its date."""

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
        for values in ({"state": "kept"}, {"amount_paid": 100}, {"amounts_before": {}}):
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
