from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon
from .behaviour_common import BehaviourCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningForecast(BehaviourCommon):
    """Money by week from Tuesday 31 March 2026; without any history, as it is due."""

    def _rows(self, items):
        self.env.flush_all()
        rows = self.env["dunning.forecast"].search([("move_line_id", "in", items.ids)])
        return sorted((row.kind, row.date, row.amount) for row in rows)

    def test_items_by_week_and_what_is_overdue_now(self):
        items = self._invoice(100, overdue=10) | self._invoice(40, overdue=-6)
        items |= self._invoice(20, overdue=-85) | self._invoice(7, overdue=-200)
        self._debtor()
        rows = self.env["dunning.forecast"].search([("move_line_id", "in", items.ids)])
        found = rows.formatted_read_group(
            [("id", "in", rows.ids)], ["horizon", "date:week"], ["amount:sum"]
        )
        self.assertEqual(
            [(row["horizon"], row["date:week"][0], row["amount:sum"]) for row in found],
            [
                ("later", "2026-10-11", 7),
                ("weeks", "2026-03-29", 100),
                ("weeks", "2026-04-05", 40),
                ("weeks", "2026-06-21", 20),
            ],
        )

    def test_thirteen_weeks_begin_with_this_one_as_the_language_has_it(self):
        items = self._invoice(1, overdue=-88)  # Saturday 27 June
        items |= self._invoice(2, overdue=-89) | self._invoice(3, overdue=-90)
        self._debtor()
        language = self.env["res.lang"]._lang_get("en_US")
        for week_start, amounts in (("7", [1]), ("1", [1, 2])):
            language.sudo().week_start = week_start
            self.env.flush_all()
            rows = self.env["dunning.forecast"].search(
                [("move_line_id", "in", items.ids), ("horizon", "=", "weeks")]
            )
            self.assertEqual(sorted(rows.mapped("amount")), amounts)

    def test_promised_part_comes_when_it_is_promised(self):
        items = self._invoice(100, overdue=10) | self._invoice(50, overdue=5)
        debtor = self._debtor()
        pays = TODAY + timedelta(days=8)
        self.env["dunning.promise"].create(
            {
                "debtor_id": debtor.id,
                "date": pays,
                "amount": 60,
                "item_ids": items.ids,
            }
        )
        self._debtor()
        self.assertEqual(
            self._rows(items),
            [
                ("expected", TODAY, 30),
                ("expected", TODAY, 60),
                ("promised", pays, 20),
                ("promised", pays, 40),
            ],
        )

    def test_instalments_sum_to_what_is_open(self):
        item = self._invoice(100, overdue=10)
        debtor = self._debtor()
        arrangement = self.env["dunning.arrangement"].create(
            {
                "debtor_id": debtor.id,
                "item_ids": item.ids,
                "instalment_number": 3,
                "date_first": date(2026, 4, 15),
            }
        )
        arrangement.sudo().state = "active"
        rows = self._rows(item)
        self.assertEqual(
            [(kind, day) for kind, day, _amount in rows],
            [
                ("arranged", date(2026, 4, 15)),
                ("arranged", date(2026, 5, 15)),
                ("arranged", date(2026, 6, 15)),
            ],
        )
        self.assertAlmostEqual(sum(amount for *_what, amount in rows), 100, 6)
        self.assertEqual(
            [round(amount, 2) for *_what, amount in rows],
            arrangement.instalment_ids.sorted("number").mapped("amount"),
        )

    def _hold(self, **values):
        return self.env["dunning.hold"].create(
            {
                "reason_id": self.env.ref("s4_dunning.dunning_hold_reason_other").id,
                **values,
            }
        )

    def test_what_is_on_hold_is_expected_after_the_hold(self):
        item = self._invoice(100, overdue=10)
        self._debtor()
        until = TODAY + timedelta(days=20)
        self._hold(scope="item", move_line_id=item.id, amount=30, date_end=until)
        self.assertEqual(
            self._rows(item),
            [
                ("expected", TODAY, 70),
                ("held", until + timedelta(days=1), 30),
            ],
        )

    def test_hold_without_end_has_no_day(self):
        item = self._invoice(100, overdue=10)
        debtor = self._debtor()
        self._hold(scope="debtor", debtor_id=debtor.id, date_end=False)
        self.assertEqual(self._rows(item), [("held", False, 100)])

    def test_hold_of_a_company_counts_for_its_items_only(self):
        sister = self._second_company()["company"]
        mine = self._invoice(100, overdue=10)
        theirs = self._invoice(40, overdue=10, company=sister)
        self._debtor()
        self._hold(scope="company", company_id=sister.id, date_end=False)
        self.assertEqual(self._rows(mine), [("expected", TODAY, 100)])
        self.assertEqual(self._rows(theirs), [("held", False, 40)])

    def test_forecast_is_the_sum_of_the_open_items(self):
        other = self._create_customer("Pietersen")
        items = self._invoice(100.01, overdue=10) | self._invoice(33.33, overdue=-9)
        items |= self._invoice(0.07, overdue=40, partner=other)
        partly = self._invoice(80, overdue=20, partner=other)
        self._pay(partly, TODAY, amount=30)
        debtor = self._debtor()
        self._hold(scope="item", move_line_id=items[0].id, amount=11.11)
        self.env["dunning.promise"].create(
            {
                "debtor_id": debtor.id,
                "date": TODAY,
                "amount": 77.77,
                "item_ids": items[:2].ids,
            }
        )
        self._debtor()
        total = sum(amount for *_what, amount in self._rows(items | partly))
        self.assertAlmostEqual(total, 100.01 + 33.33 + 0.07 + 50, 6)

    def test_paid_since_the_last_refresh_is_expected_no_more(self):
        item = self._invoice(100, overdue=10)
        self._debtor()
        self._pay(item, TODAY)
        self.assertFalse(self._rows(item))

    def test_row_opens_its_invoice(self):
        item = self._invoice(100, overdue=10)
        self._debtor()
        row = self.env["dunning.forecast"].search([("move_line_id", "=", item.id)])
        self.assertEqual(row.action_open_item()["res_id"], item.move_id.id)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningForecastAccess(AccessCommon):
    """The forecast is read by who may see all companies of the group."""

    def setUp(self):
        super().setUp()
        self.group.action_refresh()
        self.env.flush_all()

    def _found(self, role):
        rows = self.env["dunning.forecast"].with_user(self.roles[role])
        found = rows.search([("partner_id", "=", self.customer.id)])
        return found.mapped("amount")

    def test_who_may_read(self):
        for role in ("viewer", "collector", "manager"):
            self.assertEqual(sorted(self._found(role)), [40, 100], role)
        self.assertFalse(self._found("half"))
        self.assertFalse(self._found("salesperson"))
        for role in ("nobody", "portal", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._found(role)

    def test_salesperson_reads_of_own_customers(self):
        self.customer.user_id = self.roles["salesperson"]
        self.env.flush_all()
        self.assertEqual(sorted(self._found("salesperson")), [40, 100])

    def test_sums_follow_the_rules_too(self):
        rows = self.env["dunning.forecast"].with_user(self.roles["half"])
        [(total,)] = rows._read_group([], [], ["amount:sum"])
        self.assertFalse(total)
