from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon

NOTHING = (False, False, False)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAssignmentRule(AutomotiveCommon):
    """Each condition, their order, and what one rule leaves to the next."""

    def test_without_rules_an_invoice_has_no_tags(self):
        self.assertEqual(self._tags(self._invoice(100).move_id), NOTHING)

    def test_journal(self):
        self._create_rule(
            journal_ids=self.other_journal.ids,
            location_id=self.assen.id,
            department_id=self.service.id,
        )
        inside = self._invoice(100, journal_id=self.other_journal.id)
        outside = self._invoice(100)
        self.assertEqual(self._tags(inside.move_id), (False, "Assen", "Service"))
        self.assertEqual(self._tags(inside), (False, "Assen", "Service"))
        self.assertEqual(self._tags(outside.move_id), NOTHING)

    def test_salesperson(self):
        seller = self.env.user.copy({"login": "seller"})
        self._create_rule(user_ids=seller.ids, brand_id=self.kia.id)
        inside = self._invoice(100, invoice_user_id=seller.id)
        outside = self._invoice(100, invoice_user_id=self.env.user.id)
        self.assertEqual(inside.dunning_brand_id, self.kia)
        self.assertFalse(outside.dunning_brand_id)

    def test_product_category_and_those_below_it(self):
        parts = self.env["product.category"].create({"name": "Parts"})
        tyres = self.env["product.category"].create(
            {"name": "Tyres", "parent_id": parts.id}
        )
        self._create_rule(product_category_ids=parts.ids, department_id=self.parts.id)
        for category, department in ((tyres, self.parts), (False, False)):
            product = self.env["product.product"].create({"name": "Winter tyre"})
            if category:
                product.categ_id = category
            line = {"product_id": product.id, "price_unit": 50, "tax_ids": []}
            item = self._invoice(0, invoice_line_ids=[Command.create(line)])
            self.assertEqual(item.dunning_department_id, department or self.parts[:0])

    def test_analytic_account_in_the_distribution_of_one_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Branches"})
        north, south = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        self._create_rule(analytic_account_ids=north.ids, location_id=self.groningen.id)
        for distribution, location in (
            ({str(north.id): 40, str(south.id): 60}, self.groningen),
            ({str(south.id): 100}, self.groningen[:0]),
            (False, self.groningen[:0]),
        ):
            line = {
                "name": "Service",
                "price_unit": 50,
                "tax_ids": [],
                "analytic_distribution": distribution,
            }
            item = self._invoice(0, invoice_line_ids=[Command.create(line)])
            self.assertEqual(item.dunning_location_id, location, distribution)

    def test_any_other_condition(self):
        self._create_rule(
            invoice_domain="[('invoice_origin', 'ilike', 'WS')]",
            department_id=self.body_shop.id,
        )
        inside = self._invoice(100, invoice_origin="WS-2201")
        outside = self._invoice(100, invoice_origin="SO-17")
        self.assertEqual(inside.dunning_department_id, self.body_shop)
        self.assertFalse(outside.dunning_department_id)

    def test_condition_on_amounts_of_invoices_in_several_currencies(self):
        self._create_rule(
            invoice_domain="[('amount_total', '>', 70)]", department_id=self.parts.id
        )
        dollar = self.setup_other_currency("CAD")
        items = self._invoice(100) | self._invoice(50, currency_id=dollar.id)
        items.move_id.action_assign_dunning_tags()
        self.assertEqual(items.mapped("dunning_department_id.name"), ["Parts"])

    def test_all_conditions_of_a_rule_must_hold(self):
        self._create_rule(
            journal_ids=self.other_journal.ids,
            invoice_domain="[('invoice_origin', '=', 'WS')]",
            brand_id=self.volvo.id,
        )
        both = self._invoice(100, journal_id=self.other_journal.id, invoice_origin="WS")
        one = self._invoice(100, journal_id=self.other_journal.id)
        other = self._invoice(100, invoice_origin="WS")
        self.assertEqual(both.dunning_brand_id, self.volvo)
        self.assertFalse((one + other).dunning_brand_id)

    def test_first_rule_wins_for_each_tag_by_itself(self):
        self._create_rule("Later", sequence=30, brand_id=self.kia.id)
        self._create_rule("First", sequence=10, location_id=self.assen.id)
        self._create_rule(
            "Second",
            sequence=20,
            brand_id=self.volvo.id,
            location_id=self.groningen.id,
        )
        invoice = self._invoice(100).move_id
        self.assertEqual(self._tags(invoice), ("Test Volvo", "Assen", False))
        self.assertEqual(invoice.dunning_brand_rule_id.name, "Second")
        self.assertEqual(invoice.dunning_location_rule_id.name, "First")
        self.assertFalse(invoice.dunning_department_rule_id)

    def test_rule_of_a_company_leaves_the_others_alone(self):
        sister = self._second_company()["company"]
        for company, brand in ((sister, self.kia), (self.company, self.volvo)):
            self._create_rule(company_id=company.id, brand_id=brand.id)
        self._create_rule(department_id=self.parts.id)
        ours = self._invoice(100)
        theirs = self._invoice(100, company=sister)
        self.assertEqual(self._tags(ours), ("Test Volvo", False, "Parts"))
        self.assertEqual(self._tags(theirs), ("Test Kia", False, "Parts"))

    def test_rule_that_gives_a_location_is_for_its_company(self):
        sister = self._second_company()["company"]
        rule = self._create_rule(location_id=self.assen.id)
        self.assertEqual(rule.company_id, self.company)
        self.assertFalse(self._invoice(100, company=sister).dunning_location_id)
        with self.assertRaisesRegex(ValidationError, "Assen belongs to"):
            rule.company_id = sister

    def test_archived_rules_and_archived_values_give_nothing(self):
        self._create_rule(brand_id=self.kia.id).active = False
        self._create_rule(location_id=self.assen.id)
        self.assen.active = False
        self.assertEqual(self._tags(self._invoice(100)), NOTHING)

    def test_rule_needs_a_condition_and_a_result(self):
        rules = self.env["dunning.assignment.rule"]
        with self.assertRaisesRegex(ValidationError, "no condition"):
            rules.create({"name": "Empty", "brand_id": self.kia.id})
        with self.assertRaisesRegex(ValidationError, "no condition"):
            self._create_rule(invoice_domain="[]", brand_id=self.kia.id)
        with self.assertRaisesRegex(ValidationError, "gives nothing"):
            self._create_rule()
        rule = self._create_rule(brand_id=self.kia.id)
        with self.assertRaisesRegex(ValidationError, "gives nothing"):
            rule.brand_id = False

    def test_conditions_that_cannot_be_read_are_refused(self):
        for text in ("[('nonsense', '=', 1)]", "not a list", "[('name'"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "cannot be read"),
            ):
                self._create_rule(invoice_domain=text, brand_id=self.kia.id)

    def test_filter_that_cannot_be_read_any_more_does_not_stop_posting(self):
        broken = self._create_rule("Broken", brand_id=self.kia.id)
        self._create_rule("Sound", brand_id=self.volvo.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dunning_assignment_rule SET invoice_domain = %s WHERE id = %s",
            ["[('field_of_an_add_on_that_is_gone', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.s4_dunning_automotive", "WARNING") as logs:
            item = self._invoice(100)
        self.assertIn("Broken", logs.output[0])
        self.assertEqual(item.dunning_brand_id, self.volvo)
        self.assertIn("cannot be read", broken.conditions)

    def test_rule_never_holds_for_more_invoices_because_a_condition_is_gone(self):
        category = self.env["product.category"].create({"name": "Short-lived"})
        rule = self._create_rule(
            product_category_ids=category.ids, brand_id=self.kia.id
        )
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            category.unlink()
            self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute(
            "DELETE FROM dunning_assignment_rule_product_category_rel"
            " WHERE dunning_assignment_rule_id = %s",
            [rule.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self._invoice(100).dunning_brand_id)

    def test_rules_with_a_condition_of_an_add_on_that_goes_are_archived(self):
        goes = self._create_rule(
            journal_ids=self.journal.ids,
            user_ids=self.env.user.ids,
            brand_id=self.kia.id,
        )
        stays = self._create_rule(journal_ids=self.journal.ids, brand_id=self.kia.id)
        self.env["dunning.assignment.rule"]._archive_using(["user_ids"])
        self.assertEqual((goes.active, stays.active), (False, True))

    def test_rule_says_its_conditions(self):
        rule = self._create_rule(
            journal_ids=self.other_journal.ids,
            invoice_domain="[('amount_total', '>', 5)]",
            brand_id=self.kia.id,
        )
        journal = self.other_journal.display_name
        self.assertEqual(rule.conditions, f"Journals: {journal}; Other conditions")

    def test_customer_documents_only(self):
        self._create_rule(
            invoice_domain="[('id', '!=', False)]", department_id=self.service.id
        )
        bill = self._invoice(100, move_type="in_invoice").move_id
        bills = self.env["account.move"].search(
            [("move_type", "=", "in_invoice"), ("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(bills)
        self.assertFalse((bill | bills).dunning_department_id)
        for move_type in ("out_invoice", "out_refund", "out_receipt"):
            item = self._invoice(100, move_type=move_type)
            self.assertEqual(item.dunning_department_id, self.service, move_type)

    def test_entry_is_tagged_when_it_has_a_receivable_item(self):
        self._create_rule(
            journal_ids=self.company_data["default_journal_misc"].ids,
            location_id=self.assen.id,
        )
        receivable = self.company_data["default_account_receivable"]
        revenue = self.company_data["default_account_revenue"]
        for account, location in (
            (receivable, self.assen),
            (self.company_data["default_account_expense"], self.assen[:0]),
        ):
            entry = self.env["account.move"].create(
                {
                    "move_type": "entry",
                    "line_ids": [
                        Command.create({"account_id": account.id, "debit": 80}),
                        Command.create({"account_id": revenue.id, "credit": 80}),
                    ],
                }
            )
            entry.action_post()
            self.assertEqual(entry.dunning_location_id, location)
            tagged_items = entry.line_ids.filtered("dunning_location_id")
            self.assertEqual(
                tagged_items.account_id, account if location else account[:0]
            )

    def test_number_of_queries_grows_neither_with_rules_nor_with_invoices(self):
        def count(invoices):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            invoices._plan_dunning_tags()
            return self.env.cr.sql_log_count - before

        invoices = self.env["account.move"].concat(
            *(self._invoice(amount).move_id for amount in range(1, 13))
        )
        self._create_rule(brand_id=self.kia.id)
        few = count(invoices[:2])
        for number in range(10):
            self._create_rule(
                f"Rule {number}",
                journal_ids=self.journal.ids,
                invoice_domain=f"[('amount_total', '>', {number})]",
                location_id=self.assen.id,
            )
        self.assertLessEqual(count(invoices), few + 5)
