from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPickupStatus(AutomotiveCommon):
    """A salesperson sees on the order whether the vehicle may be handed over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            "salesperson",
            "sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.driver = cls._create_customer("Driver")

    def _order(self, company=None, **values):
        """The order of a driver that the customer pays, as the salesperson reads it."""
        orders = self.env["sale.order"].sudo()  # the accountant sells nothing
        order = orders.create(
            {
                "partner_id": self.driver.id,
                "partner_invoice_id": self.customer.id,
                "company_id": (company or self.company).id,
                **values,
            }
        )
        return order.sudo(False).with_user(self.salesperson)

    def test_the_order_shows_the_status_of_who_pays(self):
        order = self._order()
        self.assertEqual(
            (order.pickup_status, order.pickup_message), ("free", "May be handed over")
        )

        self._invoice(312)
        self._invoice(100, partner=self.driver)
        order.invalidate_recordset()
        self.customer.invalidate_recordset()

        self.assertEqual(order.pickup_status, "overdue")
        self.assertEqual(order.pickup_message, "Overdue at us: $\u00a0312.00")

    def test_the_status_shows_as_soon_as_the_customer_is_chosen(self):
        self._invoice(312)
        orders = self.env["sale.order"].with_user(self.salesperson)
        with Form(orders.with_context(allowed_company_ids=self.company.ids)) as form:
            self.assertFalse(form.pickup_status)
            form.partner_id = self.customer
            self.assertEqual(form.pickup_status, "overdue")

    def test_own_is_the_company_of_the_order(self):
        sister = self._second_company("Garage Zuid")["company"]
        self.salesperson.company_ids |= sister
        self._invoice(312)

        here, there = self._order(), self._order(company=sister)

        self.assertEqual(here.pickup_message, "Overdue at us: $\u00a0312.00")
        self.assertEqual(there.pickup_message, f"Overdue at {self.company.name}")

    def test_the_customer_chart_stays_closed(self):
        self._invoice(312)
        self.group.action_refresh()
        self.assertEqual(self._order().pickup_status, "overdue")
        debtor = self.customer.dunning_debtor_ids
        with self.assertRaises(AccessError):
            debtor.with_user(self.salesperson).read(["amount_overdue"])
