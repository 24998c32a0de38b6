from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon

GROUP = "s4_dunning.s4_dunning_group_"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTimeline(DunningCommon):
    """Everything that happened with a debtor, newest first, in one sentence each."""

    def setUp(self):
        super().setUp()
        self.item = self._invoice(300, overdue=20)
        self.notice = self._propose().notice_ids
        self._send(self.notice)
        self.debtor = self.env["dunning.debtor"].browse(self.notice.debtor_id.id)

    def _events(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.event"].search([("debtor_id", "=", self.debtor.id)])

    def _event(self, kind):
        [event] = self._events().filtered(lambda event: event.kind == kind)
        return event

    def _text(self, kind):
        return self._event(kind).sentence.replace("\N{NO-BREAK SPACE}", " ")

    def test_notice(self):
        self.assertEqual(
            self._text("notice"),
            "Reminder (E-mail): $ 300.00 to pay by 04/10/2026.",
        )
        self.notice.action_cancel("Wrong customer")
        self.assertEqual(
            self._text("notice"),
            "Reminder (E-mail): $ 300.00 to pay by 04/10/2026. Cancelled. Wrong "
            "customer",
        )

    def test_promise_and_its_hold_are_one_event(self):
        self.env["dunning.promise"].create(
            {
                "debtor_id": self.debtor.id,
                "date": date(2026, 4, 14),
                "item_ids": self.item.ids,
                "note": "After the fair",
            }
        )

        self.assertEqual(
            self._text("promise"),
            "$ 300.00 promised for 04/14/2026. Open. After the fair",
        )
        self.assertNotIn("hold", self._events().mapped("kind"))

    def test_dispute_and_its_hold_are_one_event(self):
        self.env["dunning.dispute"].create(
            {
                "move_id": self.item.move_id.id,
                "reason_id": self.env.ref("s4_dunning.dunning_dispute_reason_price").id,
                "amount": 120,
                "note": "Agreed otherwise",
            }
        )
        reason = self.env.ref("s4_dunning.dunning_dispute_reason_price").name

        self.assertEqual(
            self._text("dispute"),
            f"$ 120.00 of {self.item.move_id.name} disputed: {reason}. Under review. "
            "Agreed otherwise",
        )
        self.assertNotIn("hold", self._events().mapped("kind"))

    def test_hold_of_the_debtor_and_of_an_item(self):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_document")
        common = {"reason_id": reason.id, "date_end": date(2026, 4, 9)}
        self.env["dunning.hold"].create(
            [
                {**common, "scope": "debtor", "debtor_id": self.debtor.id},
                {**common, "scope": "item", "move_line_id": self.item.id},
            ]
        )

        sentences = (
            self._events().filtered(lambda e: e.kind == "hold").mapped("sentence")
        )

        self.assertCountEqual(
            sentences,
            [
                "On hold until 04/09/2026: Waiting for a document.",
                "On hold until 04/09/2026: Waiting for a document. "
                f"{self.item.move_id.name}",
            ],
        )

    def test_call(self):
        self.env["dunning.call"].create(
            {"debtor_id": self.debtor.id, "outcome": "reached", "note": "Will look"}
        )

        self.assertEqual(
            self._text("call"), "Call to Jansen Transport. Reached. Will look"
        )

    def test_message_of_a_person_but_no_log(self):
        self.debtor.message_post(body="The director is <ill>", message_type="comment")
        self.debtor._message_log(body="Something was logged")

        self.assertEqual(
            self._text("note"), f"{self.env.user.name}: The director is <ill>"
        )

    def test_message_to_the_customer_is_told_from_a_note(self):
        self.debtor.message_post(
            body="Please call us",
            message_type="comment",
            partner_ids=self.debtor.partner_id.ids,
        )
        self.debtor.message_post(body="Never there on Mondays", message_type="comment")

        self.assertIn("Please call us", self._text("email"))
        self.assertIn("Never there on Mondays", self._text("note"))

    def test_newest_comes_first_and_ids_do_not_meet(self):
        with freeze_time(TODAY + timedelta(days=1)):
            for _number in range(3):
                self.env["dunning.call"].create(
                    {"debtor_id": self.debtor.id, "outcome": "reached"}
                )

        events = self._events()

        self.assertEqual(events.mapped("kind"), ["call", "call", "call", "notice"])
        self.assertEqual(len(set(events.ids)), 4)

    def test_event_is_found_by_its_number_among_its_kind_only(self):
        self.env["dunning.call"].create(
            {"debtor_id": self.debtor.id, "outcome": "reached"}
        )
        call, notice = self._event("call"), self._event("notice")
        events = self.env["dunning.event"]

        query = events._search([("id", "in", call.ids)]).select()

        self.assertEqual(
            sum(param == [call.res_id] for param in query.params),
            1,
            "PostgreSQL looks for the call among calls",
        )
        self.assertEqual(events.search([("id", "in", call.ids)]), call)
        self.assertEqual(events.search([("id", "not in", call.ids)]) & notice, notice)
        self.assertFalse(events.search([("id", "in", [])]))
        self.assertEqual(
            events.search([("id", "in", call.ids), ("kind", "=", "call")]), call
        )

    def test_event_opens_what_it_is_about(self):
        action = self._event("notice").action_open()

        self.assertEqual(
            (action["res_model"], action["res_id"]), ("dunning.notice", self.notice.id)
        )

    def test_last_contact_is_no_hold(self):
        reason = self.env.ref("s4_dunning.dunning_hold_reason_document")
        with freeze_time(TODAY + timedelta(days=2)):
            self.env["dunning.hold"].create(
                {
                    "scope": "debtor",
                    "debtor_id": self.debtor.id,
                    "reason_id": reason.id,
                }
            )
            self.env.flush_all()

        self.assertEqual(self.debtor.date_last_contact, TODAY)

    def test_last_contact_is_with_the_customer(self):
        later = TODAY + timedelta(days=2)
        colleague = self.env.user.copy().partner_id
        for values in (
            {"message_type": "comment"},
            {"message_type": "comment", "partner_ids": colleague.ids},
            {"message_type": "email", "author_id": colleague.id},
        ):
            with freeze_time(later):
                self.debtor.message_post(body="Look at this one", **values)
                self.env.flush_all()
            self.debtor.invalidate_recordset()
            self.assertEqual(self.debtor.date_last_contact, TODAY)

        for days, values in enumerate(
            (
                {"message_type": "comment", "partner_ids": self.customer.ids},
                {"message_type": "email", "author_id": self.customer.id},
                {
                    "message_type": "email",
                    "author_id": False,
                    "email_from": "who@example.org",
                },
            ),
            start=3,
        ):
            day = TODAY + timedelta(days=days)
            with freeze_time(day):
                self.debtor.message_post(body="Well?", **values)
                self.env.flush_all()
            self.debtor.invalidate_recordset()
            self.assertEqual(self.debtor.date_last_contact, day)

    def test_events_of_other_customers_are_not_for_a_salesperson(self):
        salesperson = new_test_user(
            self.env,
            "seller",
            groups=GROUP + "viewer_own",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        event = self._event("notice").with_user(salesperson)
        self.assertFalse(event.search([]))
        with self.assertRaises(AccessError):
            event.read(["sentence"])

        self.customer.user_id = salesperson
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertTrue(event.search([]))
        self.assertIn("Reminder", event.sentence)

    def test_who_lacks_a_company_of_the_group_sees_no_event(self):
        half = new_test_user(
            self.env,
            "half",
            groups=GROUP + "manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.setup_other_company(name="Third")["company"].dunning_group_id = self.group
        self.env.flush_all()

        self.assertFalse(self.env["dunning.event"].with_user(half).search([]))

    def test_many_events_cost_no_more_queries_than_few(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.debtor.event_ids.mapped("sentence")
            return self.cr.sql_log_count - before

        self.env["dunning.call"].create(
            {"debtor_id": self.debtor.id, "outcome": "reached"}
        )
        queries()
        few = queries()
        self.env["dunning.call"].create(
            [{"debtor_id": self.debtor.id, "outcome": "reached"}] * 9
        )

        self.assertEqual(queries(), few)
