from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ..rules import consumers
from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestConsumerRule(DunningCommon):
    """Who is not sure to be a business is a consumer."""

    def test_numbers_of_businesses(self):
        # numbers that are published as those of large companies, or of examples
        for number, country in (
            ("NL123456782B90", None),
            ("123456782B90", "NL"),
            ("BE 0477.472.701", "BE"),
            ("DE 136 695 976", "DE"),
            ("XI980780684", "GB"),
            ("CHE-116.281.710 MWST", "CH"),
        ):
            with self.subTest(number=number):
                judged = consumers.judge(False, number, country)
                self.assertEqual(judged, (False, consumers.VAT))

    def test_numbers_that_prove_nothing(self):
        for number, country in (
            (None, "NL"),
            ("/", "NL"),
            ("NL123456789B90", "NL"),  # wrong check digit
            ("12345678Z", "ES"),  # also the number of a private person
            ("EL094259216", "GR"),  # likewise
            ("7103192745", "SK"),  # a number of birth
            ("12-3456789", "US"),  # there are no VAT numbers
        ):
            with self.subTest(number=number):
                judged = consumers.judge(False, number, country)
                self.assertEqual(judged, (True, consumers.PERSON))
                judged = consumers.judge(True, number, country)
                self.assertEqual(judged, (False, consumers.COMPANY))


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestConsumerSource(DunningCommon):
    """Business or consumer, what says so, and that a person wins."""

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self.group.action_refresh()
        self.debtor = self._debtor_of(self.customer)

    def _debtor_of(self, customer):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", customer.id), ("group_id", "=", self.group.id)]
        )

    def _judged(self):
        self.debtor.invalidate_recordset()
        return self.debtor.is_consumer, self.debtor.consumer_source

    def test_new_debtor_knows_what_it_is(self):
        self.assertEqual(self._judged(), (False, "company"))
        self.assertEqual(
            self.debtor.consumer_message, "Business: card marked as a company"
        )

    def test_change_of_the_card_counts_at_once(self):
        self.customer.is_company = False
        self.assertEqual(self._judged(), (True, "person"))
        self.assertEqual(
            self.debtor.consumer_message,
            "Consumer: a person without a valid VAT number",
        )
        self.customer.vat = "NL123456782B90"
        self.assertEqual(self._judged(), (False, "vat"))

    def test_person_with_wrong_number_is_a_consumer(self):
        self.customer.write({"is_company": False, "vat": "NL123456789B90"})
        self.assertEqual(self._judged(), (True, "person"))

    def test_refresh_judges_cards_that_were_imported(self):
        others = [self._create_customer(f"Debtor{number}") for number in range(3)]
        for other in others:
            self._invoice(10, partner=other)
        self.group.action_refresh()
        ids = [other.id for other in others[:2]]
        self.env.cr.execute(
            "UPDATE res_partner SET is_company = FALSE WHERE id = ANY(%s)", [ids]
        )
        self.env.invalidate_all()

        self.group.action_refresh()

        self.assertEqual(
            [self._debtor_of(other).is_consumer for other in others],
            [True, True, False],
        )

    def test_hand_wins_and_says_who_and_why(self):
        tracked = self.debtor.with_context(tracking_disable=False, mail_notrack=False)
        tracked.write({"consumer_choice": "consumer", "consumer_reason": "Sole trader"})
        self.cr.flush()  # what is tracked is noted at the end
        self.customer.vat = "NL123456782B90"
        self.group.action_refresh()

        self.assertEqual(self._judged(), (True, "hand"))
        self.assertEqual(self.debtor.consumer_user_id, self.env.user)
        self.assertEqual(self.debtor.consumer_date, TODAY)
        self.assertEqual(
            self.debtor.consumer_message,
            f"Consumer, says {self.env.user.name} on 03/31/2026: Sole trader",
        )
        # sudo: only administrators read what was tracked
        tracked = self.debtor.sudo().message_ids.tracking_value_ids
        self.assertIn("Sole trader", tracked.mapped("new_value_char"))

    def test_hand_gives_way_when_it_is_taken_back(self):
        self.debtor.write(
            {"consumer_choice": "consumer", "consumer_reason": "Sole trader"}
        )
        self.debtor.consumer_choice = False
        self.assertEqual(self._judged(), (False, "company"))
        self.assertFalse(self.debtor.consumer_reason)
        self.assertFalse(self.debtor.consumer_user_id)

    def test_hand_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "Say how you know"):
            self.debtor.consumer_choice = "business"
        with self.assertRaisesRegex(ValidationError, "Say how you know"):
            self.debtor.write({"consumer_choice": "business", "consumer_reason": " "})

    def test_who_only_looks_cannot_say_it(self):
        viewer = new_test_user(
            self.env,
            "viewer_login",
            groups="s4_dunning.s4_dunning_group_viewer",
            company_ids=[Command.set(self.company.ids)],
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).write(
                {"consumer_choice": "consumer", "consumer_reason": "I say so"}
            )

    def test_nobody_forges_who_said_it(self):
        for vals in (
            {"is_consumer": True},
            {"consumer_source": "vat"},
            {"consumer_choice": "business", "consumer_user_id": 1},
        ):
            with self.assertRaisesRegex(AccessError, "Who said so"):
                self.debtor.write(vals)

    def test_notices_follow_what_a_person_said(self):
        sister = self._second_company()["company"]
        self._invoice(250, company=sister)
        self.debtor.write(
            {"consumer_choice": "consumer", "consumer_reason": "Sole trader"}
        )
        notices = self._propose().notice_ids
        self.assertEqual(sorted(notices.mapped("amount_total")), [100, 250])
        self.assertEqual(set(notices.mapped("grouping_rule")), {"consumer"})

    def test_choice_outlives_a_merge_of_customers(self):
        twin = self._create_customer("Jansen Twin")
        self._invoice(10, partner=twin)
        self.group.action_refresh()
        self._debtor_of(twin).write(
            {"consumer_choice": "consumer", "consumer_reason": "Sole trader"}
        )
        self.env["dunning.debtor"]._merge(twin, self.customer)
        self.assertEqual(self._judged(), (True, "hand"))
        self.assertEqual(self.debtor.consumer_reason, "Sole trader")
        self.assertEqual(self.debtor.consumer_date, date(2026, 3, 31))
