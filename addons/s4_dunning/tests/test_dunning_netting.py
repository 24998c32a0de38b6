from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningNetting(DunningCommon):
    """What a notice asks for in the end decides whether it is enough to be sent.

    Three levels by days overdue, 7, 21 and 35; the highest reached counts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workflow.progression = "catch_up"
        cls.workflow.level_ids.trigger_base = "due_date"
        cls.second.days, cls.final.days = 21, 35

    def _credit(self, amount, **values):
        return self._invoice(amount, move_type="out_refund", **values)

    def test_credit_of_a_company_that_asks_for_nothing_does_not_count(self):
        sister = self._second_company()["company"]
        self.reminder.minimum_amount = 50
        self._invoice(60)
        credit = self._credit(30, company=sister)

        run = self._propose()

        self.assertEqual(run.notice_ids.amount_total, 60)
        self.assertEqual(self._reason(run, credit), "credit")

    def test_credit_that_moves_to_another_notice_counts_for_its_minimum(self):
        # 300 - 100 is below the 250 of the reminder; then 260 - 100 is below the 200
        # of the second reminder, and below 250 as well
        self.workflow.grouping = "level"
        self.reminder.minimum_amount = 250
        self.second.minimum_amount = 200
        first = self._invoice(300, 10)
        second = self._invoice(260, 30)
        self._credit(100)

        run = self._propose()

        self.assertFalse(run.notice_ids)
        self.assertEqual(self._reason(run, first), "below_minimum")
        self.assertEqual(self._reason(run, second), "below_minimum")

    def test_what_cannot_be_sent_does_not_count_for_the_minimum(self):
        self.reminder.minimum_amount = 50
        self.customer.city = False
        small = self._invoice(30, 10)
        letter = self._invoice(100, 40)
        self.assertEqual(self.final.channel, "letter")

        run = self._propose()

        self.assertEqual(self._reason(run, letter), "no_address")
        self.assertEqual(self._reason(run, small), "below_minimum")

    def test_credit_covers_once_though_other_items_join(self):
        # 400 cover the final notice of 350 and reach into the second reminder; what is
        # lowered to the first one joins it: 200 + 180 is no more than 400, but those
        # are used up
        strictest = self.final.copy({"sequence": 4, "days": 50})
        self.workflow.grouping = "level"
        self.second.minimum_amount = 1000
        covered = self._invoice(350, 60)
        self.assertEqual(strictest.workflow_id, self.workflow)
        reached = self._invoice(300, 40)
        lowered = self._invoice(200, 30)
        other = self._invoice(180, 10)
        self._credit(400)

        run = self._propose()

        self.assertEqual(self._reason(run, covered), "covered_by_credit")
        self.assertEqual(self._reason(run, reached), "covered_by_credit")
        self.assertEqual(run.notice_ids.line_ids.move_line_id, lowered | other)
        self.assertEqual(run.notice_ids.amount_total, 380)

    def _items_of_two_companies(self):
        sister = self._second_company()["company"]
        self.customer.is_company = False
        self.group.is_consumer_collective = True
        return sister

    def test_lowered_from_a_level_with_costs_to_one_notice(self):
        sister = self._items_of_two_companies()
        self.second.write({"claims_costs": True, "minimum_amount": 500})
        self._invoice(100, 30)
        self._invoice(50, 10, company=sister)

        notice = self._propose().notice_ids

        self.assertEqual(notice.mapped("amount_total"), [150])
        self.assertEqual(notice.level_id, self.reminder)
        self.assertEqual(notice.grouping, "collective")

    def test_lowered_to_a_level_with_costs_to_one_notice_per_company(self):
        sister = self._items_of_two_companies()
        self.reminder.claims_costs = True
        self.second.minimum_amount = 500
        self._invoice(100, 30)
        self._invoice(50, 30, company=sister)

        notices = self._propose().notice_ids

        self.assertEqual(sorted(notices.mapped("amount_total")), [50, 100])
        self.assertEqual(notices.level_id, self.reminder)

    def test_percentage_is_of_all_that_the_debtor_owes(self):
        # 50 of 250 are 20 %, whatever stands in the same notice
        self.workflow.grouping = "level"
        self.second.minimum_percentage = 50
        self._invoice(50, 30)
        self._invoice(200, 10)

        notice = self._propose().notice_ids

        self.assertEqual((notice.level_id, notice.amount_total), (self.reminder, 250))

    def test_limit_of_an_invoice_is_named_only_where_it_holds_back(self):
        (self.second | self.final).active = False
        item = self._invoice(100)
        self._send(self._propose().notice_ids)
        item.move_id.dunning_level_cap_id = self.reminder
        later = TODAY + timedelta(days=30)
        self.assertEqual(self._reason(self._propose(later), item), "last_level")

        self.second.active = True

        self.assertEqual(self._reason(self._propose(later), item), "level_cap")
