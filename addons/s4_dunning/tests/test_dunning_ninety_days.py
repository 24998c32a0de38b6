from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import DunningCommon

FIRST, DAYS = date(2026, 1, 1), 90

FRIENDLY, REMINDER, FINAL = "Friendly reminder", "Reminder", "Final notice"

# Written before the first run, by the policy that ships: the first level 10 days after
# the due date (7, and 3 of grace), each next one 7 days after the payment date of the
# notice before, which lies 7 days after it, or 10 after a final notice.
BY_HAND = [
    # Habitual: 800 due on 5 January, paid on 15 February after the third letter, of
    # which 600, due on 2 February, was a part. It goes its own way from then on.
    ("2026-01-15", "Habitual", FRIENDLY, 800, "email"),
    # 1,000, 1,000, 700 and 2,000, all due on 10 January.
    ("2026-01-20", "Disputing", FRIENDLY, 1000, "email"),
    ("2026-01-20", "Forgetful", FRIENDLY, 1000, "email"),
    ("2026-01-20", "Insolvent", FRIENDLY, 2000, "email"),
    ("2026-01-20", "Promising", FRIENDLY, 700, "email"),
    ("2026-01-29", "Habitual", REMINDER, 800, "email"),
    # 180 of the 1,000 are disputed since 22 January.
    ("2026-02-03", "Disputing", REMINDER, 820, "email"),
    ("2026-02-03", "Insolvent", REMINDER, 2000, "email"),
    ("2026-02-12", "Habitual", FINAL, 1400, "letter"),
    # Promised for 10 February, believed for three days more, nothing came: the next
    # level comes at once.
    ("2026-02-14", "Promising", REMINDER, 700, "email"),
    # 100 were accepted and credited on 11 February, 80 rejected.
    ("2026-02-17", "Disputing", FINAL, 900, "letter"),
    # 22 February, the payment date of the final notice that named it, and 7 days.
    ("2026-03-01", "Habitual", REMINDER, 600, "email"),
    ("2026-03-15", "Habitual", FINAL, 600, "letter"),
]


@tagged("post_install", "-at_install")
@freeze_time(FIRST)
class TestDunningNinetyDays(DunningCommon):
    """Ninety days of five debtors, with every letter written out by hand."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.workflow_id = cls.env.ref("s4_dunning.dunning_workflow_default")
        cls.group.outbox_minutes = 0
        cls.company.phone = "+31 50 123 45 67"
        cls.customers = {
            name: cls._create_customer(name)
            for name in (
                "Forgetful",
                "Habitual",
                "Disputing",
                "Promising",
                "Insolvent",
            )
        }

    def test_every_letter_and_level(self):
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            with freeze_time(day):
                self._live(day)

        notices = self.env["dunning.notice"].search(
            [("group_id", "=", self.group.id), ("state", "in", ("sent", "closed"))]
        )
        sent = [
            (
                str(notice.date_sent),
                notice.partner_id.name,
                notice.level_id.name,
                notice.amount_total,
                notice.channel,
            )
            for notice in notices
        ]
        self.assertEqual(sorted(sent, key=lambda row: row[:2]), BY_HAND)
        self._check_the_end()
        self._check_simulation()

    def _live(self, day):
        """What happens on a day, and what the credit desk does about it."""
        event = getattr(self, f"_on_{day:%d_%B}".lower(), None)
        if event:
            event(day)
        run = self.env["dunning.run"].create({"group_id": self.group.id})
        run.action_propose()
        self.assertFalse(run.has_difference, day)
        if run.notice_ids:
            self._send(run.notice_ids)

    def _check_the_end(self):
        """What the credit desk knows of each after ninety days."""
        debtors = {
            name: self.env["dunning.debtor"].search([("partner_id", "=", customer.id)])
            for name, customer in self.customers.items()
        }
        overdue = {name: debtor.amount_overdue for name, debtor in debtors.items()}
        self.assertEqual(
            overdue,
            {
                "Forgetful": 0,
                "Habitual": 600,
                "Disputing": 0,
                "Promising": 0,
                "Insolvent": 2000,
            },
        )
        self.assertEqual(
            debtors["Promising"].promise_ids.sorted("date").mapped("state"),
            ["broken", "kept"],
        )
        self.assertEqual(debtors["Promising"].promise_kept_ratio, 0.5)
        self.assertEqual(self.dispute.state, "partly")
        self.assertEqual(self.dispute.amount_accepted, 100)
        [hold] = debtors["Insolvent"].hold_ids
        self.assertEqual((hold.is_released, hold.date_end), (False, False))
        for name in ("Forgetful", "Disputing", "Promising"):
            states = set(debtors[name].notice_ids.mapped("state"))
            self.assertEqual(states, {"closed"}, name)

    def _check_simulation(self):
        """A simulation of the ninety days tells the same, without sending.

        But for one amount: of what was disputed, 80 of 180 are rejected in the end, and
        of a part on hold the ledger only knows how large it was last.
        """
        last = FIRST + timedelta(days=DAYS - 1)
        with freeze_time(last):
            simulation = self.env["dunning.simulation"].create(
                {
                    "group_id": self.group.id,
                    "date_from": FIRST,
                    "date_to": last,
                    "workflow_id": self.group.workflow_id.id,
                }
            )
            simulation.action_simulate()
        by_hand = [row[:4] for row in BY_HAND]
        disputed = by_hand.index(("2026-02-03", "Disputing", REMINDER, 820))
        by_hand[disputed] = ("2026-02-03", "Disputing", REMINDER, 900)
        for variant in ("today", "tried"):
            simulated = [
                (str(row.date), row.partner_id.name, row.level_id.name, row.amount)
                for row in simulation.notice_ids
                if row.variant == variant
            ]
            self.assertEqual(sorted(simulated, key=lambda row: row[:2]), by_hand)

    def _due(self, name, amount, due):
        return self._invoice(
            amount,
            partner=self.customers[name],
            invoice_date=FIRST,
            invoice_date_due=due,
        )

    def _pay(self, item, amount, day):
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=item.ids
        ).create({"amount": amount, "payment_date": day})._create_payments()

    def _on_01_january(self, day):
        self.habitual = self._due("Habitual", 800, date(2026, 1, 5))
        due = date(2026, 1, 10)
        self.forgotten = self._due("Forgetful", 1000, due)
        self.disputed = self._due("Disputing", 1000, due)
        self.promised = self._due("Promising", 700, due)
        self._due("Insolvent", 2000, due)
        self._due("Habitual", 600, date(2026, 2, 2))
        self.second = self._due("Forgetful", 500, date(2026, 2, 10))
        self.third = self._due("Forgetful", 300, date(2026, 3, 10))

    def _on_22_january(self, day):
        self.dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.disputed.move_id.id,
                "amount": 180,
                "reason_id": self.env["dunning.dispute.reason"].search([], limit=1).id,
                "note": "Two of the tyres were never delivered.",
            }
        )

    def _on_23_january(self, day):
        self._pay(self.forgotten, 1000, day)

    def _on_26_january(self, day):
        self._call_promising(date(2026, 2, 10))

    def _on_09_february(self, day):
        self._pay(self.second, 500, day)
        self._debtor("Insolvent")._follow_up("insolvency", note="Notice of the court")

    def _on_10_february(self, day):
        self.dispute._settle("partly", amount=100, answer="One tyre is missing indeed.")

    def _on_11_february(self, day):
        credit_note = self.dispute.credit_note_id
        credit_note.action_post()
        (self.disputed | credit_note.line_ids).filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        ).reconcile()

    def _on_15_february(self, day):
        self._pay(self.habitual, 800, day)

    def _on_16_february(self, day):
        self._call_promising(date(2026, 2, 27))

    def _on_24_february(self, day):
        self._pay(self.disputed, 900, day)

    def _on_26_february(self, day):
        self._pay(self.promised, 700, day)

    def _on_18_march(self, day):
        self._pay(self.third, 300, day)

    def _call_promising(self, pays):
        self.env["dunning.call"].create(
            {
                "debtor_id": self._debtor("Promising").id,
                "outcome": "promise",
                "date_promise": pays,
            }
        )

    def _debtor(self, name):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customers[name].id)]
        )
