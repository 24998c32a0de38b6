from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningFigure(DunningCommon):
    """The key figures of 31 March 2026, summed by hand."""

    def _figure(self, day=TODAY):
        with freeze_time(day):
            self.group.action_refresh()
        return self.env["dunning.figure"].search(
            [("group_id", "=", self.group.id), ("date", "=", day)]
        )

    def test_overdue_and_due_within_seven_days(self):
        for amount, overdue in ((100, 10), (50, 1), (5, 0), (40, -3), (60, -6)):
            self._invoice(amount, overdue=overdue)
        self._invoice(7000, overdue=-7)
        self._invoice(20, overdue=10, move_type="out_refund")

        self.assertRecordValues(
            self._figure(),
            [
                {
                    "amount_overdue": 150,
                    "amount_due": 105,
                    "amount_promised": 0,
                    "amount_collected": 0,
                }
            ],
        )

    def _pay(self, item, amount, day):
        with freeze_time(day):
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=item.ids
            ).create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": self.company_data["default_journal_bank"].id,
                }
            ).action_create_payments()

    def test_money_of_seven_days_counts_and_credit_notes_do_not(self):
        item = self._invoice(100)
        self._pay(item, 30, TODAY)
        self._pay(item, 10, TODAY - timedelta(days=6))
        self._pay(item, 5, TODAY - timedelta(days=7))
        refund = self._invoice(20, move_type="out_refund")
        (item | refund).reconcile()

        figure = self._figure()

        self.assertEqual(figure.amount_collected, 40)
        self.assertEqual(figure.amount_overdue, 35)

    def test_money_of_a_customer_that_pays_too_early_counts_when_it_is_there(self):
        item = self._invoice(100, overdue=-3)
        self._pay(item, 100, TODAY)
        self.assertEqual(self._figure().amount_collected, 100)

    def test_open_promises_count(self):
        item = self._invoice(100)
        self.group.action_refresh()
        debtor = self.env["dunning.debtor"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.env["dunning.promise"].create(
            {
                "debtor_id": debtor.id,
                "date": TODAY + timedelta(days=3),
                "amount": 60,
                "item_ids": item.ids,
            }
        )
        self.assertEqual(self._figure().amount_promised, 60)
        self.assertEqual(
            self._figure(TODAY + timedelta(days=10)).amount_promised,
            0,
            "broken by then",
        )

    def test_companies_of_the_group_count_together_and_others_do_not(self):
        sister = self._second_company()["company"]
        stranger = self.setup_other_company(name="Stranger")["company"]
        self.env.user.company_ids |= stranger
        self._invoice(100)
        self._invoice(10, company=sister)
        self._invoice(1, company=stranger)
        self.assertEqual(self._figure().amount_overdue, 110)

    def test_company_of_the_database_owes_nothing(self):
        sister = self._second_company()["company"]
        self._invoice(100, overdue=-1, partner=sister.partner_id)
        self.assertEqual(self._figure().amount_due, 0)

    def test_row_of_a_day_is_written_once_and_kept(self):
        self._invoice(100)
        first = self._figure()
        self._invoice(50)
        self.assertEqual(self._figure(), first)
        self.assertEqual(first.amount_overdue, 150)
        self._invoice(7)
        later = self._figure(TODAY + timedelta(days=1))
        self.assertEqual((first.amount_overdue, later.amount_overdue), (150, 157))

    def test_screen_shows_the_last_values_and_their_trend(self):
        self._invoice(100)
        self._figure(TODAY - timedelta(days=2))
        self._invoice(50)
        self._figure()

        [figures] = self.env["dunning.task"].load_day()["figures"]

        self.assertEqual(figures["currency_id"], self.group.currency_id.id)
        self.assertEqual(figures["values"]["amount_overdue"], 150)
        self.assertEqual(figures["trends"]["amount_overdue"], [100, 150])

    def test_figures_in_a_former_currency_are_not_shown(self):
        self._invoice(100)
        self._figure(TODAY - timedelta(days=2))
        euro = self.setup_other_currency("EUR")
        self.group.currency_id = euro
        self._figure()

        [figures] = self.env["dunning.task"].load_day()["figures"]

        self.assertEqual(figures["currency_id"], euro.id)
        self.assertEqual(len(figures["trends"]["amount_overdue"]), 1)
