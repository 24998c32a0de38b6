from odoo import Command
from odoo.exceptions import UserError
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


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningPayer(DunningCommon):
    """A leasing company pays for a customer that orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._create_customer("Veldzicht Lease")
        cls.ordering = cls._create_customer("Bakker Bouw", parent_id=cls.payer.id)
        cls.group.action_refresh()
        cls.debtor = cls.env["dunning.debtor"].create(
            {"partner_id": cls.ordering.id, "group_id": cls.group.id}
        )

    def test_parent_is_the_first_choice(self):
        self.debtor.addressee = "payer"
        self.assertEqual(self.debtor.payer_id, self.payer)

    def test_payer_gets_all_in_one_notice(self):
        self.debtor.addressee = "payer"
        own = self._invoice(100, partner=self.payer)
        ordered = self._invoice(40, partner=self.ordering)

        notice = self._propose().notice_ids

        self.assertEqual(notice.partner_id, self.payer)
        self.assertEqual(notice.amount_total, 140)
        lines = {line.move_line_id: line for line in notice.line_ids}
        self.assertEqual(lines[ordered].details, "Bakker Bouw")
        self.assertFalse(lines[own].details)
        self._send(notice)
        self.assertEqual(ordered.dunning_level_id, self.reminder)
        self.assertEqual(lines[ordered].frozen_details, "Bakker Bouw")

    def test_payer_without_items_of_its_own(self):
        self.debtor.addressee = "payer"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        self.assertEqual(notice.debtor_id.partner_id, self.payer)
        self.assertEqual(notice.email, "veldzicht@example.com")
        self.assertIn(
            self.ordering,
            self.env["account.move.line"]
            .search(notice.debtor_id._open_item_domain())
            .partner_id,
        )

    def test_credit_of_the_customer_helps_the_payer(self):
        self.debtor.addressee = "payer"
        self._invoice(100, partner=self.payer)
        self._invoice(30, partner=self.ordering, move_type="out_refund")
        self.assertEqual(self._propose().notice_ids.amount_total, 70)

    def test_hold_of_the_customer_holds(self):
        self.debtor.addressee = "payer"
        item = self._invoice(40, partner=self.ordering)
        self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": self.debtor.id,
                "reason_id": self.env.ref(
                    "s4_dunning.dunning_hold_reason_complaint"
                ).id,
            }
        )
        self.assertEqual(self._reason(self._propose(), item), "hold")

    def test_both_get_the_notice_of_the_customer(self):
        self.debtor.addressee = "both"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        self.assertEqual(notice.partner_id, self.ordering)
        self._send(notice)
        self.assertEqual(
            notice.message_ids.filtered("partner_ids").partner_ids,
            self.ordering | self.payer,
        )

    def test_letter_is_printed_for_both(self):
        self.debtor.addressee = "both"
        self.reminder.channel = "letter"
        self._invoice(40, partner=self.ordering)
        notice = self._propose().notice_ids
        letter = self.env["report.s4_dunning.dunning_letter"]
        self.assertEqual(letter._addressees(notice), self.ordering | self.payer)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "s4_dunning.dunning_letter_report", notice.ids
        )[0]
        self.assertEqual(html.count(b"Copy to: "), 2)

    def test_payer_must_be_named_and_pay_itself(self):
        stranger = self._create_customer("Stranger")
        alone = self.env["dunning.debtor"].create(
            {"partner_id": stranger.id, "group_id": self.group.id}
        )
        with self.assertRaisesRegex(UserError, "Choose who pays for Stranger"):
            alone.addressee = "payer"
        with self.assertRaisesRegex(UserError, "cannot be its own payer"):
            alone.write({"addressee": "payer", "payer_id": stranger.id})
        alone.write({"addressee": "payer", "payer_id": self.ordering.id})
        with self.assertRaisesRegex(UserError, "choose Veldzicht Lease as payer"):
            self.debtor.addressee = "payer"

    def test_segment_and_workflow_of_the_payer_decide(self):
        self.debtor.addressee = "payer"
        item = self._invoice(40, partner=self.ordering)
        self.group.action_refresh()
        payer = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.payer.id), ("group_id", "=", self.group.id)]
        )
        payer.workflow_id = self._create_workflow(
            name="Fleet", level_ids=[Command.create({"name": "Late", "days": 60})]
        )
        self.assertEqual(self._reason(self._propose(), item), "level_not_reached")
