from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .outbox_common import OutboxCommon
from .smtp_common import SmtpCase

SUBJECT = "Thank you for your payment"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningThanks(SmtpCase, OutboxCommon):
    """Who was reminded and has paid is thanked, once, and nobody else is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.is_payment_thanked = True

    def _reminded(self, *amounts, is_delivered=True, **values):
        """:return: a notice that reached the customer"""
        for amount in amounts:
            self._invoice(amount, **values)
        notice = self._propose().notice_ids
        self._send(notice)
        if is_delivered:
            self._work_off_queue()
        return notice

    def _work_off_queue(self):
        """:return: number of e-mails that the mail server took"""
        mails, server = self.line()
        with server:
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()
        return len(mails)

    def _pay(self, notice, **values):
        for item in notice.line_ids.move_line_id:
            if item.move_type == "out_invoice":
                self._register_payment(item.move_id, **values)
        self.group.action_refresh()

    def _thanks(self, notices):
        return notices.message_ids.filtered(lambda one: one.subject == SUBJECT)

    def test_who_has_paid_everything_is_thanked(self):
        notice = self._reminded(100, 50)

        self._pay(notice)

        thanks = self._thanks(notice)
        self.assertEqual(notice.state, "closed")
        self.assertEqual(len(thanks), 1)
        self.assertEqual(thanks.partner_ids, self.customer)
        self.assertIn(notice.name, thanks.body)
        self.assertFalse(thanks.attachment_ids)
        self.assertEqual(notice.date_thanked, TODAY)
        self.assertEqual(self._work_off_queue(), 1)

    def test_nobody_is_thanked_unless_it_is_switched_on(self):
        self.assertFalse(
            self.env["dunning.group"].create({"name": "New"}).is_payment_thanked
        )
        self.group.is_payment_thanked = False
        notice = self._reminded(100)

        self._pay(notice)

        self.assertEqual(notice.state, "closed")
        self.assertFalse(self._thanks(notice))

    def test_nobody_is_thanked_twice(self):
        notice = self._reminded(100)
        self._pay(notice)

        for _night in range(2):
            self.group.action_refresh()

        self.assertEqual(len(self._thanks(notice)), 1)

    def test_one_word_of_thanks_a_day(self):
        self.workflow.grouping = "company"
        sister = self._second_company()["company"]
        self._invoice(100)
        self._invoice(70, company=sister)
        notices = self._propose().notice_ids
        self.assertEqual(len(notices), 2)
        self._send(notices)
        self._work_off_queue()

        self._pay(notices[0])
        self.assertFalse(self._thanks(notices), "the other is overdue")
        self._pay(notices[1])

        self.assertEqual(len(self._thanks(notices)), 1)

    def test_two_notices_of_one_day_are_one_payment(self):
        first = self._reminded(100)
        self._invoice(60, overdue=9)
        second = self._propose().notice_ids
        self._send(second)
        self._work_off_queue()
        for item in (first | second).line_ids.move_line_id:
            if not item.reconciled:
                self._register_payment(item.move_id)

        self.group.action_refresh()

        self.assertEqual(set((first | second).mapped("state")), {"closed"})
        self.assertEqual(len(self._thanks(first | second)), 1)

    def test_part_of_the_money_is_not_enough(self):
        notice = self._reminded(100)

        self._pay(notice, amount=60)

        self.assertEqual(notice.state, "sent")
        self.assertFalse(self._thanks(notice))

    def test_who_still_has_something_overdue_is_not_thanked(self):
        notice = self._reminded(100)
        self._invoice(40, overdue=1)  # due yesterday, no level reached

        self._pay(notice)

        self.assertEqual(notice.state, "closed")
        self.assertFalse(self._thanks(notice))

    def test_what_has_no_due_date_is_overdue(self):
        notice = self._reminded(100)
        self._invoice(40, overdue=1).date_maturity = False

        self._pay(notice)

        self.assertFalse(self._thanks(notice))

    def test_what_is_not_due_does_not_matter(self):
        notice = self._reminded(100)
        self._invoice(40, overdue=-1)

        self._pay(notice)

        self.assertEqual(len(self._thanks(notice)), 1)

    def test_a_credit_note_is_no_payment(self):
        notice = self._reminded(100)
        refund = self._invoice(100, move_type="out_refund")
        (refund | notice.line_ids.move_line_id).reconcile()

        self.group.action_refresh()

        self.assertEqual(notice.state, "closed")
        self.assertFalse(self._thanks(notice))

    def test_money_beside_a_credit_note_is_thanked_for(self):
        notice = self._reminded(100)
        item = notice.line_ids.move_line_id
        refund = self._invoice(30, move_type="out_refund")
        (refund | item).reconcile()

        self._pay(notice, amount=70)

        self.assertEqual(notice.state, "closed")
        self.assertEqual(len(self._thanks(notice)), 1)

    def test_money_before_the_notice_is_not_thanked_for(self):
        item = self._invoice(100)
        self._register_payment(item.move_id, amount=60)
        self._age(item.matched_credit_ids)
        notice = self._reminded()
        refund = self._invoice(40, move_type="out_refund")
        (refund | item).reconcile()

        self.group.action_refresh()

        self.assertEqual(notice.state, "closed")
        self.assertFalse(self._thanks(notice))

    def test_who_never_got_the_notice_is_not_thanked(self):
        notice = self._reminded(100, is_delivered=False)

        self._pay(notice)

        self.assertEqual(notice.state, "closed")
        self.assertFalse(self._thanks(notice))

    def test_a_letter_counts_when_it_was_posted(self):
        self.reminder.channel = "letter"
        for is_posted in (False, True):
            with self.subTest(is_posted=is_posted):
                notice = self._reminded(100)
                self.assertEqual(notice.channel, "letter")
                if is_posted:
                    notice.action_mark_posted()
                self._pay(notice)
                self.assertEqual(len(self._thanks(notice)), is_posted)

    def test_who_has_no_address_is_not_thanked(self):
        self.customer.email = False
        notice = self._reminded(100)
        notice.action_mark_posted()

        self._pay(notice)

        self.assertFalse(self._thanks(notice))
        self.assertFalse(notice.date_thanked)

    def test_a_bounced_address_is_not_written_to(self):
        notice = self._reminded(100)
        self.customer.dunning_bounced_email = self.customer.email_normalized

        self._pay(notice)

        self.assertFalse(self._thanks(notice))

    def test_an_address_on_the_blacklist_is_not_written_to(self):
        notice = self._reminded(100)
        self.env["mail.blacklist"].sudo()._add(self.customer.email)

        self._pay(notice)

        self.assertFalse(self._thanks(notice))
        self.assertFalse(notice.date_thanked)

    def test_many_are_thanked_by_the_mail_queue_which_is_woken_once(self):
        other = self._create_customer("Smit")
        self._invoice(50, partner=other)
        notices = self._reminded(100)
        self.assertEqual(len(notices), 2)
        for item in notices.line_ids.move_line_id:
            self._register_payment(item.move_id)

        with (
            patch.object(self.registry["dunning.notice"], "_wake_mail_queue") as wake,
            patch.object(self.registry["mail.mail"], "send_after_commit") as send,
        ):
            self.group.action_refresh()

        self.assertEqual(len(self._thanks(notices)), 2)
        self.assertEqual(wake.call_count, 1)
        send.assert_not_called()

    def test_in_test_mode_it_is_only_noted(self):
        notice = self._reminded(100)
        self.group.test_email = "me@example.com"

        self._pay(notice)

        self.assertFalse(self._thanks(notice))
        bodies = "".join(notice.message_ids.mapped("body"))
        self.assertIn("no thank-you was sent", bodies)
        self.assertEqual(self._work_off_queue(), 0)

    def test_it_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.customer.lang = "nl_NL"
        notice = self._reminded(100)

        self._pay(notice)

        thanks = notice.message_ids.filtered("partner_ids")[:1]
        self.assertIn("31-03-2026", thanks.body)

    def _age(self, records):
        """Let records be of last week."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = '2026-03-24'"
            " WHERE id IN %s",
            [tuple(records.ids)],
        )
        self.env.invalidate_all()
