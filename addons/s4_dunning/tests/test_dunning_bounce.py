from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .reply_common import GATEWAY, ReplyCommon

REPORT = """From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <{action}-{status}@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reason}

--B
Content-Type: message/rfc822

Message-Id: {message_id}
From: x@example.com
To: {address}
Subject: Reminder

--B--
"""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningBounce(ReplyCommon):
    """A mail that does not arrive is seen, and the next channel takes over."""

    def _report(self, action="failed", status="5.1.1", reason="550 User unknown"):
        mail = REPORT.format(
            to="bounce@dealer.example.com",
            action=action,
            status=status,
            reason=reason,
            address=self.customer.email,
            message_id=self.message.message_id,
        )
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail.encode())
        self.notice.invalidate_recordset()

    def test_hard_bounce_shows_on_notice_and_chart(self):
        self._report()
        self.assertEqual(self.notice.delivery_state, "failed")
        self.assertIn("550 User unknown", self.notice.delivery_error)
        self.assertEqual(self.customer.dunning_bounced_email, self.customer.email)
        self.assertIn(self.customer.email, self.debtor.address_problem)
        found = self.env["dunning.debtor"].search([("address_problem", "!=", False)])
        self.assertEqual(found, self.debtor)

    def test_hard_bounce_is_a_task(self):
        self.debtor.collector_id = self.collector
        self._report()
        task = self.debtor.activity_ids
        self.assertEqual(task.user_id, self.collector)
        self.assertIn(self.customer.email, task.summary)

    def test_bounces_of_one_notice_are_one_task(self):
        self._report(status="4.4.1", reason="timed out")
        first = self.notice.failure_task_id

        self._report()

        task = self.debtor.activity_ids
        self.assertEqual(task, first)
        self.assertEqual(self.notice.failure_task_id, first)
        self.assertIn("timed out", task.note)
        self.assertIn("550 User unknown", task.note)

    def test_bounce_after_the_task_was_done_is_another_task(self):
        self._report(status="4.4.1", reason="timed out")
        self.notice.action_settle_failure()

        self._report()

        self.assertIn("550 User unknown", self.debtor.activity_ids.note)
        self.env.flush_all()
        tasks = self.env["dunning.task"].search([("notice_id", "=", self.notice.id)])
        self.assertEqual(tasks.mapped("kind"), ["failure"])

    def test_letter_takes_over_after_a_hard_bounce(self):
        self._report()
        self.assertEqual(self.notice.channel, "letter")
        self.assertFalse(self.notice.date_posted)
        self.assertEqual(self.notice.state, "sent")
        self.assertTrue(self.notice.pdf_id)

    def test_letter_says_that_mail_bounced(self):
        address = self.customer.email
        self._report()
        self.customer.email = "new@jansen.example.com"
        self.assertEqual(
            self.notice.delivery_reason,
            f"Letter to the customer: mail to {address} bounced.",
        )

    def test_letter_that_was_posted_besides_is_not_posted_again(self):
        notice = self.notice.sudo()
        notice.also_letter = True
        notice.action_mark_posted()
        self._report()
        self.assertEqual(notice.channel, "email")
        self.assertEqual(notice.date_posted, TODAY)

    def test_group_may_want_no_letter(self):
        self.group.is_letter_after_bounce = False
        self._report()
        self.assertEqual(self.notice.channel, "email")

    def test_customer_without_postal_address_gets_no_letter(self):
        self.customer.city = False
        self._report()
        self.assertEqual(self.notice.channel, "email")

    def test_blocked_and_invalid_addresses_are_red(self):
        self.env["mail.blacklist"]._add(self.customer.email)
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.customer.id, "email": "no address"}
        )
        self.assertEqual(
            self.debtor.address_problem,
            "jansen@example.com: On the blacklist, no address: Not a valid e-mail "
            "address",
        )
        found = self.env["dunning.debtor"].search([("address_problem", "!=", False)])
        self.assertIn(self.debtor, found)
        self.env["mail.blacklist"]._remove(self.customer.email)
        contact.email = "desk@example.com"
        self.debtor.invalidate_recordset()
        self.assertFalse(self.debtor.address_problem)

    def test_new_address_is_not_red(self):
        self._report()
        self.customer.email = "new@jansen.example.com"
        self.assertFalse(self.debtor.address_problem)

    def test_full_mailbox_does_not_condemn_the_address(self):
        self._report(status="5.2.2", reason="552 Mailbox full")
        self.assertEqual(self.notice.delivery_state, "failed")
        self.assertFalse(self.customer.dunning_bounced_email)
        self.assertEqual(self.notice.channel, "email")
        self.assertTrue(self.debtor.activity_ids)

    def test_delayed_mail_has_not_failed(self):
        self._report(action="delayed", status="4.4.1", reason="timed out")
        self.assertNotEqual(self.notice.delivery_state, "failed")
        self.assertFalse(self.debtor.activity_ids)
        self.assertIn("delayed", self.notice.message_ids[0].body)

    def test_delivered_mail_has_not_failed(self):
        self._report(action="delivered", status="2.0.0", reason="250 Ok")
        self.assertNotEqual(self.notice.delivery_state, "failed")

    def test_bounce_is_no_answer(self):
        self._report()
        self.assertFalse(self.debtor.reply_ids)
        self.assertFalse(self.debtor.hold_ids)

    def test_bounce_of_another_mail_is_left_to_odoo(self):
        partner = self._create_customer("Elsewhere")
        message = partner.message_post(body="x", partner_ids=partner.ids)
        mail = REPORT.format(
            to="bounce@dealer.example.com",
            action="failed",
            status="5.1.1",
            reason="550",
            address=partner.email,
            message_id=message.message_id,
        )
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail.encode())
        self.assertEqual(partner.message_bounce, 1)
        self.assertFalse(partner.dunning_bounced_email)

    def test_report_without_our_mail_is_found_by_its_address(self):
        mail = EmailMessage(policy=SMTP)
        for name, value in (
            ("From", "MAILER-DAEMON@mx.example.com"),
            ("To", "bounce@dealer.example.com"),
            ("Subject", "failure notice"),
            ("Message-Id", "<qmail@mx.example.com>"),
        ):
            mail[name] = value
        mail.set_content(
            "Hi. This is the qmail-send program at mx.example.com.\n\n"
            f"<{self.customer.email}>:\n"
            "550 5.1.1 no such user (#5.1.1)\n"
        )
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail.as_bytes())
        self.assertEqual(self.customer.dunning_bounced_email, self.customer.email)

    def test_mail_that_waits_for_a_day_has_failed(self):
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.message.id), ("state", "=", "outgoing")]
        )
        self.assertTrue(mail)
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = %s WHERE id = %s",
            [datetime.combine(TODAY, datetime.min.time()) - timedelta(days=2), mail.id],
        )
        mail.invalidate_recordset()
        self.group.action_refresh()
        self.assertEqual(mail.state, "exception")
        self.assertEqual(self.notice.delivery_state, "failed")
        self.assertTrue(self.debtor.activity_ids)

    def test_all_contacts_of_the_customer_with_the_address_are_marked(self):
        address = self.customer.email
        twin = self._create_customer(
            "Billing",
            parent_id=self.customer.id,
            type="invoice",
            is_company=False,
            email=address,
        )
        stranger = self._create_customer("Stranger", email=address)

        self._report()

        self.assertEqual(twin.dunning_bounced_email, address)
        self.assertFalse(stranger.dunning_bounced_email)
