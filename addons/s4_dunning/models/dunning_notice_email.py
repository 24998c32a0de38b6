from odoo import Command, models
from odoo.tools import email_normalize

LAYOUT = "s4_dunning.dunning_email_layout"


class DunningNotice(models.Model):
    """E-mail: the messages of many notices and their e-mails, made together.

    It does what `message_post` does for one, for a third of its cost. Each recipient
    gets an e-mail of its own, so that repeating one never writes to another.
    """

    _inherit = "dunning.notice"

    def _deliver_emails(self):
        """Queue the e-mails, letter attached, on the threads of the notices."""
        recipients = {notice: notice._email_recipients() for notice in self}
        messages = self._create_messages(recipients)
        self._queue_emails(messages, recipients)
        self._notify_followers(messages)
        self._subscribe_authors(messages)
        for notice in self:
            notice._note_copies_without_address()

    def _create_messages(self, recipients):
        """:return: dict of dunning.notice to its mail.message"""
        senders = {
            notice: self._message_compute_author(
                (notice.approved_by_id or notice.company_id).partner_id.id,
                notice._email_sender(),
            )
            for notice in self
        }
        threads = self._notify_get_reply_to_batch(
            defaults={notice.id: sender for notice, (_, sender) in senders.items()},
            author_ids={notice.id: author for notice, (author, _) in senders.items()},
        )
        alias_domains = self._mail_get_alias_domains(default_company=self.env.company)
        subtype = self.env.ref("mail.mt_comment")
        messages = self._message_create(
            [
                {
                    "author_id": author_id,
                    "email_from": email_from,
                    "reply_to": notice._reply_to() or threads[notice.id],
                    "model": self._name,
                    "res_id": notice.id,
                    "record_company_id": notice.company_id.id,
                    "record_alias_domain_id": alias_domains[notice.id].id,
                    "subject": notice.printed_subject,
                    "body": notice._email_body(),
                    "message_type": "comment",
                    "subtype_id": subtype.id,
                    "partner_ids": recipients[notice].ids,
                    "attachment_ids": [Command.set(notice._email_attachments().ids)],
                    "email_layout_xmlid": LAYOUT,
                }
                for notice, (author_id, email_from) in senders.items()
            ]
        )
        return dict(zip(self, messages, strict=True))

    def _queue_emails(self, messages, recipients):
        """Make an e-mail and a notification for each recipient of the messages."""
        # sudo: nobody writes the mail queue by hand
        mails = self.env["mail.mail"].sudo()
        values = []
        for notice, message in messages.items():
            common = notice._prepare_email(message, recipients[notice])
            values += [
                notice._notify_by_email_get_final_mail_values(partner.ids, common)
                for partner in recipients[notice]
            ]
        queued = mails.create(values)
        mails.env["mail.notification"].create(
            [
                {
                    **self._notify_by_email_get_base_notification_values(
                        mail.mail_message_id
                    ),
                    "mail_mail_id": mail.id,
                    "res_partner_id": mail.recipient_ids.id,
                }
                for mail in queued
            ]
        )

    def _prepare_email(self, message, recipients):
        """:return: values of a mail.mail that all recipients share"""
        self.ensure_one()
        values = self._notify_by_email_get_base_mail_values(
            message,
            [
                {
                    "active": True,
                    "email_normalized": partner.email_normalized,
                    "name": partner.name,
                    "share": partner.partner_share,
                }
                for partner in recipients
            ],
            additional_values={"auto_delete": True},
        )
        values["body_html"] = self._email_html(message)
        return values

    def _email_html(self, message=None):
        """:return: Markup of the whole e-mail, as it arrives

        :param message: mail.message; None: its words as they are now
        """
        self.ensure_one()
        message = message or self.env["mail.message"].new({"body": self._email_body()})
        return self.env["ir.qweb"]._render(
            LAYOUT,
            {"message": message, "company": self.company_id, "lang": self.lang},
            minimal_qcontext=True,
            lang=self.lang,
        )

    def _notify_followers(self, messages):
        """Tell those who follow a notice, in the way that each of them chose."""
        followers = self.env["mail.followers"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        for notice in self.browse(followers.mapped("res_id")):
            message = messages[notice]
            notice.with_context(lang=notice.lang)._notify_thread(
                message,
                {"partner_ids": [], "email_layout_xmlid": LAYOUT},
                skip_existing=True,
                force_send=False,
            )

    def _subscribe_authors(self, messages):
        """Let the answers reach those who approved or sent the notices."""
        by_author = self.grouped(lambda notice: messages[notice].author_id)
        for author, notices in by_author.items():
            person = self._message_compute_real_author(author.id)
            if person and not person.partner_share:
                notices._message_subscribe(partner_ids=person.ids)

    def _note_copies_without_address(self):
        """Tell who gets no copy by e-mail."""
        for sentence in self._copy_problems():
            self._message_log(body=sentence)

    def _email_sender(self):
        """:return: the address of the sender, or None for Odoo's default"""
        return self.company_id.email_formatted or None

    def _reply_to(self):
        """:return: the address for answers, or None for the thread of the notice"""
        return None

    def _copy_recipient(self):
        """:return: the payer who gets a copy, or an empty res.partner"""
        self.ensure_one()
        return self.debtor_id.filtered(
            lambda debtor: debtor.addressee == "both"
        ).payer_id

    def _copies(self):
        """:return: the res.partner records who are to get a copy by e-mail"""
        return self._copy_recipient() | self.copy_partner_ids

    def _copy_problems(self):
        """:return: list of sentences: who gets no copy of the e-mail, and why"""
        self.ensure_one()
        if self.channel != "email":
            return []
        problems = self._copies()._dunning_email_problems()
        return [
            self.env._(
                "No copy by e-mail to %(name)s: %(problem)s. Correct the address, or "
                "post the copy.",
                name=partner.name,
                problem=self._email_problem_clause(
                    problem, partner.email, self.env._("the contact")
                ),
            )
            for partner, problem in problems.items()
            if problem
        ]

    def _email_recipients(self):
        """:return: the res.partner records to which it goes, each address once"""
        recipients = self._recipient()
        problems = self._copies()._dunning_email_problems()
        for partner in self._copies():
            known = recipients.mapped("email_normalized")
            if not problems[partner] and partner.email_normalized not in known:
                recipients |= partner
        return recipients

    def _recipient(self):
        """:return: the res.partner with the address of the notice, new if needed"""
        self.ensure_one()
        address = email_normalize(self.email)
        for partner in (self.contact_id, self.partner_id):
            if not address or partner.email_normalized == address:
                return partner
        return self.env["res.partner"]._find_or_create_from_emails(
            [address],
            additional_values={
                address: {"parent_id": self.partner_id.id, "type": "invoice"}
            },
        )[0]
