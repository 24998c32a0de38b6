from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningConsumer(DunningCommon):
    """To a consumer every company writes by itself, unless a manager allows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]
        cls.customer.is_company = False

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self._invoice(250, company=self.sister)

    def test_default_is_one_notice_per_company(self):
        notices = self._propose().notice_ids
        self.assertEqual(sorted(notices.mapped("amount_total")), [100, 250])
        self.assertEqual(set(notices.mapped("grouping")), {"company"})
        self.assertEqual(set(notices.mapped("grouping_rule")), {"consumer"})
        self.assertEqual(
            notices.debtor_id.grouping_rule,
            "One notice per company: the customer is a consumer",
        )

    def test_other_groupings_stay_within_a_company(self):
        self.workflow.grouping = "level"
        notices = self._propose().notice_ids
        self.assertEqual(sorted(notices.mapped("amount_total")), [100, 250])

    def test_person_with_vat_number_is_a_business(self):
        self.customer.vat = "NL123456782B90"
        self.assertEqual(self._propose().notice_ids.amount_total, 350)

    def test_manager_allows_it(self):
        self.group.is_consumer_collective = True
        notice = self._propose().notice_ids
        self.assertEqual(notice.amount_total, 350)
        self.assertTrue(notice.is_collective)

    def test_costs_are_never_claimed_collectively(self):
        self.group.is_consumer_collective = True
        self.reminder.claims_costs = True
        notices = self._propose().notice_ids
        self.assertEqual(sorted(notices.mapped("amount_total")), [100, 250])

    def test_business_gets_costs_in_one_notice(self):
        self.customer.is_company = True
        self.reminder.claims_costs = True
        self.assertEqual(self._propose().notice_ids.amount_total, 350)

    def test_person_cannot_choose_a_level_with_costs(self):
        self.group.is_consumer_collective = True
        self.second.claims_costs = True
        notice = self._propose().notice_ids
        notice.level_id = self.second
        with self.assertRaisesRegex(UserError, "is a consumer and Second reminder"):
            notice.action_approve()
