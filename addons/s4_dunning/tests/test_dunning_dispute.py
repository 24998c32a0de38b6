from datetime import date

from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY, text_of
from .dispute_common import DisputeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningDispute(DisputeCommon):
    """What is disputed rests, and nothing else."""

    def test_all_that_is_open_is_disputed_unless_told_otherwise(self):
        item = self._invoice(500)
        self._register_payment(item.move_id, amount=120)

        dispute = self._dispute(item)

        self.assertRecordValues(
            dispute,
            [
                {
                    "amount": 380,
                    "amount_open": 380,
                    "partner_id": self.customer.id,
                    "group_id": self.group.id,
                    "company_id": self.company.id,
                    "state": "open",
                    "date": TODAY,
                    "date_deadline": date(2026, 4, 14),
                }
            ],
        )
        self.assertEqual(self._held(dispute), [(item, 0)])
        self.assertFalse(dispute.hold_ids.date_end)

    def test_notice_asks_for_what_is_not_disputed(self):
        item = self._invoice(500)
        self._dispute(item, 180)

        notice = self._propose().notice_ids

        self.assertEqual(notice.amount_total, 320)
        self.assertEqual(notice.line_ids.amount_held, 180)

    def test_an_invoice_that_is_disputed_whole_is_left_out(self):
        item = self._invoice(500)
        self._dispute(item)

        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_instalments_are_held_oldest_first_and_the_last_in_part(self):
        first, second, third = self._instalments(100, 100, 100)

        dispute = self._dispute(first, 180)

        self.assertEqual(self._held(dispute), [(first, 0), (second, 80)])
        self.assertFalse(third.move_id.dunning_dispute_ids.hold_ids - dispute.hold_ids)

    def test_two_disputes_share_the_items_of_an_invoice(self):
        first, second = self._instalments(100, 100)

        one = self._dispute(first, 60)
        other = self._dispute(first, 90)

        self.assertEqual(self._held(one), [(first, 60)])
        self.assertEqual(self._held(other), [(first, 40), (second, 50)])
        self.assertEqual(self._dispute(first).amount, 50)

    def test_amount_that_changes_is_what_rests(self):
        first, second = self._instalments(100, 100)
        dispute = self._dispute(first, 150)

        dispute.amount = 70
        self.assertEqual(self._held(dispute), [(first, 70)])

        dispute.amount = 200
        self.assertEqual(self._held(dispute), [(first, 0), (second, 0)])

    def test_hold_of_a_dispute_is_released_by_it_only(self):
        dispute = self._dispute(self._invoice(500))

        with self.assertRefused("settle or withdraw"):
            dispute.hold_ids.action_release()

    def test_foreign_currency_is_that_of_the_invoice(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        item = self._invoice(500, currency_id=euro.id)
        self.assertEqual(item.amount_residual, 250)

        dispute = self._dispute(item, 400)

        self.assertEqual(dispute.currency_id, euro)
        self.assertEqual(self._held(dispute), [(item, 400)])
        with self.assertRefused("more than the"):
            self._dispute(item, 101)

    def test_owner_is_that_of_the_reason_else_who_has_the_debtor(self):
        item = self._invoice(500)
        self.group.responsible_id = self.collector
        self.assertEqual(self._dispute(item, 1).user_id, self.collector)

        boss = new_test_user(
            self.env, "boss", groups="s4_dunning.s4_dunning_group_manager"
        )
        boss.write({"company_id": self.company.id, "company_ids": self.company.ids})
        self.price.user_id = boss
        self.assertEqual(self._dispute(item, 1).user_id, boss)

        boss.active = False
        self.assertEqual(self._dispute(item, 1).user_id, self.collector)

    def test_owner_has_a_task_until_the_deadline(self):
        dispute = self._dispute(
            self._invoice(500), 180, user_id=self.collector.id, note="Too dear"
        )

        task = self._tasks(dispute)
        self.assertEqual(task.user_id, self.collector)
        self.assertEqual(task.date_deadline, date(2026, 4, 14))
        self.assertIn("180.00", task.summary)
        self.assertIn("Too dear", task.note)

    def test_task_follows_owner_and_deadline(self):
        dispute = self._dispute(self._invoice(500), user_id=self.env.user.id)

        dispute.write(
            {
                "user_id": self.collector.id,
                "date_deadline": "2026-04-03",
                "amount": 99,
            }
        )

        task = self._tasks(dispute)
        self.assertEqual(task.user_id, self.collector)
        self.assertEqual(task.date_deadline, date(2026, 4, 3))
        self.assertIn("99.00", task.summary)

    def test_customer_of_an_invoice_of_today_becomes_a_debtor(self):
        customer = self._create_customer("Newcomer")
        item = self._invoice(500, partner=customer)
        self.assertFalse(item.move_id._dunning_debtor())

        dispute = self._dispute(item)

        self.assertEqual(dispute.debtor_id.partner_id, customer)

    def test_category_is_that_of_the_largest_share(self):
        small, large = self.env["product.category"].create(
            [{"name": "Parts"}, {"name": "Cars"}]
        )
        products = self.env["product.product"].create(
            [
                {"name": "Bolt", "categ_id": small.id},
                {"name": "Nut", "categ_id": small.id},
                {"name": "Car", "categ_id": large.id},
            ]
        )
        lines = [
            (0, 0, {"product_id": product.id, "price_unit": price, "tax_ids": []})
            for product, price in zip(products, (60, 50, 100), strict=True)
        ]
        item = self._invoice(0, invoice_line_ids=lines)

        self.assertEqual(self._dispute(item).category_id, small)

    def test_form_fills_in_what_is_known(self):
        item = self._invoice(500)
        action = item.move_id.action_dispute()
        form = Form(self.env["dunning.dispute"].with_context(**action["context"]))
        self.assertEqual(form.debtor_id.partner_id, self.customer)
        self.assertEqual(form.amount, 500)
        form.reason_id = self.price
        self.assertEqual(form.date_deadline, date(2026, 4, 14))

        self.assertEqual(form.save().user_id, self.env.user)

    def test_form_takes_an_invoice_whose_customer_is_no_debtor_yet(self):
        customer = self._create_customer("Newcomer")
        item = self._invoice(500, partner=customer)
        self.assertFalse(self.env["dunning.dispute"].new().display_name)
        form = Form(self.env["dunning.dispute"].with_user(self.collector))
        form.move_id = item.move_id
        self.assertEqual(form.amount, 500)
        form.reason_id = self.price

        dispute = form.save()

        self.assertEqual(dispute.partner_id, customer)

    def test_invoice_tells_what_is_under_review(self):
        item = self._invoice(500)
        invoice = item.move_id
        self.assertFalse(invoice.dunning_dispute_banner)

        dispute = self._dispute(item, 180)

        self.assertEqual(
            text_of(invoice.dunning_dispute_banner),
            "$ 180.00 under review since 03/31/2026",
        )
        self.assertEqual(invoice.dunning_dispute_count, 1)
        self.assertEqual(invoice.action_open_disputes()["res_id"], dispute.id)
        dispute.action_withdraw()
        self.assertFalse(invoice.dunning_dispute_banner)
