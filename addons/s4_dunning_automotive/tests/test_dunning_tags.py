from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTags(AutomotiveCommon):
    """Tags on invoices and open items: by rule, by hand, and copied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule(
            "All", brand_id=cls.volvo.id, location_id=cls.groningen.id
        )

    def test_receivable_items_carry_the_tags_and_other_items_do_not(self):
        item = self._invoice(100)
        self.assertEqual(self._tags(item), ("Test Volvo", "Groningen", False))
        others = item.move_id.line_ids - item
        self.assertFalse(others.dunning_brand_id)

        item.move_id.dunning_brand_id = self.kia

        self.assertEqual(item.dunning_brand_id, self.kia)
        self.assertFalse(others.dunning_brand_id)

    def test_tag_set_by_hand_survives_posting(self):
        invoice = self._invoice(100, dunning_brand_id=self.kia.id).move_id
        self.assertEqual(self._tags(invoice), ("Test Kia", "Groningen", False))
        self.assertTrue(invoice.is_dunning_brand_manual)
        self.assertFalse(invoice.dunning_brand_rule_id)
        self.assertFalse(invoice.is_dunning_location_manual)
        self.assertEqual(invoice.dunning_location_rule_id, self.rule)

    def test_tag_cleared_by_hand_stays_empty(self):
        invoice = self._invoice(100).move_id
        invoice.dunning_brand_id = False
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(self._tags(invoice), (False, "Groningen", False))
        self.assertTrue(invoice.is_dunning_brand_manual)

    def test_edit_in_the_form_is_a_hand_edit(self):
        invoice = self._invoice(100).move_id
        with Form(invoice) as form:
            form.dunning_location_id = self.assen
        self.assertEqual(
            (invoice.is_dunning_brand_manual, invoice.is_dunning_location_manual),
            (False, True),
        )

    def test_new_invoice_of_a_form_is_not_set_by_hand(self):
        moves = self.env["account.move"].with_context(default_move_type="out_invoice")
        with Form(moves) as form:
            form.partner_id = self.customer
            with form.invoice_line_ids.new() as line:
                line.name = "Tyres"
                line.price_unit = 10
        form.record.action_post()
        self.assertEqual(form.record.dunning_brand_id, self.volvo)

    def test_import_is_a_hand_edit(self):
        invoice = self._invoice(100).move_id
        invoice.export_data(["id"])  # gives it an external id
        name = invoice.get_external_id()[invoice.id]
        result = self.env["account.move"].load(
            ["id", "dunning_brand_id"], [[name, "Test Kia"]]
        )
        self.assertFalse(result["messages"])
        self.assertEqual(invoice.dunning_brand_id, self.kia)
        self.assertTrue(invoice.is_dunning_brand_manual)

    def test_let_the_rules_decide_forgets_the_hand(self):
        invoice = self._invoice(
            100, dunning_brand_id=self.kia.id, dunning_department_id=self.parts.id
        ).move_id
        invoice.action_assign_dunning_tags()
        self.assertEqual(self._tags(invoice), ("Test Volvo", "Groningen", False))
        self.assertFalse(
            invoice.is_dunning_brand_manual or invoice.is_dunning_department_manual
        )

    def test_posting_again_asks_the_rules_again(self):
        invoice = self._invoice(100).move_id
        self.rule.brand_id = self.kia
        self.assertEqual(invoice.dunning_brand_id, self.volvo)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.dunning_brand_id, self.kia)

    def test_reversal_keeps_the_tags_of_the_original(self):
        invoice = self._invoice(100, dunning_location_id=self.assen.id).move_id
        self.rule.brand_id = self.kia

        refund = invoice._reverse_moves(cancel=True)

        self.assertEqual(self._tags(refund), ("Test Volvo", "Assen", False))
        self.assertEqual(refund.dunning_brand_rule_id, self.rule)
        self.assertTrue(refund.is_dunning_location_manual)

    def test_credit_note_by_itself_asks_the_rules(self):
        self.rule.invoice_domain = "[('move_type', '=', 'out_refund')]"
        self.assertEqual(
            self._invoice(100, move_type="out_refund").dunning_brand_id, self.volvo
        )

    def test_duplicate_keeps_what_was_set_by_hand_and_asks_the_rules_for_the_rest(self):
        invoice = self._invoice(100, dunning_location_id=self.assen.id).move_id
        self.rule.brand_id = self.kia
        duplicate = invoice.copy({"invoice_date": TODAY})
        duplicate.action_post()
        self.assertEqual(self._tags(duplicate), ("Test Kia", "Assen", False))

    def _tracked_fields(self, invoice):
        """What the chatter of an invoice says that has changed, until now."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", invoice.message_ids.ids)]
        )
        return tracked.field_id.mapped("name")

    def test_chatter_tells_what_hands_changed_and_not_what_rules_did(self):
        tracking = {"tracking_disable": False, "mail_notrack": False}
        invoice = self._invoice(100).move_id.with_context(**tracking)
        self._tracked_fields(invoice)
        self.rule.brand_id = self.kia
        invoice._assign_dunning_tags()
        self.assertEqual(invoice.dunning_brand_id, self.kia)
        self.assertNotIn("dunning_brand_id", self._tracked_fields(invoice))
        invoice.dunning_brand_id = self.volvo
        self.assertIn("dunning_brand_id", self._tracked_fields(invoice))

    def test_location_of_another_company_is_refused(self):
        sister = self._second_company()["company"]
        elsewhere = self._create_location("Elsewhere", sister)
        invoice = self._invoice(100).move_id
        with self.assertRaises(UserError):
            invoice.dunning_location_id = elsewhere

    def test_location_with_invoices_stays_with_its_company(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        self.assen.company_id = sister
        with self.assertRaisesRegex(UserError, "archive it"):
            self.groningen.company_id = sister

    def test_location_of_a_company_that_is_not_mine_cannot_be_read(self):
        other = self.setup_other_company(name="Competitor")["company"]
        elsewhere = self._create_location("Elsewhere", other)
        rule = self._create_rule(location_id=elsewhere.id)
        for group in (
            "account.group_account_invoice",
            "s4_dunning.s4_dunning_group_viewer_own",
            "s4_dunning.s4_dunning_group_manager",
        ):
            user = new_test_user(
                self.env,
                f"reader of {group}",
                groups=group,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for model, record in (
                ("dunning.location", elsewhere),
                ("dunning.assignment.rule", rule),
            ):
                with self.subTest(group=group, model=model):
                    found = self.env[model].with_user(user).search([])
                    self.assertNotIn(record, found)
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])
            self.assertTrue(self.groningen.with_user(user).has_access("read"))

    def test_only_a_dunning_manager_changes_the_master_data(self):
        records = (self.volvo, self.groningen, self.service, self.rule)
        for group, may in (
            ("account.group_account_manager", False),
            ("s4_dunning.s4_dunning_group_collector", False),
            ("s4_dunning.s4_dunning_group_manager", True),
        ):
            user = new_test_user(
                self.env,
                f"writer of {group}",
                groups=group,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for record in records:
                for operation in ("write", "create", "unlink"):
                    with self.subTest(group=group, record=record, operation=operation):
                        self.assertEqual(
                            record.with_user(user).has_access(operation), may
                        )
                self.assertTrue(record.with_user(user).has_access("read"))

    def test_sender_of_a_location_is_an_address(self):
        with self.assertRaisesRegex(ValidationError, "not an e-mail address"):
            self.groningen.reply_to = "service at waardebeek"
        self.assen.email = "Service <service@waardebeek.example>"
