from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.tests.common import TODAY
from odoo.addons.s4_dunning_automotive.tests.common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAssignmentRule(AutomotiveCommon):
    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("stock.group_stock_manager")
        )

    def _invoice_from(self, warehouse):
        """Sell one part from a warehouse and post its invoice."""
        product = self.env["product.product"].create(
            {"name": "Brake disc", "invoice_policy": "order", "taxes_id": []}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": warehouse.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 80})
                ],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_warehouse_that_delivers(self):
        groningen, assen = self.env["stock.warehouse"].create(
            [
                {"name": "Parts Groningen", "code": "PGR"},
                {"name": "Parts Assen", "code": "PAS"},
            ]
        )
        rule = self._create_rule(
            warehouse_ids=groningen.ids, location_id=self.groningen.id
        )
        self.assertEqual(
            self._tags(self._invoice_from(groningen)), (False, "Groningen", False)
        )
        self.assertEqual(self._tags(self._invoice_from(assen)), (False, False, False))
        self.assertEqual(rule.conditions, "Warehouses: Parts Groningen")
