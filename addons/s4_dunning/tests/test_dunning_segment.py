from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .segment_common import SegmentCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDunningSegment(SegmentCommon):
    """Each debtor gets the first segment whose criteria it meets; people win."""

    def test_each_criterion_by_itself(self):
        belgium = self.env.ref("base.be")
        tag = self.env["res.partner.category"].create({"name": "Board"})
        self.bakker.category_id = tag
        english = self.env["res.lang"]._lang_get("en_US")
        (self.anna | self.bakker).lang = False
        self.claes.lang = english.code
        self._debtor(self.bakker).is_key_account = True
        self._debtor(self.anna).channel = "letter"
        self._late_twice(self.bakker)
        for values, expected in (
            ({}, "Anna Bakker Claes"),
            ({"customer_kind": "consumer"}, "Anna"),
            ({"customer_kind": "business"}, "Bakker Claes"),
            ({"region": "domestic"}, "Anna Bakker"),
            ({"region": "foreign"}, "Claes"),
            ({"country_ids": belgium.ids}, "Claes"),
            ({"lang_ids": english.ids}, "Claes"),
            ({"category_ids": tag.ids}, "Bakker"),
            ({"debtor_channel": "letter"}, "Anna"),
            ({"is_key_account": True}, "Bakker"),
            ({"behaviour": "habitual"}, "Bakker"),
            ({"behaviour": "new"}, "Anna Claes"),
            ({"amount_overdue_from": 500}, "Bakker Claes"),
            ({"amount_overdue_to": 500}, "Anna Bakker"),
            ({"amount_open_from": 20.01, "amount_open_to": 2999.99}, "Bakker"),
            ({"days_overdue_from": 40, "days_overdue_to": 100}, "Bakker Claes"),
            ({"domain": "[('partner_id.name', 'ilike', 'aes')]"}, "Claes"),
            ({"customer_kind": "business", "region": "domestic"}, "Bakker"),
        ):
            with self.subTest(values=values):
                segment = self._segment("Test", **values)
                self._refresh()
                names = [name for name in self._assigned() if name]
                members = segment.debtor_ids.partner_id.sorted("name")
                self.assertEqual(" ".join(members.mapped("name")), expected)
                count = len(names)
                self.assertEqual(
                    segment.match_message, f"Debtors that meet all criteria: {count}"
                )
                segment.active = False
                self._refresh()

    def test_criterion_that_is_archived_lets_nobody_else_in(self):
        tag = self.env["res.partner.category"].create({"name": "Public"})
        self.bakker.category_id = tag
        segment = self._segment("Authorities", category_ids=tag.ids)
        tag.active = False

        self._refresh()

        self.assertEqual(segment.debtor_ids.partner_id, self.bakker)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            tag.unlink()
            self.env.flush_all()

    def test_segment_that_is_used_cannot_be_deleted(self):
        segment = self._segment("Businesses", customer_kind="business")
        self._refresh()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            segment.unlink()
        segment.active = False
        self._refresh()
        self.assertEqual(self._assigned(), ["", "", ""])
        with self.assertRaisesRegex(UserError, "archive it instead"):
            segment.unlink()
        self._segment("Nobody's", mode="manual").unlink()

    def test_debtors_follow_the_collector_of_their_segment(self):
        first, second, other = self.env["res.users"].create(
            [{"name": name, "login": name} for name in ("first", "second", "other")]
        )
        segment = self._segment("Businesses", customer_kind="business")
        self._refresh()
        self._debtor(self.claes).collector_id = other
        for collector in (first, second, self.env["res.users"]):
            segment.collector_id = collector
            self.assertEqual(self._debtor(self.bakker).collector_id, collector)
            self.assertEqual(self._debtor(self.claes).collector_id, other)
            self.assertFalse(self._debtor(self.anna).collector_id)

    def _late_twice(self, customer):
        """Two invoices, paid 40 days late, months apart."""
        self.group.behaviour_invoice_minimum = 2
        for days in (200, 120):
            invoice = self._invoice(7, days, customer).move_id
            paid_on = TODAY - timedelta(days=days - 40)
            self._register_payment(invoice, payment_date=paid_on)

    def test_first_in_the_order_wins(self):
        self._segment("Large", amount_overdue_from=1000)
        late = self._segment("Late", days_overdue_from=30)
        self._segment("Others")
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "Late", "Large"])

        late.sequence = 0
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "Late", "Late"])

    def test_segments_filled_by_hand_change_nothing(self):
        self._segment("Others", mode="manual")
        self._refresh()
        self.assertEqual(self._assigned(), ["", "", ""])
        self.assertFalse(self._changes(self.anna))

    def test_debtor_leaves_when_criteria_are_not_met_any_more(self):
        segment = self._segment("Late", days_overdue_from=30)
        self._refresh()
        segment.days_overdue_from = 60
        self._refresh()
        self.assertEqual(self._assigned(), ["", "", "Late"])
        self.assertEqual(
            self._changes(self.bakker),
            [("", "Late", "automatic", "done"), ("Late", "", "automatic", "done")],
        )
        last = self._debtor(self.bakker).segment_change_ids.sorted("id")[-1]
        self.assertEqual(last.sentence, "no criteria are met any more")

    def test_refreshing_again_writes_nothing(self):
        self._segment("Late", days_overdue_from=30)
        self._segment("Others", mode="proposed")
        self._refresh()
        before = self.env["dunning.segment.change"].search_count([])
        self._refresh()
        self.assertEqual(self.env["dunning.segment.change"].search_count([]), before)

    def test_person_wins_and_says_who_and_why(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Others")
        self._refresh()
        debtor = self._debtor(self.bakker)
        debtor.action_choose_segment(vip.id, "Agreed with the board")
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "VIP", "Others"])
        self.assertEqual(
            debtor.segment_rule,
            f"Chosen by {self.env.user.name} on 03/31/2026: Agreed with the board",
        )
        change = debtor.segment_change_ids.sorted("id")[-1]
        self.assertRecordValues(
            change,
            [
                {
                    "mode": "manual",
                    "state": "done",
                    "user_id": self.env.uid,
                    "reason": "Agreed with the board",
                }
            ],
        )

    def test_person_may_choose_no_segment_at_all(self):
        self._segment("Others")
        self._debtor(self.bakker).action_choose_segment(False, "Left alone")
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "", "Others"])

    def test_choice_of_a_person_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._debtor(self.bakker).action_choose_segment(False, " ")

    def test_plain_write_is_a_choice_too(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Others")
        debtor = self._debtor(self.bakker)
        debtor.segment_id = vip
        self._refresh()
        self.assertEqual(debtor.segment_id, vip)
        self.assertEqual(debtor.segment_source, "manual")
        self.assertEqual(debtor.segment_user_id, self.env.user)

    def test_segment_from_before_sources_were_kept_stays(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Others")
        self.env.cr.execute(
            "UPDATE dunning_debtor SET segment_id = %s WHERE id = %s",
            [vip.id, self._debtor(self.bakker).id],
        )
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "VIP", "Others"])

    def test_released_debtor_follows_criteria_at_once(self):
        vip = self._segment("VIP", mode="manual")
        self._segment("Others")
        debtors = self._debtor(self.bakker) | self._debtor(self.claes)
        debtors.action_choose_segment(vip.id, "Board")
        self._debtor(self.bakker).action_release_segment()
        self.env.invalidate_all()
        self.assertEqual(self._assigned(), ["", "Others", "VIP"])

    def test_nobody_forges_who_chose(self):
        debtor = self._debtor(self.bakker)
        for vals in (
            {"segment_user_id": self.env.ref("base.user_admin").id},
            {"segment_id": False, "segment_source": "rule"},
            {"segment_date": "2020-01-01"},
        ):
            with self.assertRaisesRegex(AccessError, "Who chose the segment"):
                debtor.write(vals)

    def test_segment_of_another_group_is_refused(self):
        other = self.setup_other_company(name="East")["company"].dunning_group_id
        theirs = self._segment("Theirs", group_id=other.id)
        with self.assertRaisesRegex(ValidationError, "is a segment of"):
            self._debtor(self.bakker).segment_id = theirs

    def test_segment_does_not_reach_debtors_of_another_group(self):
        east = self.setup_other_company(name="East")["company"]
        self.env.user.company_ids |= east
        self._invoice(70, partner=self.bakker, company=east)
        east.dunning_group_id.action_refresh()
        self._segment("Others")
        self._refresh()
        theirs = self.env["dunning.debtor"].search(
            [("group_id", "=", east.dunning_group_id.id)]
        )
        self.assertEqual(theirs.partner_id, self.bakker)
        self.assertFalse(theirs.segment_id)

    def test_archived_segment_is_left(self):
        late = self._segment("Late", days_overdue_from=30)
        self._segment("Others")
        self._refresh()
        late.active = False
        self._refresh()
        self.assertEqual(self._assigned(), ["Others", "Others", "Others"])

    def test_collector_follows_unless_a_person_chose_another(self):
        one, other = (
            self._create_user_of_desk("one"),
            self._create_user_of_desk("other"),
        )
        late = self._segment("Late", days_overdue_from=30, collector_id=one.id)
        self._segment("Others", collector_id=other.id)
        self._debtor(self.claes).collector_id = self.env.user
        self._refresh()
        collectors = [
            self._debtor(customer).collector_id
            for customer in (self.anna, self.bakker, self.claes)
        ]
        self.assertEqual(collectors, [other, one, self.env.user])

        late.days_overdue_from = 60
        self._refresh()
        self.assertEqual(self._debtor(self.bakker).collector_id, other)
        self._debtor(self.bakker).action_choose_segment(late.id, "Slow")
        self.assertEqual(self._debtor(self.bakker).collector_id, one)
        late.collector_id = other
        self.assertEqual(self._debtor(self.bakker).collector_id, other)
        self.assertEqual(self._debtor(self.claes).collector_id, self.env.user)

    def _create_user_of_desk(self, name):
        return self.env["res.users"].create({"name": name, "login": name})

    def test_channel_of_the_segment_counts_unless_the_debtor_prefers_one(self):
        self._segment("Others", channel="letter")
        self._debtor(self.claes).channel = "email"
        self._refresh()
        notices = self._propose().notice_ids
        found = {
            notice.partner_id.name: (notice.channel, notice.channel_rule)
            for notice in notices
        }
        self.assertEqual(found["Bakker"], ("letter", "segment"))
        self.assertEqual(found["Claes"], ("email", "debtor"))
        letter = notices.filtered(lambda notice: notice.partner_id == self.bakker)
        self.assertEqual(
            letter.delivery_reason,
            "Letter to the customer: preferred for its segment.",
        )

    def test_segment_without_workflow_leaves_it_to_the_company(self):
        self._segment("Others")
        self.company.dunning_workflow_id = self._create_workflow(name="Company")
        self._refresh()
        notice = self._propose().notice_ids.filtered(
            lambda notice: notice.partner_id == self.bakker
        )
        self.assertEqual(notice.workflow_id.name, "Company")
        self.assertIn("Company", notice.debtor_id.workflow_rule)
