from email.message import EmailMessage
from email.policy import SMTP

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .outbox_common import OutboxCommon

GATEWAY = "odoo.addons.mail.models.mail_thread"


class ReplyCommon(OutboxCommon):
    """A notice that was sent, a reply address of the group, and a collector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "dealer.example.com"})
        cls.env["res.company"].search([]).alias_domain_id = domain
        cls.catchall = domain.catchall_email
        cls.group.alias_name = "dunning"
        cls.collector = new_test_user(
            cls.env,
            "reply_collector",
            groups="s4_dunning.s4_dunning_group_collector,"
            "account.group_account_invoice,base.group_partner_manager",
            company_id=cls.company.id,
        )
        cls.group.responsible_id = cls.collector

    def setUp(self):
        super().setUp()
        self.notice = self._approved("Jansen Transport")
        self.customer = self.notice.partner_id
        with self.without_pdf():
            self.notice.action_send()
        self.message = self.notice.message_ids.filtered("attachment_ids")[:1]
        self.debtor = self.notice.debtor_id

    def _mail(self, text="", *, reference=True, **headers):
        """:return: an e-mail of the customer to the reply address, as bytes"""
        mail = EmailMessage(policy=SMTP)
        values = {
            "From": self.customer.email,
            "To": "dunning@dealer.example.com",
            "Subject": f"Re: {self.message.subject}",
            "Message-Id": f"<{abs(hash((text, str(headers))))}@jansen.example.com>",
            "Date": "Tue, 31 Mar 2026 10:00:00 +0200",
            **({"In-Reply-To": self.message.message_id} if reference else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in values.items():
            mail[name] = value
        mail.set_content(text)
        return mail.as_bytes()

    def _receive(self, mail):
        """Feed a mail to the gateway.

        :return: the dunning.reply it became, or none
        """
        before = self.env["dunning.reply"].search([])
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail)
        return self.env["dunning.reply"].search([]) - before
