from datetime import date

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
        queries()  # what the first empties, the second fills again
        few = queries()
        for _number in range(12):
            self._invoice(100)
        queries()  # posting may empty what is kept for all
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

    def test_colleague_is_asked_about_the_debtor(self):
        self._invoice(100)
        debtor = self._debtor()
        collector = self._user("asking", "collector")
        action = debtor.with_user(collector).action_ask()

        form = Form(
            self.env[action["res_model"]]
            .with_user(collector)
            .with_context(**action["context"])
        )
        form.activity_user_id = self.env.user
        form.summary = "Is the trade-in settled?"
        form.save().action_schedule_activities()

        self.assertEqual(
            debtor.activity_ids.activity_type_id,
            self.env.ref("s4_dunning.mail_activity_question"),
        )

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
