from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPickupStatus(AutomotiveCommon):
    """Whether a vehicle may be handed over, for who may not see the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            "salesperson",
            "base.group_user",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.promise = cls.env.ref("s4_dunning.dunning_hold_reason_payment")
        cls.complaint = cls.env.ref("s4_dunning.dunning_hold_reason_complaint")
        cls.group.action_refresh()

    def _status(self, partner=None, company=None):
        partner = (partner or self.customer).with_user(self.salesperson)
        partner = partner.with_company(company or self.company)
        partner.invalidate_recordset()
        message = partner.pickup_message
        return partner.pickup_status, message and message.replace("\xa0", " ")

    def _hold(self, reason, until=None, **scope):
        return self.env["dunning.hold"].create(
            {
                "scope": next(iter(scope)).split("_")[0].replace("move", "item"),
                "reason_id": reason.id,
                "date_end": until,
                **{name: record.id for name, record in scope.items()},
            }
        )

    def _debtor(self):
        self.group.action_refresh()
        return self.customer.dunning_debtor_ids

    def test_who_owes_nothing_may_fetch_the_vehicle(self):
        self.assertEqual(self._status(), ("free", "May be handed over"))

    def test_what_is_not_overdue_does_not_count(self):
        self._invoice(100, overdue=0)
        self._invoice(100, overdue=-14)
        self.assertEqual(self._status(), ("free", "May be handed over"))

    def test_one_day_overdue_counts(self):
        self._invoice(312, overdue=1)
        self.assertEqual(self._status(), ("overdue", "Overdue at us: $ 312.00"))

    def test_invoices_of_a_contact_count_for_the_customer_and_back(self):
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.customer.id, "type": "invoice"}
        )
        self._invoice(312, partner=contact)
        self.assertEqual(self._status()[0], "overdue")
        self.assertEqual(self._status(contact)[1], "Overdue at us: $ 312.00")

    def test_credits_are_taken_off_in_the_same_company(self):
        sister = self._second_company()["company"]
        self._invoice(300)
        self._invoice(100, move_type="out_refund")
        self.assertEqual(self._status()[1], "Overdue at us: $ 200.00")
        self._invoice(900, move_type="out_refund", company=sister)
        self.assertEqual(self._status()[1], "Overdue at us: $ 200.00")
        self._invoice(200, move_type="out_refund")
        self.assertEqual(self._status(), ("free", "May be handed over"))

    def test_a_sister_company_is_told_without_amount_and_name(self):
        sister = self._second_company("Garage Zuid")["company"]
        self._invoice(312, company=sister)

        self.assertEqual(self._status(), ("overdue", "Overdue at a sister company"))
        self._invoice(100)
        self.assertEqual(
            self._status()[1], "Overdue at us: $ 100.00; Overdue at a sister company"
        )

    def test_who_works_for_the_sister_company_too_reads_its_name(self):
        sister = self._second_company("Garage Zuid")["company"]
        self.salesperson.company_ids |= sister
        self._invoice(312, company=sister)

        self.assertEqual(self._status()[1], "Overdue at Garage Zuid")
        self.assertEqual(self._status(company=sister)[1], "Overdue at us: $ 312.00")

    def test_companies_of_another_group_do_not_count(self):
        elsewhere = self.setup_other_company(name="Elsewhere")["company"]
        self.env.user.company_ids |= elsewhere
        self._invoice(312, company=elsewhere)
        self.assertEqual(self._status()[0], "free")

    def test_what_is_blocked_disputed_or_not_dunned_does_not_count(self):
        blocked = self._invoice(100)
        blocked.move_id.action_toggle_block_payment()
        held = self._invoice(100)
        self._hold(self.complaint, move_line_id=held)
        self._invoice(100).no_followup = True
        self.assertEqual(self._status(), ("free", "May be handed over"))

    def test_only_the_disputed_part_does_not_count(self):
        item = self._invoice(100)
        self._hold(self.complaint, move_line_id=item).amount = 30
        self.assertEqual(self._status()[1], "Overdue at us: $ 70.00")

    def test_a_hold_that_ended_or_was_released_counts_no_more(self):
        item = self._invoice(100)
        hold = self._hold(self.complaint, move_line_id=item)
        self.assertEqual(self._status()[0], "free")
        hold.action_release()
        self.assertEqual(self._status()[0], "overdue")
        self._hold(self.complaint, until=TODAY, move_line_id=item)
        self.assertEqual(self._status()[0], "free")
        with freeze_time(TODAY + timedelta(days=1)):
            self.assertEqual(self._status()[0], "overdue")

    def test_a_promise_is_told_with_its_last_day(self):
        item = self._invoice(100)
        self._hold(self.promise, until=TODAY + timedelta(days=3), move_line_id=item)
        self.assertEqual(self._status(), ("promise", "Payment promised until 3 April"))

    def test_a_promise_of_the_debtor_covers_all_its_items(self):
        self._invoice(100)
        self._invoice(200)
        self._hold(
            self.promise, until=TODAY + timedelta(days=3), debtor_id=self._debtor()
        )
        self.assertEqual(self._status()[0], "promise")

    def test_a_promise_without_end_has_no_date(self):
        self._invoice(100)
        hold = self._hold(self.promise, debtor_id=self._debtor())
        hold.date_end = False
        self.assertEqual(self._status(), ("promise", "Payment promised"))

    def test_overdue_beside_a_promise_is_overdue(self):
        self._hold(self.promise, move_line_id=self._invoice(100))
        self._invoice(50)
        self.assertEqual(self._status(), ("overdue", "Overdue at us: $ 50.00"))

    def test_credits_cover_first_what_is_not_promised(self):
        self._hold(
            self.promise,
            until=TODAY + timedelta(days=3),
            move_line_id=self._invoice(100),
        )
        self._invoice(50)
        self._invoice(60, move_type="out_refund")
        self.assertEqual(self._status(), ("promise", "Payment promised until 3 April"))
        self._invoice(90, move_type="out_refund")
        self.assertEqual(self._status()[0], "free")

    def test_a_complaint_about_a_promised_item_goes_first(self):
        item = self._invoice(100)
        self._hold(self.promise, move_line_id=item)
        self._hold(self.complaint, debtor_id=self._debtor())
        self.assertEqual(self._status()[0], "free")

    def test_companies_of_the_database_have_no_status(self):
        sister = self._second_company()["company"]
        self._invoice(100, partner=sister.partner_id)
        self.assertEqual(self._status(sister.partner_id), (False, False))

    def test_the_status_shows_nothing_of_the_ledger(self):
        item = self._invoice(312)
        self.assertEqual(self._status()[0], "overdue")
        for record in (item, item.move_id, self._debtor()):
            with self.assertRaises(AccessError):
                record.with_user(self.salesperson).read()

    def test_portal_users_do_not_read_it(self):
        portal = new_test_user(self.env, "portal", "base.group_portal")
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["pickup_status"])

    def test_many_customers_cost_one_query(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        for number, customer in enumerate(customers[:5]):
            self._invoice(100 + number, partner=customer)
        as_seller = customers.with_user(self.salesperson).with_company(self.company)
        as_seller.mapped("pickup_message")  # rights, currencies and names are read

        first = self._count_queries(as_seller[:1])
        all_of_them = self._count_queries(as_seller)

        self.assertEqual(
            as_seller.mapped("pickup_status"), ["overdue"] * 5 + ["free"] * 15
        )
        self.assertEqual(first, all_of_them)

    def _count_queries(self, partners):
        self.env.flush_all()
        partners.invalidate_recordset(["pickup_status", "pickup_message"])
        before = self.env.cr.sql_log_count
        partners.mapped("pickup_message")
        return self.env.cr.sql_log_count - before

    def test_credit_stop_comes_first(self):
        self._invoice(312, overdue=1)
        self._debtor().action_stop_credit("Risk")
        self.assertEqual(
            self._status(), ("stopped", "Credit stop; Overdue at us: $ 312.00")
        )

    def test_credit_stop_counts_without_debts(self):
        debtor = self.env["dunning.debtor"].create({"partner_id": self.customer.id})
        debtor.action_stop_credit("Risk")
        self.assertEqual(self._status(), ("stopped", "Credit stop"))
