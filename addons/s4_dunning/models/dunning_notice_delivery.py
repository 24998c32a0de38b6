from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize


class DunningNotice(models.Model):
    """Delivery: the channels, the post, and taking back what was sent."""

    _inherit = "dunning.notice"

    def _compute_delivery_error(self):
        failed = {
            notification.mail_message_id.res_id: notification
            for notification in self._failed_notifications()
        }
        for notice in self:
            notification = failed.get(notice.id)
            notice.delivery_error = notification and self.env._(
                "The e-mail to %(address)s did not arrive: %(reason)s",
                address=notification.res_partner_id.email or notice.email,
                reason=notification.format_failure_reason(),
            )

    def _search_delivery_error(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        failed = self._failed_notifications(of_all=True).mail_message_id
        wanted = "in" if operator == "not in" else "not in"
        return [("id", wanted, failed.mapped("res_id"))]

    def _failed_notifications(self, of_all=False):
        domain = [
            ("mail_message_id.model", "=", self._name),
            ("notification_status", "in", ("exception", "bounce")),
        ]
        if not of_all:
            domain.append(("mail_message_id.res_id", "in", self.ids))
        # sudo: who may read the notice may know that its e-mail failed
        return self.env["mail.notification"].sudo().search(domain)

    def action_send_again(self):
        """Put the e-mails that did not arrive back into the mail queue.

        :raise UserError: an e-mail is no longer in the queue.
        """
        self.check_access("write")
        failed = self._failed_notifications()
        mails = failed.mail_mail_id
        if len(mails) < len(failed):
            raise UserError(
                self.env._(
                    "The e-mail is no longer in the mail queue: correct the address "
                    "of the customer, cancel this notice and propose again."
                )
            )
        mails.mark_outgoing()
        failed.write({"notification_status": "ready", "failure_reason": False})
        self._wake_mail_queue()
        return True

    def _wake_mail_queue(self):
        # sudo: the queue need not wait for its hour, whoever sends
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _deliver(self):
        """Hand the notice to its channel."""
        if self.channel == "email":
            self._deliver_email()
            self._note_copy_without_address()
        elif self.channel == "letter":
            self._message_log(
                body=self.env._("Letter printed to the queue."),
                attachment_ids=self.pdf_id.ids,
            )
        if self.channel == "phone" or self.level_action == "hand_over":
            self._schedule_task()

    def _note_copy_without_address(self):
        """Tell that a payer without e-mail address gets no copy by itself."""
        payer = self._copy_recipient()
        if payer and not payer.email_normalized:
            self._message_log(
                body=self.env._(
                    "%(payer)s has no e-mail address: post the copy.", payer=payer.name
                )
            )

    def _deliver_email(self):
        """Queue the e-mail with the letter attached, on the thread of the notice."""
        self.with_context(lang=self.lang).message_post(
            body=self._email_body(),
            subject=self.printed_subject,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=(self.approved_by_id or self.company_id).partner_id.id,
            email_from=self._email_sender(),
            reply_to=self._reply_to(),
            partner_ids=self._email_recipients().ids,
            attachment_ids=self.pdf_id.ids,
            email_layout_xmlid="s4_dunning.dunning_email_layout",
            force_send=False,
        )

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

    def _email_recipients(self):
        """:return: the res.partner records to which the e-mail goes"""
        return self._recipient() | self._copy_recipient().filtered("email_normalized")

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

    def _schedule_task(self):
        """Make the task of a phone call or a hand-over."""
        is_call = self.channel == "phone"
        owner = self.collector_id or self.approved_by_id or self.partner_id.user_id
        self.debtor_id.activity_schedule(
            "mail.mail_activity_data_call"
            if is_call
            else "mail.mail_activity_data_todo",
            date_deadline=self.date_sent if is_call else self.date_deadline,
            summary=self.display_name,
            user_id=(owner or self.env.user).id,
        )

    def action_print(self):
        """Print the frozen letters as one PDF, in the order of company and country."""
        return {
            "type": "ir.actions.act_url",
            "url": "/dunning/letters/" + ",".join(map(str, self.ids)),
        }

    def action_mark_posted(self):
        """Note that these letters were posted.

        :raise UserError: one of them is not a sent letter.
        """
        self.check_access("write")
        self._check_state("sent")
        if any(notice.channel != "letter" for notice in self):
            raise UserError(self.env._("Only letters are posted."))
        # sudo: the right and the state were checked above
        self.sudo().write({"date_posted": fields.Date.context_today(self)})
        return True

    def action_cancel(self, reason, apology=False):
        """Take back sent notices: their items return to the level they had before.

        :param reason: str, why; shown on the notice
        :param apology: True: write to the debtors that the notice is void
        """
        self.check_access("write")
        self._check_cancel_right()
        self._check_state("sent")
        # sudo: the right and the state were checked above
        self.sudo().write({"state": "cancelled", "closing_reason": reason})
        for notice in self:
            notice._message_log(body=self.env._("Cancelled: %s", reason))
            if apology:
                # sudo: a sender that is not active; see action_send
                notice.sudo().with_context(lang=notice.lang)._send_apology()
        return True

    def _check_cancel_right(self):
        if not self.env.user.has_group("s4_dunning.s4_dunning_group_manager"):
            raise AccessError(
                self.env._("Only a dunning manager takes back a notice that was sent.")
            )

    def _send_apology(self):
        self.ensure_one()
        self.message_post_with_source(
            "s4_dunning.dunning_apology_email",
            render_values={"notice": self},
            subject=self.env._("Withdrawn: %s", self.name),
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._email_recipients().ids,
            email_from=self._email_sender(),
            reply_to=self._reply_to(),
        )
