from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .behaviour_common import BehaviourCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningBehaviourTroubles(BehaviourCommon):
    """Payments that come back, disputes, and what merging leaves of the figures."""

    def _bank_line(self, amount, overdue):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY - timedelta(days=overdue),
                "payment_ref": "Jansen",
                "partner_id": self.customer.id,
                "amount": amount,
            }
        )

    def _on_receivable(self, line):
        """Book a bank line on the customer."""
        item = line.move_id.line_ids.filtered(
            lambda item: item.account_id == line.journal_id.suspense_account_id
        )
        item.account_id = self.company_data["default_account_receivable"]
        return item

    def _returned_payment(self, item, amount=100):
        """Money comes, the bank takes it back, and both are matched with each other."""
        came = self._on_receivable(self._bank_line(amount, 20))
        gone = self._on_receivable(self._bank_line(-amount, 10))
        (came | gone).reconcile()

    def test_money_that_the_bank_took_back_is_a_returned_payment(self):
        item = self._invoice(100, overdue=30)
        self._returned_payment(item)
        debtor = self._debtor()
        self.assertEqual(debtor.returned_payment_count, 1)
        self.assertEqual(debtor.behaviour_ids.returned_payment_count, 1)
        self.assertEqual(debtor.late_open_count, 1)
        self.assertIn("1 payment returned", debtor.behaviour_message)

    def test_invoice_paid_after_the_return_is_late_from_then_on(self):
        item = self._invoice(100, overdue=30)
        self._returned_payment(item)
        self._pay(item, TODAY - timedelta(days=5))
        debtor = self._debtor()
        self.assertEqual(debtor.returned_payment_count, 1)
        self.assertEqual(debtor.days_late_median, 25)

    def test_paying_twice_is_no_returned_payment(self):
        self._paid_invoice(30, 0)
        came = self._on_receivable(self._bank_line(100, 20))
        gone = self._on_receivable(self._bank_line(-100, 10))
        (came | gone).reconcile()
        self.assertEqual(self._debtor().returned_payment_count, 0)

    def test_part_that_goes_back_is_no_returned_payment(self):
        self._invoice(100, overdue=30)
        came = self._on_receivable(self._bank_line(100, 20))
        gone = self._on_receivable(self._bank_line(-40, 10))
        (came | gone).reconcile()
        self.assertEqual(self._debtor().returned_payment_count, 0)

    def test_payment_that_a_person_rejects_is_returned_once(self):
        item = self._invoice(100, overdue=30)
        self._pay(item, TODAY - timedelta(days=20)).action_reject()
        self.assertEqual(self._debtor().returned_payment_count, 1)

    def test_dispute_counts_and_its_invoice_is_not_late(self):
        item = self._invoice(100, overdue=30)
        self._invoice(70, overdue=20)
        debtor = self._debtor()
        self.assertEqual(debtor.late_open_count, 2)
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": item.move_id.id,
                "reason_id": self.env["dunning.dispute.reason"].search([], limit=1).id,
            }
        )
        self.assertEqual(dispute.debtor_id, debtor)

        debtor = self._debtor()

        self.assertEqual(debtor.dispute_count, 1)
        self.assertEqual(debtor.behaviour_ids.dispute_count, 1)
        self.assertEqual((debtor.late_open_count, debtor.days_late_median), (1, 20))

    def test_row_goes_when_there_is_nothing_to_tell_any_more(self):
        self._paid_invoice(200, 0)
        debtor = self._debtor()
        rows = self.env["dunning.behaviour"].search([("debtor_id", "=", debtor.id)])
        self.assertEqual(len(rows), 2)
        self._debtor(TODAY + timedelta(days=300))
        self.assertFalse(rows.exists())
        self.assertEqual((debtor.invoice_count, debtor.on_time_ratio), (0, 0))

    def test_merged_customers_are_judged_as_one(self):
        self._paid_invoice(60, 10)
        other = self._create_customer("Jansen BV")
        self._paid_invoice(60, 20, partner=other)
        debtor = self._debtor()
        double = self.env["dunning.debtor"].create(
            {"partner_id": other.id, "group_id": self.group.id}
        )
        self._debtor()
        self.assertEqual(double.days_late_median, 20)

        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer
        )

        self.assertFalse(double.exists())
        debtor = self._debtor()
        self.assertEqual((debtor.invoice_count, debtor.days_late_median), (2, 15))
        self.assertEqual(
            len(self.env["dunning.behaviour"].search([("debtor_id", "=", debtor.id)])),
            2,
        )

    def test_company_that_leaves_takes_its_row_along(self):
        sister = self._second_company()["company"]
        self._invoice(5, overdue=0, company=sister)
        self._paid_invoice(60, 10)
        self._paid_invoice(60, 20, company=sister)
        debtor = self._debtor()
        self.assertEqual(debtor.days_late_median, 15)

        sister.dunning_group_id = self.env["dunning.group"].create({"name": "Own"})

        self.assertEqual(debtor.days_late_median, 10)
        row = self.env["dunning.behaviour"].search([("company_id", "=", sister.id)])
        self.assertEqual(row.days_late_median, 20)
        self.assertEqual(row.debtor_id.group_id, sister.dunning_group_id)

    def test_refresh_asks_as_often_for_many_debtors_as_for_few(self):
        counts = []
        for number in (1, 2, 12):
            for one in range(number):
                customer = self._create_customer(f"Customer{number}-{one}")
                self._invoice(100, overdue=20, partner=customer)
                self._paid_invoice(60, 10, partner=customer)
            self.group.action_refresh()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["dunning.behaviour"]._refresh(self.group)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningBehaviourAccess(AccessCommon):
    """Who may not see all companies of a group learns nothing of its debtors."""

    def setUp(self):
        super().setUp()
        self.group.action_refresh()
        self.rows = self.env["dunning.behaviour"].search(
            [("debtor_id.partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(self.rows), 3)  # two companies and the group

    def _found(self, role):
        rows = self.env["dunning.behaviour"].with_user(self.roles[role])
        return rows.search([("debtor_id.partner_id", "=", self.customer.id)])

    def test_who_reads_the_debtor_reads_how_it_pays_and_nobody_writes(self):
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role):
                self.assertEqual(self._found(role), self.rows)
                mine = self.rows.with_user(self.roles[role])
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation), operation)
                with self.assertRaises(AccessError):
                    mine.write({"behaviour": "prompt"})

    def test_who_has_no_role_reads_nothing(self):
        for role in ("nobody", "portal", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._found(role)

    def test_who_lacks_a_company_reads_nothing_not_even_of_the_own_one(self):
        self.assertFalse(self._found("half"))
        with self.assertRaises(AccessError):
            self.rows.with_user(self.roles["half"]).read(["days_late_median"])

    def test_salesperson_reads_of_own_customers(self):
        self.assertFalse(self._found("salesperson"))
        with self.assertRaises(AccessError):
            self.rows.with_user(self.roles["salesperson"]).read(["behaviour_message"])
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertEqual(self._found("salesperson"), self.rows)

    def test_collector_cannot_write_the_figures_of_a_debtor_through_a_form(self):
        view = self.env["dunning.debtor"].get_view(
            self.env.ref("s4_dunning.dunning_debtor_view_form").id, "form"
        )
        self.assertIn("behaviour_message", view["arch"])
        fields = self.env["dunning.debtor"].fields_get(
            ["behaviour", "invoice_count", "days_late_median"], ["readonly"]
        )
        self.assertTrue(all(field["readonly"] for field in fields.values()))
