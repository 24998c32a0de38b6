from datetime import timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningProposal(DunningCommon):
    def test_every_open_item_is_in_one_place(self):
        items = (
            self._invoice(100)
            | self._invoice(50, overdue=-5)
            | self._invoice(30, overdue=2)
            | self._invoice(20, partner=self._create_customer("Smit"), overdue=-1)
            | self._invoice(40, move_type="out_refund")
        )

        run = self._propose()

        found = run.notice_ids.line_ids.move_line_id | run.exclusion_ids.move_line_id
        self.assertEqual(found, items)
        self.assertEqual(
            len(run.notice_ids.line_ids) + len(run.exclusion_ids), len(items)
        )

    def test_notice_asks_for_all_that_reached_a_level(self):
        self._invoice(100, overdue=20)
        self._invoice(50, overdue=8)
        self._invoice(25, overdue=3)
        self._invoice(10, overdue=-10)

        notice = self._propose().notice_ids

        self.assertRecordValues(
            notice,
            [
                {
                    "partner_id": self.customer.id,
                    "level_id": self.reminder.id,
                    "channel": "email",
                    "amount_total": 150,
                    "days_overdue": 20,
                    "state": "proposed",
                    "company_id": self.company.id,
                    "date_deadline": TODAY + timedelta(days=10),
                }
            ],
        )
        self.assertRecordValues(
            notice.line_ids.sorted("date_due"),
            [
                {"kind": "overdue", "amount_residual": 100, "reason": False},
                {"kind": "overdue", "amount_residual": 50, "reason": False},
                {
                    "kind": "open",
                    "amount_residual": 25,
                    "reason": "level_not_reached",
                },
                {"kind": "open", "amount_residual": 10, "reason": "not_due"},
            ],
        )

    def test_credits_are_netted_and_shown(self):
        self._invoice(100)
        self._invoice(30, move_type="out_refund")

        notice = self._propose().notice_ids

        self.assertRecordValues(
            notice.claim_ids,
            [{"amount_principal": 100, "amount_credit": 30, "amount_total": 70}],
        )
        self.assertEqual(notice.amount_total, 70)

    def test_unallocated_payment_covers_the_claim(self):
        item = self._invoice(100)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 100,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self.assertTrue(payment.move_id, "the payment has a journal entry")

        run = self._propose()

        self.assertFalse(run.notice_ids)
        self.assertEqual(self._reason(run, item), "covered_by_credit")

    def test_currencies_are_claims_of_their_own(self):
        currency = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        self._invoice(100)
        self._invoice(60, currency_id=currency.id)

        notice = self._propose().notice_ids

        self.assertRecordValues(
            notice.claim_ids.sorted("amount_total"),
            [
                {"currency_id": currency.id, "amount_total": 60},
                {"currency_id": self.company.currency_id.id, "amount_total": 100},
            ],
        )
        # £ 60 are $ 120 at 0.5 pounds for a dollar; the letter says $ 100 and £ 60
        self.assertEqual(notice.currency_id, self.company.currency_id)
        self.assertEqual(notice.amount_total, 220)
        self.assertEqual(notice._amounts_text(), "$\xa0100.00 and £\xa060.00")

    def test_instalments_are_items_of_their_own(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 60}
                    ),
                ],
            }
        )
        items = self._invoice(
            200,
            overdue=0,
            invoice_date=TODAY - timedelta(days=20),
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        ).sorted("date_maturity")
        self.assertEqual(len(items), 2)

        notice = self._propose().notice_ids

        self.assertEqual(notice.amount_total, 100)
        self.assertRecordValues(
            notice.line_ids.sorted("date_due"),
            [
                {"move_line_id": items[0].id, "kind": "overdue"},
                {"move_line_id": items[1].id, "kind": "open"},
            ],
        )

    def test_one_notice_for_all_companies_of_the_group(self):
        sister = self._second_company()["company"]
        self._invoice(100)
        self._invoice(250, company=sister)

        run = self._propose()

        notice = run.notice_ids
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.company_id, sister, "most is overdue there")
        self.assertRecordValues(
            notice.claim_ids.sorted("amount_total"),
            [
                {"company_id": self.company.id, "amount_total": 100},
                {"company_id": sister.id, "amount_total": 250},
            ],
        )
        self.assertEqual(
            [total.amount_difference for total in run.run_company_ids], [0, 0]
        )

    def test_fixed_lead_company_writes(self):
        sister = self._second_company()["company"]
        self.group.lead_company_id = self.company
        self._invoice(100)
        self._invoice(250, company=sister)

        self.assertEqual(self._propose().notice_ids.company_id, self.company)

    def test_companies_of_other_groups_stay_out(self):
        stranger = self.setup_other_company(name="Stranger")["company"]
        self._invoice(100, company=stranger)

        run = self._propose()

        self.assertFalse(run.notice_ids)
        self.assertFalse(run.exclusion_ids)

    def test_reasons_of_single_items(self):
        hold_reason = self.env["dunning.hold.reason"].create({"name": "Complaint"})
        customer = self._create_customer
        own_company = self._second_company("Intercompany")["company"]
        items = {
            "not_due": self._invoice(1, overdue=-9, partner=customer("A")),
            "level_not_reached": self._invoice(1, overdue=6, partner=customer("B")),
            "no_followup": self._invoice(1, partner=customer("C")),
            "blocked": self._invoice(1, partner=customer("D")),
            "hold": self._invoice(1, partner=customer("E")),
            "intercompany": self._invoice(1, partner=own_company.partner_id),
            "credit": self._invoice(1, partner=customer("F"), move_type="out_refund"),
            "no_address": self._invoice(
                1, partner=customer("G", email=False, city=False)
            ),
            "level_cap": self._invoice(1, partner=customer("H")),
            "no_rate": self._invoice(
                1,
                partner=customer("I"),
                currency_id=self.env["res.currency"]
                .create({"name": "XTS", "symbol": "T"})
                .id,
            ),
        }
        items["no_followup"].no_followup = True
        items["blocked"].move_id.action_toggle_block_payment()
        self.env["dunning.hold"].create(
            {
                "scope": "item",
                "move_line_id": items["hold"].id,
                "reason_id": hold_reason.id,
            }
        )
        zero = self.env["dunning.level"].create(
            {"name": "Zero", "workflow_id": self.workflow.id, "sequence": 0, "days": -5}
        )
        items["level_cap"].move_id.dunning_level_cap_id = zero

        run = self._propose()

        self.assertEqual(
            {code: self._reason(run, item) for code, item in items.items()},
            {code: code for code in items},
        )
        for exclusion in run.exclusion_ids:
            self.assertTrue(exclusion.explanation.endswith("."), exclusion.reason)

    def test_item_waits_after_the_last_notice(self):
        item = self._invoice(100)
        self._send(self._propose().notice_ids)

        run = self._propose(TODAY + timedelta(days=13))

        self.assertEqual(self._reason(run, item), "waiting")
        self.assertIn("Second reminder", run.exclusion_ids.explanation)

    def test_item_stands_in_one_open_notice_only(self):
        item = self._invoice(100)
        first = self._propose()

        second = self._propose()

        self.assertEqual(self._reason(second, item), "in_open_notice")
        self.assertEqual(second.exclusion_ids.notice_id, first.notice_ids)

    def test_skipped_notice_does_not_come_back_in_its_run(self):
        item = self._invoice(100)
        run = self._propose()
        run.notice_ids.action_skip("Called, will pay")

        run.action_propose()

        self.assertEqual(self._reason(run, item), "skipped")
        self.assertTrue(self._propose().notice_ids, "but in the next one")
