from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .address_common import AddressCommon
from .common import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningCopy(AddressCommon):
    """Who gets a copy of the e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_customer("Boer Accountants")
        cls.debtor.copy_partner_ids = cls.accountant

    def _recipients(self, notice):
        message = notice.message_ids.filtered("partner_ids")
        return message.notification_ids.res_partner_id

    def test_copy_is_an_email_of_its_own(self):
        notice = self._proposed()
        self.assertEqual(notice.copy_partner_ids, self.accountant)

        self._send(notice)

        message = notice.message_ids.filtered("partner_ids")
        self.assertEqual(self._recipients(notice), self.customer | self.accountant)
        mails = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        self.assertEqual(
            [len(mail.recipient_ids) for mail in mails], [1, 1], "one for each"
        )
        self.assertEqual(mails.recipient_ids, self.customer | self.accountant)
        self.assertEqual(mails.attachment_ids, notice.pdf_id)

    def test_reviewer_changes_who_gets_a_copy(self):
        other = self._create_customer("Other Accountants")
        notice = self._proposed()
        notice.copy_partner_ids = other
        self._send(notice)
        self.assertEqual(self._recipients(notice), self.customer | other)
        self.assertEqual(self.debtor.copy_partner_ids, self.accountant)

    def test_no_change_after_the_approval(self):
        notice = self._proposed()
        notice.action_approve()
        with self.assertRaisesRegex(UserError, "recall it before you change it"):
            notice.copy_partner_ids = [Command.clear()]

    def test_copy_without_usable_address_is_told_before_and_after(self):
        for name, values in {
            "the contact has no e-mail address": {"email": False},
            "mail to boer@example.com bounced": {
                "dunning_bounced_email": "boer@example.com"
            },
        }.items():
            with self.subTest(name):
                self.accountant.write({"email": "boer@example.com", **values})
                sentence = f"No copy by e-mail to Boer Accountants: {name}."
                notice = self._proposed()
                self.assertIn(sentence, notice.warning)
                self._send(notice)
                self.assertEqual(self._recipients(notice), self.customer)
                bodies = "".join(map(str, notice.message_ids.mapped("body")))
                self.assertIn(sentence, bodies)

    def test_who_is_both_recipient_and_copy_gets_one_email(self):
        self.debtor.copy_partner_ids = self.customer
        notice = self._proposed()
        self._send(notice)
        self.assertEqual(self._recipients(notice), self.customer)

    def test_address_that_several_have_gets_one_email(self):
        twins = self.accountant | self._create_customer("Boer Tax")
        twins.email = "Boer@Example.com"
        namesake = self._create_customer("Jansen", email=self.customer.email)
        self.debtor.copy_partner_ids = twins | namesake
        notice = self._proposed()
        self._send(notice)
        addresses = self._recipients(notice).mapped("email_normalized")
        self.assertEqual(
            sorted(addresses),
            sorted(["boer@example.com", self.customer.email_normalized]),
        )

    def test_payer_and_further_copies(self):
        payer = self._create_customer("Veldzicht Lease")
        self.debtor.write({"addressee": "both", "payer_id": payer.id})
        notice = self._proposed()
        self._send(notice)
        self.assertEqual(
            self._recipients(notice), self.customer | payer | self.accountant
        )

    def test_letter_has_no_copies_by_email(self):
        self.reminder.channel = "letter"
        self.accountant.email = False
        notice = self._proposed()
        self.assertNotIn("No copy", notice.warning or "")
        self._send(notice)
        self.assertFalse(self._recipients(notice))

    def test_proposing_again_leaves_no_copies_behind(self):
        self._invoice(100)
        run = self._propose()
        run.action_propose()
        self.assertEqual(run.notice_ids.copy_partner_ids, self.accountant)
        self.env.cr.execute("SELECT COUNT(*) FROM dunning_notice_copy_rel")
        self.assertEqual(self.env.cr.fetchone()[0], 1)
