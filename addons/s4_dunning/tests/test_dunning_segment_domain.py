from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegmentDomain(SegmentCommon):
    """A filter says what it cannot, and reaches no further than it may."""

    def _refused(self, domain, sentence):
        with self.assertRaisesRegex(ValidationError, sentence):
            self._segment("Test", domain=domain)

    def test_what_cannot_be_read_is_refused_on_save(self):
        for domain in (
            "nonsense",
            "[('no_such_field', '=', 1)]",
            "[('partner_id.no_such_field', '=', 1)]",
            "[('amount_overdue', 'resembles', 1)]",
            "[('amount_overdue', '>', uid)]",
            "[('segment_rule', '=', 'x')]",
            "__import__('os').system('true')",
            "['&', ('id', '=', 1)]",
        ):
            with self.subTest(domain=domain):
                self._refused(domain, "of segment Test cannot be read")

    def test_what_reaches_too_far_is_refused_on_save(self):
        for domain in (
            "[('partner_id.user_ids.password', '!=', False)]",
            "[('partner_id.user_id.login', 'like', 'a')]",
            "[('partner_id.invoice_ids', '!=', False)]",
            "[('partner_id.invoice_ids.amount_total', '>', 1)]",
            "[('partner_id', 'any', [('company_id.name', '=', 'East')])]",
            "[('partner_id.dunning_debtor_ids.amount_overdue', '>', 1)]",
            "[('notice_ids', 'any', [('amount_total', '>', 1)])]",
            "[('group_id.company_ids', 'in', [1])]",
            "['|', ('id', '=', 1), '!', ('collector_id.login', '=', 'a')]",
        ):
            with self.subTest(domain=domain):
                self._refused(domain, "may use the debtor, its customer")

    def test_internal_operators_are_refused(self):
        self._refused("[('partner_id', 'any!', [('user_ids', '!=', False)])]", "Test")

    def test_field_that_the_author_may_not_read_is_refused(self):
        manager = new_test_user(
            self.env,
            "plain_manager",
            groups="s4_dunning.s4_dunning_group_manager",
            company_id=self.company.id,
        )
        # only who manages users reads this field
        segments = self.env["dunning.segment"].with_user(manager)
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            segments.create(
                {"name": "Test", "domain": "[('partner_id.signup_type', '=', 'x')]"}
            )

    def test_filter_that_broke_later_stops_with_one_sentence(self):
        segment = self._segment("Test")
        self.env.cr.execute(
            "UPDATE dunning_segment SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", segment.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "of segment Test cannot be read"):
            self.group.action_refresh()
        self.assertIn("cannot be read", segment.match_message)

    def test_filter_that_is_being_typed_tells_no_secret(self):
        segment = self._segment("Test")
        typed = segment.new(
            {"domain": "[('partner_id.user_id.login', 'like', 'a')]"}, origin=segment
        )
        self.assertIn("may use the debtor, its customer", typed.match_message)

    def test_filter_goes_through_tags_and_countries(self):
        country = self.claes.country_id
        segment = self._segment(
            "Test",
            domain=f"[('partner_id.country_id.code', '=', '{country.code}')]",
        )
        self._refresh()
        self.assertEqual(segment.debtor_ids.partner_id, self.claes)

    def test_same_answer_whoever_asks(self):
        self._segment("Test", domain="[('partner_id.parent_id', '=', False)]")
        collector = new_test_user(
            self.env,
            "collector_login",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
        )
        self.group.with_user(collector).action_refresh()
        self.env.invalidate_all()
        self.assertEqual(self._assigned(), ["Test", "Test", "Test"])
