from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .mail_mail import UNCLEAR

# The later, the more there is to say.
DELIVERY_STATES = ("sent", "withdrawn", "waiting", "failed", "unclear")
FAILED = Domain("notification_status", "in", ("bounce", "exception"))
UNANSWERED = FAILED & Domain("failure_type", "=", UNCLEAR)


class DunningNotice(models.Model):
    """Delivery state: what became of the e-mails, and what a person does about it."""

    _inherit = "dunning.notice"

    delivery_state = fields.Selection(
        [
            ("waiting", "Waiting to leave"),
            ("sent", "Sent"),
            ("withdrawn", "Withdrawn"),
            ("failed", "Did not arrive"),
            ("unclear", "May have been sent"),
        ],
        string="Delivery",
        compute="_compute_delivery",
        search="_search_delivery_state",
        help="Of the message about which there is most to say.",
    )
    delivery_error = fields.Char(
        compute="_compute_delivery", search="_search_delivery_error"
    )
    delivery_delay = fields.Char(compute="_compute_delivery")

    def _compute_delivery(self):
        notifications_of_none = self.env["mail.notification"]
        notifications = self._email_notifications().grouped(
            lambda notification: notification.mail_message_id.res_id
        )
        for notice in self:
            states = {
                notice._state_of(notification): notification
                for notification in notifications.get(notice.id, [])
            }
            state = max(states, key=DELIVERY_STATES.index, default=False)
            notice.delivery_state = state
            notification = states.get(state, notifications_of_none)
            notice.delivery_error = notice._delivery_error(state, notification)
            notice.delivery_delay = notice._delivery_delay(state, notification)

    def _email_notifications(self, domain=Domain.TRUE):
        """:return: the mail.notification records of the e-mails of the notices"""
        # sudo: who may read the notice may know what became of its e-mails
        notifications = self.env["mail.notification"].sudo()
        return notifications.search(
            Domain("notification_type", "in", self._delivery_types())
            & Domain("mail_message_id.model", "=", self._name)
            & Domain("mail_message_id.res_id", "in", self.ids)
            & domain
        )

    @api.model
    def _delivery_types(self):
        """:return: list of the types of mail.notification that tell of deliveries"""
        return ["email"]

    @api.model
    def _state_of(self, notification):
        """:return: the delivery state that a mail.notification stands for"""
        if notification.notification_status in ("bounce", "exception"):
            return "unclear" if notification.failure_type == UNCLEAR else "failed"
        return {"ready": "waiting", "process": "waiting", "canceled": "withdrawn"}.get(
            notification.notification_status, "sent"
        )

    def _delivery_error(self, state, notification):
        """:return: what a person should know about an e-mail, or False"""
        address = notification.res_partner_id.email or self.email
        if state == "unclear":
            return self.env._(
                "The e-mail to %(address)s may have been sent: the mail server was "
                "given it, but its answer did not come. Look into the log of the mail "
                "server, or ask the customer.",
                address=address,
            )
        if state == "failed":
            return self.env._(
                "The e-mail to %(address)s did not arrive: %(reason)s",
                address=address,
                reason=notification.failure_reason
                if notification.failure_type == "mail_bounce"
                else notification.format_failure_reason(),
            )
        return False

    def _delivery_delay(self, state, notification):
        """:return: why an e-mail has not left yet, or False"""
        reason = notification.mail_mail_id.failure_reason
        if state != "waiting" or not reason:
            return False
        return self.env._(
            "The e-mail to %(address)s waits, as the mail server could not be reached "
            "(%(reason)s). It is tried again.",
            address=notification.res_partner_id.email or self.email,
            reason=reason,
        )

    def _search_delivery_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = {
            "waiting": Domain("notification_status", "in", ("ready", "process")),
            "sent": Domain("notification_status", "in", ("sent", "pending")),
            "withdrawn": Domain("notification_status", "=", "canceled"),
            "failed": FAILED & Domain("failure_type", "!=", UNCLEAR),
            "unclear": UNANSWERED,
        }
        wanted = Domain.OR(domains[state] for state in value if state)
        domain = Domain("id", "in", self._notices_with(wanted))
        if False in value:
            domain |= Domain("id", "not in", self._notices_with(Domain.TRUE))
        return domain

    def _search_delivery_error(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        wanted = "in" if operator == "not in" else "not in"
        return [("id", wanted, self._notices_with(FAILED))]

    @api.model
    def _notices_with(self, domain):
        """:return: sub-select of the ids of the notices with such e-mails

        :param domain: Domain of mail.notification
        """
        # sudo: see _email_notifications
        messages = self.env["mail.message"].sudo()
        query = messages._search(
            Domain("model", "=", self._name)
            & Domain(
                "notification_ids",
                "any",
                Domain("notification_type", "in", self._delivery_types()) & domain,
            )
        )
        return query.subselect("res_id")

    def action_send_again(self):
        """Put the e-mails that did not arrive, or perhaps did not, back into the queue.

        :raise UserError: an e-mail is no longer in the queue, or is being sent.
        """
        self.check_access("write")
        failed = self._email_notifications(FAILED)
        mails = failed.mail_mail_id
        if len(failed.filtered("mail_mail_id")) < len(failed):
            raise UserError(
                self.env._(
                    "The e-mail is no longer in the mail queue: correct the address "
                    "of the customer, cancel this notice and propose again."
                )
            )
        self._check_not_being_sent(mails)
        mails.write(
            {"dunning_attempts": 0, "dunning_handover": False, "scheduled_date": False}
        )
        mails._put_back()
        self._wake_mail_queue()
        return True

    def action_confirm_delivery(self):
        """Note that the e-mails arrived of which that was not known.

        :raise UserError: an e-mail is being sent at this moment.
        """
        self.check_access("write")
        unclear = self._email_notifications(UNANSWERED)
        mails = unclear.mail_mail_id
        self._check_not_being_sent(mails)
        mails.write({"state": "sent"})
        # as Odoo does when the mail server answered
        mails._postprocess_sent_message(success_pids=[], success_emails=[])
        for notice in self.browse(set(unclear.mail_message_id.mapped("res_id"))):
            notice._message_log(
                body=self.env._(
                    "%(user)s noted that the e-mail arrived.", user=self.env.user.name
                )
            )
        return True

    @api.model
    def _check_not_being_sent(self, mails):
        if mails.try_lock_for_update() != mails:
            raise UserError(
                self.env._("An e-mail is being sent at this moment: wait a minute.")
            )
