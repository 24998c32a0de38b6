from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .address_common import AddressCommon
from .common import TODAY

PHONE = "+31 50 123 4567"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningChannelOrder(AddressCommon):
    """A segment says which channel comes after the first choice."""

    def setUp(self):
        super().setUp()
        self._invoice(100)
        self.segment = self.env["dunning.segment"].create(
            {"name": "Small", "group_id": self.group.id, "mode": "manual"}
        )
        self.debtor.segment_id = self.segment
        self.full = {
            "email": "jansen@example.com",
            "city": "Groningen",
            "phone": PHONE,
        }

    def _decided(self, first, second, **missing):
        """:return: (channel, its rule) where these particulars of the customer lack"""
        self.segment.write({"channel": first, "second_channel": second})
        self.customer.write({**self.full, **dict.fromkeys(missing, False)})
        run = self._propose()
        notice = run.notice_ids
        if notice:
            decided = (notice.channel, notice.channel_rule)
        else:
            decided = run.exclusion_ids.reason
        run.action_discard()
        return decided

    def test_second_channel_where_the_first_does_not_reach(self):
        no_email, no_letter, no_phone = {"email": 1}, {"city": 1}, {"phone": 1}
        for first, second, missing, decided in (
            ("email", "phone", {}, ("email", "segment")),
            ("email", "phone", no_email, ("phone", "second")),
            ("email", "phone", no_email | no_phone, ("letter", "fallback")),
            ("email", False, no_email, ("letter", "fallback")),
            (False, "phone", no_email, ("phone", "second")),
            (False, "phone", {}, ("email", "level")),
            ("letter", "email", no_letter, ("email", "second")),
            ("letter", False, no_letter | no_email, ("phone", "fallback")),
            ("letter", "email", no_letter | no_email, ("phone", "fallback")),
            ("phone", "letter", no_phone, ("letter", "second")),
            ("phone", "letter", no_phone | no_letter, ("email", "no_phone")),
            ("phone", False, no_phone, ("email", "no_phone")),
        ):
            with self.subTest(first=first, second=second, missing=missing):
                self.assertEqual(self._decided(first, second, **missing), decided)

    def test_what_the_debtor_prefers_comes_before_the_segment(self):
        self.debtor.channel = "letter"
        self.assertEqual(self._decided("email", "phone"), ("letter", "debtor"))
        self.assertEqual(self._decided("email", "phone", city=1), ("phone", "second"))

    def test_no_call_takes_the_place_of_what_must_be_in_writing(self):
        self.reminder.claims_costs = True
        self.assertEqual(
            self._decided("email", "phone", email=1), ("letter", "fallback")
        )
        self.assertEqual(self._decided("phone", "letter"), ("letter", "second"))
        self.assertEqual(self._decided("email", "phone", email=1, city=1), "no_address")

    def test_call_of_a_level_stays_a_call(self):
        self.reminder.action = "call"
        self.assertEqual(self._decided("phone", "letter", phone=1), ("phone", "level"))

    def test_sentence_says_it(self):
        self.customer.write({**self.full, "email": False})
        self.segment.write({"channel": "email", "second_channel": "phone"})
        self.assertEqual(
            self._propose().notice_ids.delivery_reason,
            "Phone call with the customer: second choice for its segment and the "
            "customer has no e-mail address.",
        )

    def test_sentence_where_no_email_was_tried(self):
        self.customer.write({**self.full, "phone": False})
        self.segment.write({"channel": "phone", "second_channel": "letter"})
        self.assertEqual(
            self._propose().notice_ids.delivery_reason,
            "Letter to the customer: second choice for its segment, as the first is "
            "not possible.",
        )

    def test_order_in_words(self):
        for first, second, words in (
            (False, False, "As the level says"),
            ("letter", False, "Letter"),
            (False, "phone", "As the level says, then Phone call"),
            ("email", "phone", "E-mail, then Phone call"),
        ):
            self.segment.write({"channel": first, "second_channel": second})
            self.assertEqual(self.segment.channel_order, words)

    def test_tester_shows_the_order(self):
        self.segment.write({"channel": "email", "second_channel": "phone"})
        action = self.debtor.action_explain_segment()
        explanation = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            explanation.line_ids.mapped("channel_order"), ["E-mail, then Phone call"]
        )

    def test_two_channels_differ(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused:
            self.segment.write({"channel": "email", "second_channel": "email"})
            self.segment.flush_recordset()
        self.assertEqual(
            refused.exception.diag.constraint_name, "dunning_segment_two_channels"
        )
