from datetime import timedelta

from odoo.tests import new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon

TASK = "s4_dunning_automotive.mail_activity_type_approval_number"


@tagged("post_install", "-at_install")
class TestApprovalMissing(AutomotiveCommon):
    """No reminder but a task, where the customer waits for an approval number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workflow.is_approval_required = True
        cls.chief = cls._create_clerk("chief", "account.group_account_invoice")
        cls.groningen.user_id = cls.chief

    @classmethod
    def _create_clerk(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            **values,
        )

    def _tasks(self, item):
        return item.move_id.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(TASK)
        )

    def _assert_tied(self, run):
        """Included and excluded amounts add up to the ledger."""
        for total in run.run_company_ids:
            self.assertEqual(
                total.amount_included + total.amount_excluded, total.amount_ledger
            )
        self.assertFalse(run.has_difference)

    def test_only_invoices_without_the_number_are_left_out(self):
        missing = self._invoice(100)
        approved = self._invoice(200, vehicle_approval_number="LP 4711")
        not_due = self._invoice(400, overdue=-5)
        credit = self._invoice(50, move_type="out_refund")

        run = self._propose()

        self.assertEqual(self._reason(run, missing), "approval_missing")
        self.assertEqual(
            run.exclusion_ids.filtered(
                lambda row: row.reason == "approval_missing"
            ).explanation,
            "The customer pays with an approval number only: add it to the invoice.",
        )
        lines = run.notice_ids.line_ids
        self.assertEqual(lines.move_line_id, approved | not_due | credit)
        overdue = lines.filtered(lambda line: line.kind == "overdue")
        self.assertEqual(overdue.move_line_id, approved)
        self.assertEqual(run.run_company_ids.amount_included, 200 + 400 - 50)
        self.assertEqual(run.run_company_ids.amount_excluded, 100)
        self._assert_tied(run)

    def test_an_item_on_the_day_it_is_due_is_not_late_yet(self):
        item = self._invoice(100, overdue=0)
        self.assertEqual(self._reason(self._propose(), item), "not_due")

    def test_the_debtor_says_more_than_the_workflow(self):
        self.workflow.is_approval_required = False
        item = self._invoice(100)
        self.group.action_refresh()
        debtor = self.customer.dunning_debtor_ids

        for is_required, rule, reason in (
            (False, False, None),
            (False, "required", "approval_missing"),
            (False, "not_required", None),
            (True, False, "approval_missing"),
            (True, "required", "approval_missing"),
            (True, "not_required", None),
        ):
            self.workflow.is_approval_required = is_required
            debtor.approval_rule = rule
            run = self._propose()
            self.assertEqual(self._reason(run, item), reason, (is_required, rule))
            run.action_discard()

    def test_an_opening_entry_needs_no_number(self):
        receivable = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": TODAY - timedelta(days=60),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": receivable.id,
                            "partner_id": self.customer.id,
                            "date_maturity": TODAY - timedelta(days=30),
                            "debit": 100,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 100,
                        },
                    ),
                ],
            }
        )
        entry.action_post()
        item = entry.line_ids.filtered("debit")
        item.no_followup = False

        self.assertFalse(self._reason(self._propose(), item))

    def test_the_responsible_of_the_location_gets_exactly_one_task(self):
        item = self._invoice(100, dunning_location_id=self.groningen.id)

        run = self._propose()
        self.assertEqual(self._tasks(item).user_id, self.chief)
        run.action_propose()
        self._propose(TODAY + timedelta(days=1))

        self.assertEqual(len(self._tasks(item)), 1)
        self.assertEqual(
            self._tasks(item).summary, "Add the approval number of the customer"
        )

    def test_two_instalments_of_an_invoice_make_one_task(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 5}),
                ],
            }
        )
        items = self._invoice(100, overdue=20, invoice_payment_term_id=terms.id)
        self.assertEqual(len(items), 2)

        run = self._propose()

        missing = run.exclusion_ids.filtered(
            lambda row: row.reason == "approval_missing"
        )
        self.assertEqual(missing.move_line_id, items)
        self.assertEqual(len(self._tasks(items[0])), 1)

    def test_without_location_the_next_one_concerned_gets_the_task(self):
        seller = self._create_clerk("seller", "account.group_account_invoice")
        reader = self._create_clerk("reader", "account.group_account_readonly")
        collector = self._create_clerk("collector", "account.group_account_invoice")
        self.group.action_refresh()
        of_seller = self._invoice(100, invoice_user_id=seller.id)
        of_reader = self._invoice(100, invoice_user_id=reader.id)
        self._propose()

        self.assertEqual(self._tasks(of_seller).user_id, seller)
        # who may not write the invoice cannot add the number
        self.assertEqual(self._tasks(of_reader).user_id, self.env.user)
        self._tasks(of_reader).unlink()
        self.customer.dunning_debtor_ids.collector_id = collector
        self._propose()
        self.assertEqual(self._tasks(of_reader).user_id, collector)

    def test_a_responsible_of_another_company_or_gone_gets_no_task(self):
        item = self._invoice(
            100, dunning_location_id=self.groningen.id, invoice_user_id=False
        )
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.chief.write({"company_id": other.id, "company_ids": other.ids})

        self._propose()

        self.assertEqual(self._tasks(item).user_id, self.env.user)

    def test_the_task_closes_itself_when_the_number_is_there(self):
        item = self._invoice(100, dunning_location_id=self.groningen.id)
        self._propose()

        item.move_id.with_user(self.chief).vehicle_approval_number = "LP 4711"

        self.assertFalse(self._tasks(item))
        self.assertIn("Approval number missing", item.move_id.message_ids[0].body)
        self.assertFalse(self._reason(self._propose(TODAY + timedelta(days=1)), item))

    def test_the_task_goes_when_the_invoice_is_paid(self):
        item = self._invoice(100)
        other = self._invoice(100)
        self._propose()
        self._register_payment(item.move_id)

        self._propose(TODAY + timedelta(days=1))

        self.assertFalse(self._tasks(item))
        self.assertTrue(self._tasks(other))

    def test_the_task_comes_again_when_it_was_done_without_a_number(self):
        item = self._invoice(100)
        self._propose()
        self._tasks(item).action_feedback()

        self._propose(TODAY + timedelta(days=1))

        self.assertEqual(len(self._tasks(item)), 1)

    def test_a_number_that_was_taken_away_stops_the_sending(self):
        item = self._invoice(100, vehicle_approval_number="LP 4711")
        other = self._invoice(200, vehicle_approval_number="LP 4712")
        notice = self._propose().notice_ids
        notice.action_approve()

        item.move_id.vehicle_approval_number = False
        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.line_ids.move_line_id, other)

    def test_repeat_causes_are_counted_per_location(self):
        for location in (self.groningen, self.groningen, self.assen):
            self._invoice(100, dunning_location_id=location.id)

        run = self._propose()

        counts = self.env["dunning.run.exclusion"]._read_group(
            [("run_id", "=", run.id)], ["reason", "location_id"], ["__count"]
        )
        self.assertCountEqual(
            counts,
            [
                ("approval_missing", self.groningen, 2),
                ("approval_missing", self.assen, 1),
            ],
        )

    def test_no_email_goes_out_for_the_tasks(self):
        self._invoice(100, dunning_location_id=self.groningen.id)
        before = self.env["mail.mail"].search_count([])
        self._propose()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
