from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import file_open

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningTrouble(DunningCommon):
    """Bad input and trouble: one clear sentence, nothing lost, nothing half done."""

    def test_copy_of_the_database_sends_nothing(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        crons = self.env["ir.cron"].sudo()
        for step in ("refresh", "propose", "send"):
            crons |= self.env.ref(f"s4_dunning.ir_cron_dunning_{step}").sudo()
        crons.active = True
        self.env.flush_all()

        with file_open("s4_dunning/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()

        self.assertEqual(notice.state, "proposed")
        self.assertEqual(notice.line_ids.notice_state, "proposed")
        self.assertFalse(any(crons.mapped("active")))

    def test_no_workflow(self):
        self.group.workflow_id = False
        item = self._invoice(100)
        run = self._propose()
        self.assertEqual(self._reason(run, item), "no_workflow")
        self.assertIn("choose a default workflow", run.exclusion_ids.explanation)
        self.assertIn("None", self._debtor().workflow_rule)

    def test_archived_workflow(self):
        item = self._invoice(100)
        self.workflow.active = False
        self.assertEqual(self._reason(self._propose(), item), "no_workflow")

    def test_archived_workflow_lets_the_next_rule_decide(self):
        self._invoice(100)
        self.group.action_refresh()
        own = self._create_workflow(name="Own")
        self._debtor().workflow_id = own
        self.assertEqual(self._debtor().workflow_rule, "Own: set on the debtor")

        own.active = False

        self.assertIn("Test: the default of", self._debtor().workflow_rule)
        self.assertEqual(self._propose().notice_ids.workflow_id, self.workflow)

    def test_workflow_without_levels(self):
        self.group.workflow_id = self.env["dunning.workflow"].create({"name": "Empty"})
        item = self._invoice(100)
        self.assertEqual(self._reason(self._propose(), item), "no_level")

    def test_level_without_text(self):
        self.reminder.opening = "<p><br></p>"
        self._invoice(100)
        notice = self._propose().notice_ids
        self.assertIn("has no subject or no text", notice.warning)
        with self.assertRaisesRegex(UserError, "has no subject or no text"):
            notice.action_approve()
        self.assertEqual(notice.state, "proposed")
        notice.opening = "<p>Dear Piet, please pay.</p>"
        notice.action_approve()
        self.assertEqual(notice.state, "approved", "a text of its own is enough")

    def test_level_archived_after_the_proposal(self):
        self.second.trigger_base = "due_date"
        self._invoice(100)
        notice = self._propose().notice_ids
        self.reminder.active = False
        with self.assertRaisesRegex(UserError, "is archived: choose another level"):
            notice.action_approve()
        notice.level_id = self.second
        notice.action_approve()
        self.assertEqual(notice.state, "approved")

    def test_debtor_without_address(self):
        self.customer.write({"email": False, "city": False})
        item = self._invoice(100)
        run = self._propose()
        self.assertEqual(self._reason(run, item), "no_address")
        self.assertIn("neither e-mail nor postal", run.exclusion_ids.explanation)

    def test_email_address_lost_after_the_proposal(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        notice.email = False
        with self.assertRaisesRegex(UserError, "has no valid e-mail address"):
            notice.action_approve()

    def test_company_without_bank_account(self):
        self.company.partner_id.bank_ids.unlink()
        self._invoice(100)
        run = self._propose()
        self.assertFalse(run.run_company_ids.has_bank_account)
        with self.assertRaisesRegex(UserError, "has no bank account to pay to"):
            run.notice_ids.action_approve()
        action = run.action_approve()
        self.assertIn("0 approved, 1 need", action["params"]["message"])

    def test_customer_archived_in_a_run(self):
        self._invoice(100)
        notice = self._propose().notice_ids
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "is archived: restore the customer"):
            notice.action_approve()

    def test_customer_archived_in_the_outbox(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        self.customer.active = False
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "approved")
        self.assertIn("is archived", notice.send_error)
        self.assertFalse(item.dunning_level_id)

    def test_customers_merged_in_a_run(self):
        other = self._create_customer("Smit")
        self._invoice(100)
        self._invoice(50, partner=other)
        run = self._propose()
        run.notice_ids.action_approve()
        debtor = self._debtor()
        self._debtor(other).message_post(body="Calls on Mondays")

        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.customer | other).ids, self.customer, extra_checks=False
        )
        self.env.invalidate_all()

        self.assertEqual(run.notice_ids.debtor_id, debtor)
        self.assertEqual(run.notice_ids.partner_id, self.customer)
        self.assertIn("Calls on Mondays", str(debtor.message_ids.mapped("body")))
        with self.without_pdf():
            run.notice_ids.action_send()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"sent"})

    def test_invoice_moved_to_another_customer_drops_out(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        self.customer.parent_id = self._create_customer("Holding")
        self.customer.is_company = False
        self.env.flush_all()
        self.assertIn("another customer", notice.warning)
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")
        self.assertFalse(item.dunning_level_id)

    def test_wkhtmltopdf_missing(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        with patch.object(
            self.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda _report: "install",
        ):
            notice.action_send()
        self.assertEqual(notice.state, "approved")
        self.assertIn("install wkhtmltopdf", notice.send_error)
        self.assertFalse(notice.name)
        self.assertFalse(item.dunning_level_id)

    def test_invoice_reset_to_draft_in_a_notice(self):
        reset = self._invoice(100)
        kept = self._invoice(50)
        notice = self._propose().notice_ids
        notice.action_approve()
        reset.move_id.button_draft()
        self.assertIn("reset to draft", notice.warning)

        with self.without_pdf():
            notice.action_send()

        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.line_ids.move_line_id, kept)
        self.assertEqual(notice.amount_total, 50)

    def test_invoice_cancelled_in_a_notice(self):
        item = self._invoice(100)
        notice = self._propose().notice_ids
        notice.action_approve()
        item.move_id.button_draft()
        item.move_id.button_cancel()
        with self.without_pdf():
            notice.action_send()
        self.assertEqual(notice.state, "skipped")
        self.assertIn("cancelled", notice.closing_reason)

    def test_invoice_deleted_after_its_notice_was_sent(self):
        item = self._invoice(100)
        invoice = item.move_id
        notice = self._propose().notice_ids
        self._send(notice)
        number = invoice.name
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.assertEqual(notice.line_ids.name, number, "what was sent stays on file")
        self.assertEqual(notice.line_ids.amount_residual, 100)

    def test_currency_without_rate(self):
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "T"})
        item = self._invoice(100, currency_id=currency.id)
        run = self._propose()
        self.assertEqual(self._reason(run, item), "no_rate")
        self.assertIn("no exchange rate for XTS", run.exclusion_ids.explanation)
        currency.rate_ids.create(
            {"currency_id": currency.id, "name": "2026-01-01", "rate": 2}
        )
        self.assertTrue(self._propose().notice_ids)

    def test_item_without_customer(self):
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 10}),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 10,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        run = self._propose()
        item = entry.line_ids.filtered("debit")
        self.assertEqual(self._reason(run, item), "no_partner")
        self.assertFalse(run.has_difference)

    def _debtor(self, partner=None):
        return self.env["dunning.debtor"].search(
            [("partner_id", "=", (partner or self.customer).id)]
        )
