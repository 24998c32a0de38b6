from datetime import date, timedelta

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY, DunningCommon, text_of

GROUP = "s4_dunning.s4_dunning_group_"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningChart(DunningCommon):
    """The debtor on one screen: standing, ageing, open items and what happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._second_company()["company"]

    def _user(self, login, group):
        return new_test_user(
            self.env,
            login,
            groups=GROUP + group,
            company_id=self.company.id,
            company_ids=[Command.set((self.company | self.sister).ids)],
        )

    def _debtor(self):
        self.group.action_refresh()
        # on its own, so that it is read as by the browser
        return self.env["dunning.debtor"].browse(self.customer.dunning_debtor_ids.id)

    def _ages(self, row):
        return [
            float(row[name])
            for name in ("not_due", "days_30", "days_60", "days_90", "older", "credit")
        ]

    def test_ageing_by_company_sums_up_to_the_figures(self):
        for amount, overdue, company in (
            (1, -5, self.company),
            (2, 0, self.company),
            (4, 1, self.company),
            (8, 30, self.company),
            (16, 31, self.sister),
            (32, 60, self.company),
            (64, 61, self.company),
            (128, 90, self.sister),
            (256, 91, self.company),
            (512, 400, self.company),
        ):
            self._invoice(amount, overdue=overdue, company=company)
        self._invoice(1024, overdue=3, move_type="out_refund")
        self._invoice(9999, overdue=3, partner=self._create_customer("Smit"))
        debtor = self._debtor()

        ageing = debtor._ageing()

        [total] = ageing[None]
        self.assertEqual(self._ages(total), [3, 12, 48, 192, 768, 1024])
        of_company = {row["id"]: self._ages(row) for row in ageing["company_id"]}
        self.assertEqual(
            of_company,
            {
                self.company.id: [3, 12, 32, 64, 768, 1024],
                self.sister.id: [0, 0, 16, 128, 0, 0],
            },
        )
        self.assertEqual(float(total["total"]), debtor.amount_open)
        self.assertEqual(sum(self._ages(total)[1:5]), debtor.amount_overdue)
        self.assertEqual(total["credit"], debtor.amount_credit)

    def test_ageing_is_in_the_currency_of_the_group(self):
        currency = self.setup_other_currency("EUR")
        self._invoice(100, overdue=5, currency_id=currency.id)
        debtor = self._debtor()

        [total] = debtor._ageing()[None]

        self.assertAlmostEqual(float(total["total"]), debtor.amount_open)
        self.assertNotEqual(debtor.amount_open, 100)

    def test_ageing_names_companies_where_there_are_several(self):
        self._invoice(100, overdue=5)
        debtor = self._debtor()
        self.assertNotIn(self.company.name, debtor.ageing)
        self._invoice(30, overdue=40, company=self.sister)
        debtor.invalidate_recordset()

        rows = [
            text_of(row) for row in html.fromstring(debtor.ageing).iterfind(".//tr")
        ]

        self.assertIn(f"{self.company.name} – 100.00 – – – 100.00", rows)
        self.assertIn(f"{self.sister.name} – – 30.00 – – 30.00", rows)
        self.assertIn("Total – 100.00 30.00 – – 130.00", rows)

    def test_name_of_a_company_is_text(self):
        self.sister.name = "<b>Sister</b>"
        self._invoice(100, overdue=5)
        self._invoice(30, overdue=40, company=self.sister)

        self.assertIn("&lt;b&gt;Sister&lt;/b&gt;", self._debtor().ageing)

    def test_open_item_tells_its_next_step_and_why(self):
        due = self._invoice(100, overdue=3)
        reached = self._invoice(50, overdue=10)

        self.assertRecordValues(
            due | reached,
            [
                {
                    "dunning_level_next_id": self.reminder.id,
                    "dunning_date_next": date(2026, 4, 4),
                    "dunning_amount_held": 0,
                    "dunning_why": "Overdue, but Reminder starts on 04/04/2026 only.",
                },
                {
                    "dunning_level_next_id": self.reminder.id,
                    "dunning_date_next": date(2026, 3, 28),
                    "dunning_amount_held": 0,
                    "dunning_why": "Reminder is reached: the next run proposes a "
                    "notice.",
                },
            ],
        )

    def test_open_item_tells_what_is_on_hold(self):
        item, half = self._invoice(100), self._invoice(80)
        reason = self.env.ref("s4_dunning.dunning_hold_reason_complaint")
        for held, amount in ((item, 0), (half, 30)):
            self.env["dunning.hold"].create(
                {
                    "scope": "item",
                    "move_line_id": held.id,
                    "reason_id": reason.id,
                    "amount": amount,
                }
            )

        self.assertEqual((item | half).mapped("dunning_amount_held"), [100.0, 30.0])
        self.assertEqual(
            item.dunning_why, "On hold: Complaint under review, until 04/14/2026."
        )
        debtor = self._debtor()
        self.assertTrue(debtor.has_held_items)

    def test_next_step_of_the_debtor_is_the_first_of_its_items(self):
        self._invoice(100, overdue=3)
        self._invoice(50, overdue=1)

        self.assertEqual(self._debtor().next_step, "Reminder from 04/04/2026")

    def test_step_of_what_is_on_hold_comes_after_the_hold(self):
        self._invoice(100, overdue=10)
        debtor = self._debtor()
        hold = self.env["dunning.hold"].create(
            {
                "scope": "debtor",
                "debtor_id": debtor.id,
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
                "date_end": date(2026, 4, 9),
            }
        )
        self.assertEqual(debtor.next_step, "Reminder from 04/10/2026")

        hold.date_end = False
        self.env.invalidate_all()

        self.assertFalse(debtor.next_step)

    def test_reached_step_is_from_today(self):
        self._invoice(100, overdue=10)

        self.assertEqual(self._debtor().next_step, "Reminder from 03/31/2026")

    def test_many_open_items_cost_no_more_queries_than_few(self):
        for _number in range(2):
            self._invoice(100)
        debtor = self._debtor()
        fields = ["dunning_why", "dunning_date_next", "dunning_amount_held"]

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            debtor.open_item_ids.read(fields)
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for _number in range(12):
            self._invoice(100)
        many = queries()

        self.assertEqual(many, few)

    def test_chart_costs_a_fixed_number_of_queries(self):
        for overdue in (3, 10, 40):
            self._invoice(100, overdue=overdue)
        self._send(self._propose().notice_ids)
        debtor = self._debtor()
        specification = {
            name: {}
            for name in (
                *("ageing", "next_step", "date_last_contact", "hold_message"),
                *("promise_message", "promise_kept_message", "credit_limit"),
                *("credit_stop_message", "event_ids", "open_item_ids"),
            )
        }
        debtor.web_read(specification)
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(60):
            debtor.web_read(specification)

    def test_form_shows_the_chart(self):
        self._invoice(100)
        form = Form(self._debtor())

        self.assertIn("100.00", form.ageing)
        self.assertEqual(form.next_step, "Reminder from 03/31/2026")

    def test_credit_limit_where_the_company_uses_it(self):
        self._invoice(100)
        debtor = self._debtor()
        self.customer.use_partner_credit_limit = True
        self.customer.credit_limit = 5000
        self.company.account_use_credit_limit = False
        self.assertFalse(debtor.credit_limit)

        self.company.account_use_credit_limit = True
        debtor.invalidate_recordset()

        self.assertIn("5,000.00", debtor.credit_limit)

    def test_salesperson_reads_the_card_of_own_customers_only(self):
        salesperson = self._user("seller", "viewer_own")
        self._invoice(100)
        debtor = self._debtor()
        of_salesperson = debtor.with_user(salesperson)
        for name in ("ageing", "next_step", "event_ids", "promise_message"):
            with self.assertRaises(AccessError):
                of_salesperson.read([name])
        with self.assertRaises(AccessError):
            of_salesperson._ageing()

        self.customer.user_id = salesperson
        self.env.invalidate_all()

        card = self.env.ref("s4_dunning.dunning_debtor_view_form_card")
        with Form(of_salesperson, view=card) as form:
            self.assertIn("100.00", form.ageing)
            self.assertEqual(form.next_step, "Reminder from 03/31/2026")


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
            self._text("email"), f"{self.env.user.name}: The director is <ill>"
        )

    def test_newest_comes_first_and_ids_do_not_meet(self):
        with freeze_time(TODAY + timedelta(days=1)):
            for _number in range(3):
                self.env["dunning.call"].create(
                    {"debtor_id": self.debtor.id, "outcome": "reached"}
                )

        events = self._events()

        self.assertEqual(events.mapped("kind"), ["call", "call", "call", "notice"])
        self.assertEqual(len(set(events.ids)), 4)

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
