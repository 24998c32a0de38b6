from datetime import date

from odoo.tests import freeze_time, tagged

from .arrangement_common import ArrangementCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningArrangementPayment(ArrangementCommon):
    """What the ledger says: paid in order, late, breached, done.

    The instalments: 14 April North 166.66; 14 May North 133.34 and South 33.32;
    14 June South 166.68.
    """

    def _paid(self, arrangement):
        """:return: list of (number, company, paid, status)"""
        return [
            (one.number, one.company_id.name[:5], one.amount_paid, one.state)
            for one in arrangement.instalment_ids.sorted(
                lambda one: (one.number, one.id)
            )
        ]

    def test_payments_fill_the_instalments_in_order_by_company(self):
        arrangement = self._active()
        self.assertEqual(arrangement.amount_paid, 0)
        north = self.north.name[:5]

        self._pay(self.old, 200)
        self._pay(self.new, 10)
        self._refresh(date(2026, 4, 15))

        self.assertEqual(
            self._paid(arrangement),
            [
                (1, north, 166.66, "paid"),
                (2, north, 33.34, "open"),
                (2, "South", 10, "open"),
                (3, "South", 0, "open"),
            ],
        )
        self.assertEqual(arrangement.amount_paid, 210)
        self.assertEqual(arrangement.progress, 42)
        self.assertEqual(arrangement.date_next, date(2026, 5, 14))

    def test_paid_before_the_start_does_not_count(self):
        self._pay(self.old, 100, TODAY)
        arrangement = self._active(self.old, instalment_number=2)

        self._refresh(date(2026, 4, 1))

        self.assertEqual(arrangement.amount_total, 200)
        self.assertEqual(arrangement.amount_paid, 0)

    def test_payment_that_is_undone_does_not_count_any_more(self):
        arrangement = self._active(self.old, instalment_number=2)
        self._pay(self.old, 150)
        self._refresh(date(2026, 4, 15))
        self.assertEqual(arrangement.instalment_ids.mapped("state"), ["paid", "open"])

        self.old.remove_move_reconcile()
        self._refresh(date(2026, 4, 16))

        self.assertEqual(arrangement.instalment_ids.mapped("state"), ["late", "open"])
        self.assertTrue(arrangement.is_late)
        self.assertIn(arrangement, arrangement.search([("is_late", "=", True)]))

    def test_all_paid_is_done(self):
        arrangement = self._active()
        self._pay(self.old, 300)
        self._pay(self.new, 200)

        self._refresh(date(2026, 4, 15))

        self.assertRecordValues(
            arrangement, [{"state": "done", "date_ended": date(2026, 4, 15)}]
        )
        self.assertTrue(all(arrangement.hold_ids.mapped("is_released")))
        self.assertIn("Everything is paid", arrangement.message_ids[0].body)

    def test_first_instalment_accepts_the_offer(self):
        arrangement = self._arrangement(self.old, instalment_number=2)
        arrangement.action_offer()
        self._pay(self.old, 150, date(2026, 4, 10))

        self._refresh(date(2026, 4, 11))

        self.assertRecordValues(
            arrangement,
            [
                {
                    "state": "active",
                    "accepted_how": "payment",
                    "date_accepted": date(2026, 4, 11),
                }
            ],
        )
        self._refresh(date(2026, 4, 20))
        self.assertEqual(arrangement.state, "active")

    def test_breach_after_the_days_of_tolerance(self):
        arrangement = self._active()

        self._refresh(date(2026, 4, 17))
        self.assertEqual(arrangement.state, "active")
        self.assertEqual(arrangement.instalment_ids.sorted("id")[0].state, "late")

        self._refresh(date(2026, 4, 18))
        self.assertRecordValues(
            arrangement, [{"state": "breached", "date_ended": date(2026, 4, 18)}]
        )
        self.assertTrue(all(arrangement.hold_ids.mapped("is_released")))
        kind = self.env.ref("s4_dunning.mail_activity_arrangement")
        task = self.debtor.activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )
        self.assertEqual(task.summary, "Call: arrangement ARR/2026/0001 breached")
        self.assertIn("166.66", task.note)

    def test_part_of_an_instalment_is_a_breach_too(self):
        arrangement = self._active()
        self._pay(self.old, 166.65)

        self._refresh(date(2026, 4, 18))

        self.assertEqual(arrangement.state, "breached")

    def test_small_amount_missing_is_tolerated(self):
        self.group.arrangement_tolerance_amount = 5
        arrangement = self._active()
        self._pay(self.old, 161.66)

        self._refresh(date(2026, 4, 18))
        self.assertEqual(arrangement.state, "active")

        self._refresh(date(2026, 5, 18))
        self.assertEqual(arrangement.state, "breached")

    def test_small_amount_missing_at_the_end_is_done(self):
        self.group.arrangement_tolerance_amount = 5
        arrangement = self._active(self.old, instalment_number=1)
        self._pay(self.old, 297)

        self._refresh(date(2026, 4, 17))
        self.assertEqual(arrangement.state, "active")

        self._refresh(date(2026, 4, 18))
        self.assertEqual(arrangement.state, "done")
        self.assertIn("3.00", arrangement.message_ids[0].body)

    def test_dunning_goes_on_where_it_stood_at_once(self):
        notice = self._propose().notice_ids
        self._send(notice)
        self.assertEqual(self.old.dunning_level_id, self.reminder)
        with freeze_time(date(2026, 4, 1)):
            arrangement = self._active(date_first=date(2026, 4, 3))

        self._refresh(date(2026, 4, 7))
        self.assertEqual(arrangement.state, "breached")
        run = self._propose(date(2026, 4, 7))

        # a week after the first notice, not the fourteen days that are usual
        self.assertEqual(run.notice_ids.level_id, self.second)
        self.assertEqual(
            run.notice_ids.line_ids.filtered(
                lambda line: line.kind == "overdue"
            ).move_line_id,
            self.old | self.new,
        )

    def test_ended_arrangement_is_left_alone(self):
        arrangement = self._active(self.old, instalment_number=2)
        arrangement.action_cancel()
        self._pay(self.old, 300)

        self._refresh(date(2026, 4, 18))

        self.assertRecordValues(arrangement, [{"state": "cancelled", "amount_paid": 0}])

    def test_refresh_asks_the_ledger_once_whatever_there_is(self):
        arrangements = self._active(self.old) | self._active(self.new)
        for name in ("One", "Two", "Three", "Four"):
            customer = self._create_customer(name)
            item = self._invoice(100, partner=customer)
            self.group.action_refresh()
            self.debtor = self.env["dunning.debtor"].search(
                [("partner_id", "=", customer.id)]
            )
            arrangements |= self._active(item)
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(4):
            arrangements._refresh(self.group)
