from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.s4_dunning.tests.common import TODAY

from .common import AutomotiveCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningAssignmentPreview(AutomotiveCommon):
    """A wrong rule is mended, and what it did is seen and put right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule(
            "All", brand_id=cls.volvo.id, location_id=cls.groningen.id
        )

    def _preview(self, **scope):
        preview = self.env["dunning.assignment.preview"].create(scope)
        preview.action_preview()
        return preview

    def _changes(self, preview):
        return [
            (
                line.move_id,
                line.tag,
                line.before_name or None,
                line.after_name or None,
                line.rule_id.name or None,
            )
            for line in preview.line_ids
        ]

    def test_preview_shows_what_changes_and_applying_does_just_that(self):
        first, second = self._invoice(100).move_id, self._invoice(50).move_id
        self.rule.brand_id = self.kia
        preview = self._preview()
        self.assertEqual(
            self._changes(preview),
            [
                (first, "dunning_brand_id", "Test Volvo", "Test Kia", "All"),
                (second, "dunning_brand_id", "Test Volvo", "Test Kia", "All"),
            ],
        )
        self.assertEqual(preview.invoice_count, 2)
        self.assertEqual((first | second).dunning_brand_id, self.volvo)

        preview.action_apply()

        self.assertEqual((first | second).dunning_brand_id, self.kia)
        self.assertEqual((first | second).dunning_location_id, self.groningen)
        self.assertEqual(
            first.line_ids.dunning_brand_id, self.kia, "the open item follows"
        )
        self.assertFalse(self._preview().line_ids, "a second time changes nothing")

    def test_rule_that_is_gone_leaves_the_tag_empty(self):
        invoice = self._invoice(100).move_id
        self.rule.active = False
        preview = self._preview()
        self.assertEqual(
            self._changes(preview),
            [
                (invoice, "dunning_brand_id", "Test Volvo", None, None),
                (invoice, "dunning_location_id", "Groningen", None, None),
            ],
        )
        preview.action_apply()
        self.assertEqual(self._tags(invoice), (False, False, False))

    def test_only_what_is_empty(self):
        invoice = self._invoice(100).move_id
        self.rule.write({"brand_id": self.kia.id, "department_id": self.parts.id})
        preview = self._preview(is_missing_only=True)
        self.assertEqual(
            self._changes(preview),
            [(invoice, "dunning_department_id", None, "Parts", "All")],
        )
        preview.action_apply()
        self.assertEqual(self._tags(invoice), ("Test Volvo", "Groningen", "Parts"))

    def test_what_was_set_by_hand_is_left_alone_unless_asked(self):
        invoice = self._invoice(100).move_id
        invoice.dunning_location_id = self.assen
        self.assertFalse(self._preview().line_ids)

        preview = self._preview(is_manual_included=True)
        self.assertEqual(
            self._changes(preview),
            [(invoice, "dunning_location_id", "Assen", "Groningen", "All")],
        )
        preview.action_apply()

        self.assertEqual(invoice.dunning_location_id, self.groningen)
        self.assertFalse(invoice.is_dunning_location_manual)

    def test_paid_invoices_only_when_asked(self):
        invoice = self._invoice(100).move_id
        self._register_payment(invoice)
        self.rule.brand_id = self.kia
        self.assertFalse(self._preview().line_ids)
        old = self._preview(scope="since", date_from="2026-03-30")
        self.assertNotIn(invoice, old.line_ids.move_id)
        self.assertEqual(
            self._preview(scope="since", date_from="2026-01-01").line_ids.move_id,
            invoice,
        )

    def test_companies_that_were_not_chosen_stay_out(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        theirs = self._invoice(100, company=sister).move_id
        self.rule.active = False
        self._create_rule("New", brand_id=self.kia.id)
        preview = self._preview(company_ids=sister.ids)
        self.assertEqual(preview.line_ids.move_id, theirs)

    def test_credit_note_follows_its_invoice(self):
        invoice = self._invoice(100).move_id
        refund = invoice._reverse_moves()
        refund.action_post()
        self.rule.write(
            {
                "brand_id": self.kia.id,
                "invoice_domain": f"[('id', '=', {invoice.id})]",
            }
        )
        self._preview(scope="since", date_from="2026-01-01").action_apply()
        self.assertEqual((invoice | refund).dunning_brand_id, self.kia)

    def test_hand_that_was_faster_wins(self):
        first, second = self._invoice(100).move_id, self._invoice(50).move_id
        self.rule.brand_id = self.kia
        preview = self._preview()
        first.dunning_brand_id = False

        result = preview.action_apply()

        self.assertFalse(first.dunning_brand_id)
        self.assertEqual(second.dunning_brand_id, self.kia)
        self.assertIn("meanwhile: 1", result["params"]["message"])

    def test_sent_notice_and_exclusions_keep_what_they_said(self):
        self._invoice(100)
        later = self._invoice(7, partner=self._create_customer("Smit"), overdue=-5)
        run = self._propose()
        self._send(run.notice_ids)
        self.rule.brand_id = self.kia

        self._preview().action_apply()

        self.assertEqual(later.dunning_brand_id, self.kia)
        self.assertEqual(run.notice_ids.brand_ids, self.volvo)
        self.assertEqual(run.exclusion_ids.brand_id, self.volvo)

    def test_nothing_is_applied_without_a_preview(self):
        preview = self.env["dunning.assignment.preview"].create({})
        with self.assertRaisesRegex(UserError, "Look at the preview"):
            preview.action_apply()
        preview.action_preview()
        preview.action_back()
        with self.assertRaisesRegex(UserError, "Look at the preview"):
            preview.action_apply()

    def test_managers_only_and_each_his_own(self):
        collector, manager = (
            new_test_user(
                self.env,
                f"{role} of tags",
                groups=f"s4_dunning.s4_dunning_group_{role}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for role in ("collector", "manager")
        )
        previews = self.env["dunning.assignment.preview"]
        with self.assertRaises(AccessError):
            previews.with_user(collector).create({})
        preview = self._preview()
        with self.assertRaises(AccessError):
            preview.with_user(manager).read(["state"])
        self._invoice(100)
        self.rule.brand_id = self.kia
        with Form(previews.with_user(manager)) as form:
            form.is_missing_only = False
        form.record.action_preview()
        form.record.action_apply()
        self.assertFalse(self._preview().line_ids)

    def test_writes_do_not_grow_with_the_invoices(self):
        def count(number):
            for _each in range(number):
                self._invoice(100)
            self.rule.brand_id = (self.volvo | self.kia) - self.rule.brand_id
            preview = self._preview()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            preview.action_apply()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(1)
        self.assertLessEqual(count(10), few + 5)
