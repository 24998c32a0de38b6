from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# A report that names no mail of ours is about the last one to that address.
RECENT = timedelta(days=7)
# An e-mail that still waits then is not on its way any more.
STUCK = timedelta(days=1)


class DunningNotice(models.Model):
    """Bounces: what mail servers report, and which channel takes over."""

    _inherit = "dunning.notice"

    @api.model
    def _reported_message(self, message_dict, reports):
        """:return: the mail.message of a notice that a report is about, or none

        :param message_dict: what mail.thread read in the report
        :param reports: list of rules.delivery_reports.Report
        """
        messages = self.env["mail.message"].sudo()  # sudo: see the caller
        message = messages.browse((message_dict.get("bounced_message") or messages).id)
        if message:
            return message.filtered(lambda message: message.model == self._name)
        addresses = [report.address for report in reports if report.address]
        notification = (
            self.env["mail.notification"]
            .sudo()
            .search(
                Domain("mail_message_id.model", "=", self._name)
                & Domain("res_partner_id.email_normalized", "in", addresses)
                & Domain("mail_message_id.date", ">=", fields.Datetime.now() - RECENT),
                limit=1,
                order="id desc",
            )
        )
        return notification.mail_message_id

    def _receive_reports(self, message, reports):
        """Show what became of the e-mail, and let the next channel take over.

        :param message: the mail.message of the e-mail
        :param reports: list of rules.delivery_reports.Report
        """
        self.ensure_one()
        for report in reports:
            address = report.address or email_normalize(self.email or "") or ""
            self._message_log(body=self._report_sentence(report, address))
            if report.kind not in ("hard", "soft"):
                continue
            self._note_bounce(message, report, address)
            if report.kind == "hard":
                self._note_bounced_address(message, address)
            self._ask_to_mend(
                _lt("Correct the e-mail address %s", address)
                if report.kind == "hard"
                else _lt("An e-mail to %s did not arrive", address),
                report.reason,
            )
            self._fall_back_to_letter(report)

    def _report_sentence(self, report, address):
        reason = " ".join(filter(None, (report.status, report.reason)))
        return {
            "hard": self.env._(
                "The e-mail to %(address)s bounced, the address does not work: "
                "%(reason)s",
                address=address,
                reason=reason,
            ),
            "soft": self.env._(
                "The e-mail to %(address)s was refused: %(reason)s",
                address=address,
                reason=reason,
            ),
            "delayed": self.env._(
                "The e-mail to %(address)s is delayed; the mail server tries it "
                "again: %(reason)s",
                address=address,
                reason=reason,
            ),
            "delivered": self.env._("The mail server of %s took the e-mail.", address),
            "read": self.env._("%s opened the e-mail.", address),
        }[report.kind]

    def _note_bounce(self, message, report, address):
        """Let the delivery state of the notice say it."""
        notifications = message.notification_ids.filtered(
            lambda notification: (
                notification.notification_type == "email"
                and (
                    notification.res_partner_id.email_normalized == address
                    or len(message.notification_ids) == 1
                )
            )
        )
        notifications.write(
            {
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": " ".join(
                    filter(None, (report.status, report.reason))
                ),
            }
        )

    def _note_bounced_address(self, message, address):
        """Write to it no more, whichever contact of the customer has it too."""
        partners = message.notification_ids.res_partner_id.filtered(
            lambda partner: partner.email_normalized == address
        )
        partners |= partners.search(
            [
                ("commercial_partner_id", "in", partners.commercial_partner_id.ids),
                ("email_normalized", "=", address),
            ]
        )
        partners.dunning_bounced_email = address

    def _fall_back_to_letter(self, report):
        """Put the letter of a bounced e-mail into the print queue, as the group wants.

        :param report: the rules.delivery_reports.Report of the bounce
        """
        recipient = self._recipient()
        address = report.address or recipient.email_normalized
        if (
            report.kind != "hard"
            or self.state != "sent"
            or self.channel != "email"
            or self.is_letter
            or not self.group_id.is_letter_after_bounce
            or recipient.email_normalized != address
            or not recipient._posted_to()._has_postal_address()
        ):
            return
        passed_over = {
            "source": self.address_source,
            "problem": "bounced",
            "email": address,
        }
        self.write(
            {
                "channel": "letter",
                "channel_rule": "fallback",
                "date_posted": False,
                "passed_over": [*(self.passed_over or []), passed_over],
            }
        )
        self._message_log(
            body=self.env._("Its letter waits in the print queue instead.")
        )

    @api.model
    def _note_stuck_emails(self, group):
        """Say of e-mails that waited for a day that they did not leave.

        :param group: dunning.group
        """
        stuck = (
            self.env["mail.mail"]
            .sudo()
            .search(  # sudo: nobody reads the queue
                [
                    ("model", "=", self._name),
                    ("state", "=", "outgoing"),
                    ("create_date", "<", fields.Datetime.now() - STUCK),
                ]
            )
        )
        notices = self.browse(stuck.mapped("res_id")).exists()
        for notice in notices.filtered(lambda notice: notice.group_id == group):
            mails = stuck.filtered(lambda mail, notice=notice: mail.res_id == notice.id)
            mails._note_failure(
                "mail_smtp",
                self.env._(
                    "It waited in the mail queue for more than a day: see whether the "
                    "queue is switched on, and send it again."
                ),
            )
            notice._ask_to_mend(_lt("The e-mail of %s did not leave", notice.name))
