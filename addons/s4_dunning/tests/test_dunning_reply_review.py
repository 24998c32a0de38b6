from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .reply_common import ReplyCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningReplyReview(ReplyCommon):
    """A person confirms what follows from an answer, or that nothing does."""

    def test_confirmed_promise_rests_until_its_day(self):
        reply = self._receive(self._mail("We will pay on 15 April."))
        rest = reply.hold_id

        reply.with_user(self.collector).action_confirm()

        self.assertEqual(reply.state, "done")
        self.assertTrue(rest.is_released)
        promise = self.debtor.promise_ids
        self.assertEqual(promise.date, date(2026, 4, 15))
        self.assertEqual(promise.item_ids, self.notice.line_ids.move_line_id)
        self.assertEqual(promise.channel, "email")
        self.assertFalse(self.debtor.activity_ids.filtered("active"))

    def test_promise_without_day_is_refused(self):
        reply = self._receive(self._mail("We will pay."))
        with self.assertRaisesRegex(UserError, "Enter the day"):
            reply.action_confirm()
        self.assertEqual(reply.state, "to_confirm")

    def test_confirmed_complaint_rests_the_item_it_names(self):
        invoice = self.notice.line_ids.move_line_id.move_id
        reply = self._receive(self._mail(f"{invoice.name} is wrong."))
        self.assertEqual(reply.line_ids, self.notice.line_ids)
        reply.with_user(self.collector).action_confirm()
        hold = self.env["dunning.hold"].search(
            [("move_line_id", "in", reply.line_ids.move_line_id.ids)]
        )
        self.assertTrue(hold.is_current)
        self.assertEqual(hold.dispute_id.move_id, invoice)
        self.assertIn("is wrong", hold.dispute_id.note)

    def test_item_of_a_company_that_is_not_active_is_held_alone(self):
        sister = self._second_company()["company"]
        self.collector.company_ids |= sister
        customer = self._create_customer("Sister customer")
        item = self._invoice(80, partner=customer, company=sister)
        self._invoice(20, partner=customer)
        notice = self._propose().notice_ids.filtered_domain(
            [("partner_id", "=", customer.id)]
        )
        self._send(notice)
        message = notice.message_ids.filtered("attachment_ids")[:1]
        reply = self._receive(
            self._mail(
                f"{item.move_id.name} is wrong.",
                reference=False,
                From=customer.email,
                In_Reply_To=message.message_id,
            )
        )
        one = reply.with_user(self.collector).with_context(
            allowed_company_ids=self.company.ids
        )
        self.env.invalidate_all()

        one.action_confirm()

        hold = self.env["dunning.hold"].search([("move_line_id", "=", item.id)])
        self.assertTrue(hold.is_current)
        self.assertFalse(
            notice.debtor_id.hold_ids.filtered("is_current"), "the rest goes on"
        )

    def test_answers_stay_when_customers_are_merged(self):
        reply = self._receive(self._mail("We have already paid."))
        other = self._create_customer("Jansen")
        self._invoice(10, partner=other)
        self.group.action_refresh()
        target = self.env["dunning.debtor"].search([("partner_id", "=", other.id)])

        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | other).ids, other
        )

        self.assertTrue(reply.exists())
        self.assertEqual(reply.debtor_id, target)
        self.assertEqual(reply.partner_id, other)

    def test_answers_and_their_address_go_along_with_the_companies(self):
        reply = self._receive(self._mail("We have already paid."))
        sister = self.setup_other_company(name="Sister group")["company"]
        stays = sister.dunning_group_id

        stays.sudo()._merge(self.group.sudo())

        self.assertEqual(reply.group_id, stays)
        self.assertEqual(reply.debtor_id.group_id, stays)
        self.assertEqual(stays.alias_name, "dunning")
        late = self._receive(
            self._mail("x", reference=False, From="a@u.example.com", Subject="x")
        )
        self.assertEqual(late.group_id, stays)

    def test_nothing_to_do_lets_dunning_go_on(self):
        reply = self._receive(self._mail("Thank you."))
        reply.with_user(self.collector).action_done()
        self.assertTrue(reply.hold_id.is_released)
        self.assertEqual(reply.state, "done")

    def test_second_answer_keeps_the_rest_of_the_first(self):
        first = self._receive(self._mail("Hello"))
        second = self._receive(self._mail("Hello again"))
        self.assertEqual(first.hold_id, second.hold_id)
        first.action_done()
        self.assertFalse(second.hold_id.is_released)

    def test_copy_is_written_with_the_invoices_that_were_asked_for(self):
        invoice = self.notice.line_ids.move_line_id.move_id
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF-1.4 invoice",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()
        reply = self._receive(self._mail(f"Please send a copy of {invoice.name}."))
        action = reply.with_user(self.collector).action_write()
        composer = (
            self.env[action["res_model"]]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"body": "Here it is."})
        )

        composer._action_send_mail()

        message = self.notice.message_ids[0]
        self.assertEqual(message.attachment_ids.mapped("raw"), [b"%PDF-1.4 invoice"])
        self.assertEqual(message.partner_ids, self.customer)

    def test_stranger_who_asks_for_a_copy_gets_no_invoices(self):
        """Whoever has the notice may write: a forwarded mail, somebody in copy."""
        invoice = self.notice.line_ids.move_line_id.move_id
        accountant = self._create_customer("Boer", email="boer@example.org")
        self.debtor.copy_partner_ids = accountant
        for sender in ("eve@example.org", accountant.email):
            reply = self._receive(
                self._mail(f"Please send a copy of {invoice.name}.", From=sender)
            )
            self.assertEqual(reply.kind, "copy")

            context = reply.with_user(self.collector).action_write()["context"]

            self.assertFalse(context["default_attachment_ids"], sender)
            [partner_id] = context["default_partner_ids"]
            partner = self.env["res.partner"].browse(partner_id)
            self.assertEqual(partner.email, sender)

    def test_stranger_is_answered_without_the_right_to_make_contacts(self):
        collector = new_test_user(
            self.env,
            "answering",
            groups="s4_dunning.s4_dunning_group_collector",
            company_id=self.company.id,
        )
        self.assertFalse(
            self.env["res.partner"].with_user(collector).has_access("create")
        )
        reply = self._receive(self._mail("Hello.", From="Eve <eve@example.org>"))

        action = reply.with_user(collector).action_write()
        composer = (
            self.env[action["res_model"]]
            .with_user(collector)
            .with_context(**action["context"])
            .create({"body": "Hello."})
        )
        composer._action_send_mail()

        message = self.notice.message_ids[0]
        self.assertEqual(message.partner_ids.mapped("email"), ["eve@example.org"])

    def test_other_answers_carry_no_invoices(self):
        reply = self._receive(self._mail("Thank you."))
        self.assertFalse(reply.action_write()["context"]["default_attachment_ids"])

    def test_who_is_answered_is_not_yet_a_contact_of_the_customer(self):
        reply = self._receive(
            self._mail(
                "Hello.",
                reference=False,
                From="Eve <eve@example.org>",
                Subject=self.notice.name,
            )
        )
        self.assertEqual(reply.notice_id, self.notice)
        reply = reply.with_user(self.collector)

        reply.action_write()

        reply.invalidate_recordset()
        self.assertTrue(reply.is_unknown_sender)

        reply.action_add_contact()

        reply.invalidate_recordset()
        self.assertFalse(reply.is_unknown_sender)
        contact = self.customer.child_ids
        self.assertEqual(contact.email, "eve@example.org")

    def test_another_customer_with_the_address_stays_a_customer(self):
        other = self._create_customer("Eve", email="eve@example.org", is_company=False)
        other.customer_rank = 1
        reply = self._receive(self._mail("Hello.", From="eve@example.org"))

        reply.action_add_contact()

        self.assertFalse(other.parent_id)

    def test_answer_without_a_kind_is_confirmed_as_something_else(self):
        reply = self._receive(self._mail("Hello."))
        reply.kind = False

        reply.action_confirm()

        self.assertEqual((reply.state, reply.kind), ("done", "other"))

    def test_what_is_taken_up_again_has_lost_its_task_and_its_rest(self):
        reply = self._receive(self._mail("Hello."))
        reply.action_done()
        rest, before = reply.hold_id, self.debtor.message_ids

        reply.action_reopen()

        self.assertEqual(reply.state, "to_confirm")
        self.assertTrue(rest.is_released)
        self.assertFalse(reply.hold_id or reply.consequence)
        reply.action_done()
        self.assertEqual(self.debtor.message_ids, before, "nothing is done twice")

    def test_rest_without_end_is_not_shortened(self):
        hold = self._receive(self._mail("Hello.")).hold_id
        hold.date_end = False

        second = self._receive(self._mail("Hello again."))

        self.assertEqual(second.hold_id, hold)
        self.assertFalse(hold.date_end or second.consequence)
