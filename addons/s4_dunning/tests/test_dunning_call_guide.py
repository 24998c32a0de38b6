from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .call_common import MOBILE, OFFICE, CallCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCallGuide(CallCommon):
    """Whom to call, what to say, and one click for what came of it."""

    def _guide(self, records=None):
        action = (records or self.notice).action_call()
        return (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )

    def test_guide_shows_whom_to_call_and_what_to_say(self):
        guide = self._guide()

        self.assertEqual(guide.contact_id, self.customer)
        self.assertEqual(guide.phone, OFFICE)
        self.assertIn("Good day Jansen Transport, this is", guide.script)
        self.assertIn("100.00 is open.", guide.script)
        self.assertEqual(guide.open_item_ids, self.item)

    def test_dunning_contact_is_called_first_then_the_invoice_contact(self):
        self._contact("Delivery", phone=MOBILE, type="delivery")
        self._contact("Silent", type="dunning")
        other = self._contact("Other", phone=MOBILE, type="other")
        invoice = self._contact("Invoices", phone=MOBILE, type="invoice")
        dunning = self._contact("Debts", phone=MOBILE, type="dunning")

        guide = self._guide(self.debtor)

        self.assertEqual(
            list(guide.contact_ids), [dunning, invoice, self.customer, other]
        )
        self.assertEqual(guide.contact_id, dunning)
        dunning._mark_phone_wrong()
        self.assertEqual(self._guide(self.debtor).contact_id, invoice)

    def test_contact_of_the_notice_comes_first(self):
        self._contact("Debts", phone=MOBILE, type="dunning")
        person = self._contact("Boss", phone="050 318 1111", type="other")
        self.notice.sudo().contact_id = person

        guide = self._guide()

        self.assertEqual(guide.contact_id, person)
        self.assertEqual(guide.phone, "+31 50 318 1111")

    def test_nobody_with_a_phone_is_told_not_hidden(self):
        self.customer.phone = False
        guide = self._guide()
        self.assertFalse(guide.contact_id or guide.phone)
        guide.with_context(outcome="reached").action_record()
        self.assertEqual(self.debtor.call_ids.outcome, "reached", "they called us")

    def test_script_is_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.reminder.with_context(lang="nl_NL").script = "<p>Goedendag {debtor}</p>"
        self.customer.lang = "nl_NL"
        self.assertEqual(self._guide().script, "<p>Goedendag Jansen Transport</p>")

    def test_name_of_a_customer_is_no_code_in_the_script(self):
        self.customer.name = "<script>alert(1)</script>"
        self.assertNotIn("<script", self._guide().script)

    def test_script_with_an_unknown_placeholder_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "{amout} is not a placeholder"):
            self.reminder.script = "<p>{amout}</p>"

    def test_one_click_records_the_call(self):
        with Form(self._guide()) as form:
            form.note = "After the holidays"
            form.date_promise = date(2026, 4, 9)
            form.item_ids.add(self.item)
            guide = form.save()

        guide.with_context(outcome="promise").action_record()

        call = self.debtor.call_ids
        self.assertRecordValues(
            call,
            [
                {
                    "notice_id": self.notice.id,
                    "contact_id": self.customer.id,
                    "phone": OFFICE,
                    "outcome": "promise",
                    "date_promise": date(2026, 4, 9),
                    "note": "After the holidays",
                    "item_ids": self.item.ids,
                    "user_id": self.env.user.id,
                }
            ],
        )
        self.assertEqual(self._guide(self.debtor).last_call_ids, call)

    def test_refused_promise_leaves_no_call_behind(self):
        guide = self._guide()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            guide.with_context(outcome="promise").action_record()
        self.assertFalse(self.debtor.call_ids)
        self.assertTrue(self._calls_to_make())

    def test_notice_that_was_not_sent_is_not_called_about(self):
        self._invoice(30, partner=self._create_customer("Smit"))
        proposed = self._propose().notice_ids
        with self.assertRaises(UserError):
            proposed.action_call()

    def test_without_a_notice_there_is_no_script(self):
        self.notice.sudo().state = "cancelled"
        guide = self.env["dunning.call.guide"].create({"debtor_id": self.debtor.id})

        self.assertIs(guide.read(["script"])[0]["script"], False)
