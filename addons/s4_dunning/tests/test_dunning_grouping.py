from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningGrouping(DunningCommon):
    """Two companies A and B, dollars and pounds, three levels by days overdue.

    Half a pound is worth a dollar: £ 60 are $ 120 and £ 40 are $ 80. To A is overdue
    100 + 200 + 120 = $ 420, to B 300 + 80 = $ 380: A writes.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workflow.progression = "catch_up"
        cls.workflow.level_ids.trigger_base = "due_date"
        cls.second.days, cls.final.days = 21, 35
        cls.sister = cls._second_company()["company"]
        cls.pound = cls.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        cls.pound.rate_ids.company_id = False
        cls.dollar = cls.company.currency_id

    def setUp(self):
        super().setUp()
        pounds = {"currency_id": self.pound.id}
        self.a_reminder = self._invoice(100, 10)
        self.a_second = self._invoice(200, 30)
        self.a_pounds = self._invoice(60, 10, **pounds)
        self.b_final = self._invoice(300, 40, company=self.sister)
        self.b_pounds = self._invoice(40, 10, company=self.sister, **pounds)

    def _letters(self, notices):
        """What the notices say: level, sender, total, and the claims in it."""
        return sorted(
            (
                notice.level_id.name,
                "A" if notice.company_id == self.company else "B",
                notice.currency_id.name,
                notice.amount_total,
                sorted(
                    (
                        "A" if claim.company_id == self.company else "B",
                        claim.currency_id.name,
                        claim.amount_total,
                    )
                    for claim in notice.claim_ids
                ),
            )
            for notice in notices
        )

    def _assert_proposes(self, letters):
        run = self._propose()
        self.assertEqual(self._letters(run.notice_ids), sorted(letters))
        self.assertFalse(run.has_difference)
        return run.notice_ids

    COLLECTIVE = (
        "Final notice",
        "A",
        "USD",
        800,
        [("A", "GBP", 60), ("A", "USD", 300), ("B", "GBP", 40), ("B", "USD", 300)],
    )
    PER_COMPANY = [
        ("Second reminder", "A", "USD", 420, [("A", "GBP", 60), ("A", "USD", 300)]),
        ("Final notice", "B", "USD", 380, [("B", "GBP", 40), ("B", "USD", 300)]),
    ]
    PER_LEVEL = [
        (
            "Reminder",
            "A",
            "USD",
            300,
            [("A", "GBP", 60), ("A", "USD", 100), ("B", "GBP", 40)],
        ),
        ("Second reminder", "A", "USD", 200, [("A", "USD", 200)]),
        ("Final notice", "B", "USD", 300, [("B", "USD", 300)]),
    ]
    PER_INVOICE = [
        ("Reminder", "A", "USD", 100, [("A", "USD", 100)]),
        ("Second reminder", "A", "USD", 200, [("A", "USD", 200)]),
        ("Reminder", "A", "GBP", 60, [("A", "GBP", 60)]),
        ("Final notice", "B", "USD", 300, [("B", "USD", 300)]),
        ("Reminder", "B", "GBP", 40, [("B", "GBP", 40)]),
    ]

    def test_matrix(self):
        for grouping, letters in (
            ("collective", [self.COLLECTIVE]),
            ("company", self.PER_COMPANY),
            ("level", self.PER_LEVEL),
            ("invoice", self.PER_INVOICE),
        ):
            with self.subTest(grouping):
                self.workflow.grouping = grouping
                notices = self._assert_proposes(letters)
                self.assertEqual(set(notices.mapped("grouping")), {grouping})
                notices.run_id.action_discard()

    def test_most_specific_choice_wins_and_is_shown(self):
        debtor = self._propose().notice_ids.debtor_id
        debtor.notice_ids.run_id.action_discard()
        self.assertEqual(
            debtor.grouping_rule, "One notice for all companies: from workflow Test"
        )
        debtor.segment_id = self.env["dunning.segment"].create(
            {
                "name": "Fleets",
                "group_id": self.group.id,
                "workflow_id": self.workflow.id,
                "grouping": "company",
            }
        )
        notices = self._assert_proposes(self.PER_COMPANY)
        self.assertEqual(set(notices.mapped("grouping_rule")), {"segment"})
        self.assertEqual(
            debtor.grouping_rule, "One notice per company: from segment Fleets"
        )
        notices.run_id.action_discard()

        debtor.grouping = "level"
        notices = self._assert_proposes(self.PER_LEVEL)
        self.assertEqual(set(notices.mapped("grouping_rule")), {"debtor"})
        self.assertEqual(
            debtor.grouping_rule, "One notice per level: set on the debtor"
        )

    def test_level_of_the_oldest_item(self):
        self.workflow.level_rule = "oldest"
        self.b_final.move_id.dunning_level_cap_id = self.reminder
        notice = self._propose().notice_ids
        self.assertEqual(notice.level_id, self.reminder)
        line = notice.line_ids.filtered(lambda line: line.move_line_id == self.a_second)
        self.assertEqual(line.level_id, self.reminder, "no item above its notice")

    def test_level_of_the_sender(self):
        self.workflow.level_rule = "lead_company"
        notice = self._propose().notice_ids
        self.assertEqual(
            (notice.company_id, notice.level_id), (self.company, self.second)
        )
        line = notice.line_ids.filtered(lambda line: line.move_line_id == self.b_final)
        self.assertEqual(line.level_id, self.second)
        notice.run_id.action_discard()

        self.group.lead_company_id = self.sister
        notice = self._propose().notice_ids
        self.assertEqual(
            (notice.company_id, notice.level_id), (self.sister, self.final)
        )

    def test_fixed_lead_company_writes_only_where_it_has_a_claim(self):
        self.group.lead_company_id = self.sister
        self.workflow.grouping = "company"
        notices = self._propose().notice_ids
        self.assertEqual(notices.company_id, self.company | self.sister)

    def test_minimum_of_a_level_counts_what_stands_in_one_notice(self):
        # per level the final notice has $ 300, and falls to the second reminder
        self.final.minimum_amount = 301
        self.workflow.grouping = "level"
        reminder, _second, _final = self.PER_LEVEL
        second = (
            "Second reminder",
            "B",
            "USD",
            500,
            [("A", "USD", 200), ("B", "USD", 300)],
        )
        self._assert_proposes([reminder, second])

    def test_credits_count_once(self):
        self._invoice(30, move_type="out_refund")
        self.workflow.grouping = "invoice"
        letters = [
            letter if letter[3] != 200 else (*letter[:3], 170, [("A", "USD", 170)])
            for letter in self.PER_INVOICE
        ]
        self._assert_proposes(letters)

    def test_credits_count_once_at_the_sending_too(self):
        customer = self._create_customer("Smit")
        self._invoice(100, 10, customer)
        self._invoice(200, 10, customer)
        self._invoice(30, 10, customer, move_type="out_refund")
        self.workflow.grouping = "invoice"
        notices = self._propose().notice_ids.filtered(
            lambda notice: notice.partner_id == customer
        )

        self._send(notices)

        self.assertEqual(sorted(notices.mapped("amount_total")), [100, 170])

    def test_credit_that_is_used_up_does_not_come_back_at_the_sending(self):
        customer = self._create_customer("Smit")
        self._invoice(100, 10, customer)
        self._invoice(200, 10, customer)
        self._invoice(200, 10, customer, move_type="out_refund")
        self.workflow.grouping = "invoice"
        notice = self._propose().notice_ids.filtered(
            lambda notice: notice.partner_id == customer
        )

        self._send(notice)

        self.assertEqual((notice.state, notice.amount_total), ("sent", 100))

    def test_credit_covers_what_the_minimum_leaves(self):
        # 300 - 100 is below the minimum of the reminder; then 100 covers the other 50
        customer = self._create_customer("Smit")
        self.workflow.grouping = "level"
        self.reminder.minimum_amount = 250
        small = self._invoice(300, 10, customer)
        other = self._invoice(50, 30, customer)
        self._invoice(100, 10, customer, move_type="out_refund")

        run = self._propose()

        self.assertEqual(self._reason(run, small), "below_minimum")
        self.assertEqual(self._reason(run, other), "covered_by_credit")

    def test_invoice_of_its_own_mentions_no_other(self):
        self._invoice(500, -5)
        self.workflow.grouping = "invoice"
        self.assertFalse(
            self._propose().notice_ids.line_ids.filtered(
                lambda line: line.kind == "open"
            )
        )
        self.assertFalse(self._propose().has_difference)

    def test_sent_in_two_currencies(self):
        notice = self._propose().notice_ids
        self._send(notice)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(self.b_pounds.dunning_level_id, self.reminder)

    def test_notice_takes_the_currency_that_is_left(self):
        customer = self._create_customer("Smit")
        paid = self._invoice(100, 10, customer)
        self._invoice(60, 10, customer, currency_id=self.pound.id)
        notice = self._propose().notice_ids.filtered(
            lambda notice: notice.partner_id == customer
        )
        self.assertEqual((notice.currency_id, notice.amount_total), (self.dollar, 220))
        notice.action_approve()
        self._register_payment(paid.move_id)

        with self.without_pdf():
            notice.action_send()

        self.assertEqual((notice.currency_id, notice.amount_total), (self.pound, 60))

    def test_second_approval_looks_at_all_currencies(self):
        self.group.write({"second_approval": True, "second_approval_amount": 799})
        self.assertTrue(self._propose().notice_ids.needs_second_approval)
