from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSaleOrder(DunningCommon):
    """A quotation warns of a credit stop, and is blocked where the group says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            "salesperson",
            "sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
        )
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.customer.id, "group_id": cls.group.id}
        )

    def _quotation(self):
        form = Form(self.env["sale.order"].with_user(self.salesperson))
        form.partner_id = self.customer
        with form.order_line.new() as line:
            line.product_id = self.product_a
        return form.save()

    def test_quotation_of_a_good_customer_says_nothing(self):
        order = self._quotation()

        self.assertFalse(order.dunning_credit_stop)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_quotation_warns_and_can_be_confirmed(self):
        self.debtor.action_stop_credit("Risk")

        order = self._quotation()

        self.assertIn("has a credit stop since", order.dunning_credit_stop)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.dunning_credit_stop)

    def test_quotation_is_blocked_where_the_group_says_so(self):
        self.group.is_sale_blocked = True
        self.debtor.action_stop_credit("Risk")
        order = self._quotation()

        with self.assertRaisesRegex(UserError, "has a credit stop since"):
            order.action_confirm()

        self.debtor.action_lift_credit_stop("Paid in cash")
        self.env.invalidate_all()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_who_pays_in_advance_is_not_blocked(self):
        self.group.is_sale_blocked = True
        self.debtor.action_stop_credit("Risk")
        order = self._quotation()
        methods = self.env["payment.method"].with_context(active_test=False)
        provider = self.env["payment.provider"].create({"name": "Cards"})
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": methods.search([], limit=1).id,
                "reference": "paid",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "state": "done",
                "sale_order_ids": [Command.link(order.id)],
            }
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_customer_is_told_without_the_reason(self):
        self.group.is_sale_blocked = True
        self.debtor.action_stop_credit("Risk")
        order = self._quotation()
        portal = new_test_user(self.env, "portal", "base.group_portal")
        message = order.with_user(portal).sudo()._confirmation_error_message()
        self.assertIn("Please contact us", message)

    def test_who_pays_the_invoice_counts(self):
        self.debtor.action_stop_credit("Risk")
        order = self._quotation()

        order.partner_invoice_id = self._create_customer("Somebody Else")

        self.assertFalse(order.dunning_credit_stop)
