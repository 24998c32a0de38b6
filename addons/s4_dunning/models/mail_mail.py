import logging
import smtplib
import traceback
import uuid
from datetime import timedelta

from odoo import fields, models, modules
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)

UNCLEAR = "dunning_unclear"
# While the mail server cannot be reached: after 5, 10, 20... minutes, for two days.
ATTEMPTS = 9
FIRST_PAUSE = timedelta(minutes=5)


class MailMail(models.Model):
    """The e-mails of notices leave at most once.

    A mail server takes a mail before it says so, and the answer can get lost: the
    process dies, the line breaks, the database stops. Sending again would write to the
    customer twice, not sending again perhaps not at all; no protocol rules out both. A
    second reminder is worse than a question to a colleague, so such an e-mail is never
    sent again by itself: the notice says that it may have been sent, and a person
    decides.

    So the mark "may have been sent" is committed before the mail server hears of the
    mail, and its answer takes the mark away. Where the line breaks before the mail
    server asked for the content, nothing has left, and the e-mail waits for a better
    moment. A refusal is an answer: it is shown as everywhere in Odoo. A repeat carries
    the same Message-ID, by which many mail servers drop a second copy.
    """

    _inherit = "mail.mail"

    failure_type = fields.Selection(selection_add=[(UNCLEAR, "May have been sent")])
    dunning_attempts = fields.Integer(
        string="Attempts without a mail server",
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    dunning_handover = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Tells the sender of the mail from others who may try at the same time.",
    )

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # EXTENDS mail
        of_notices = self.browse()
        if not self.env["ir.mail_server"]._disable_send():
            of_notices = self.exists().filtered(
                lambda mail: mail.model == "dunning.notice"
            )
        others = self - of_notices
        if others or not of_notices:
            super(MailMail, others).send(
                auto_commit=auto_commit,
                raise_exception=raise_exception,
                post_send_callback=post_send_callback,
            )
        if auto_commit or modules.module.current_test:
            of_notices._send_of_notices(raise_exception, post_send_callback)
        elif of_notices:
            # the marks are committed, the changes of the caller are not
            with self.env.registry.cursor() as cursor:
                mails = of_notices.with_env(self.env(cr=cursor)).exists()
                mails._send_of_notices(raise_exception, post_send_callback)
            self.invalidate_recordset()
        return True

    def _send_of_notices(self, raise_exception, post_send_callback):
        """Send e-mails of notices, each in transactions of its own."""
        by_server = list(self._split_by_mail_configuration())
        for server_id, alias_domain_id, smtp_from, mail_ids in by_server:
            server = self.env["ir.mail_server"].browse(server_id)
            mails = self.browse(mail_ids)
            if server.owner_user_id:
                mails = mails._split_by_delayed_batch(server)
            self._commit()
            try:
                session = server._connect__(
                    mail_server_id=server_id, smtp_from=smtp_from
                )
            except Exception as error:
                mails._postpone(error)
                if raise_exception:
                    raise MailDeliveryException(
                        self.env._("The mail server cannot be reached."), error
                    ) from error
                continue
            try:
                mails._send_through(
                    session,
                    raise_exception=raise_exception,
                    post_send_callback=post_send_callback,
                    alias_domain_id=alias_domain_id,
                    mail_server=server,
                )
            finally:
                self._hang_up(session)

    def _send_through(self, session, **options):
        """Send e-mails one by one; what is left when the line breaks waits."""
        callback = options.pop("post_send_callback")
        for number, mail in enumerate(self):
            if not mail._take():
                self._commit()
                continue
            try:
                mail._send(smtp_session=session, **options)
            except smtplib.SMTPServerDisconnected as error:
                _logger.warning("The line broke at mail %s", mail.id, exc_info=True)
                if _asked_for_content(error):
                    mail._note_unclear()
                else:
                    mail._put_back()
                self[number:]._postpone(error)
                return
            except MailDeliveryException:
                self._commit()  # the refusal was noted
                raise
            if callback:
                callback(mail.ids)
            self._commit()

    def _take(self):
        """Mark that the e-mail may have been sent from now on, for us to send it.

        :return: bool; False: another sender has it, or it is not to be sent
        """
        self.ensure_one()
        handover = str(uuid.uuid4())
        try:
            if (
                not self._lock()
                or self.state != "outgoing"
                or self._is_withdrawn()
                or not self._check_letters()
            ):
                return False
            self._mark(handover)
            self._commit()
            # the commit released the locks: somebody may have decided otherwise
            if not self._lock() or self.dunning_handover != handover:
                return False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return False
        self.state = "outgoing"  # for Odoo; what is committed remains the mark
        return True

    def _is_withdrawn(self):
        """Withdraw the letter of a notice that asks for nothing any more.

        :return: bool
        """
        # sudo: who sends e-mails need not have access to the notice
        notice = self.env["dunning.notice"].sudo().browse(self.res_id)
        return notice.pdf_id in self.attachment_ids and notice._withdraw_if_paid()

    def _mark(self, handover):
        """Write that the mail server was given the e-mail and has not answered."""
        values = {
            "failure_type": UNCLEAR,
            "failure_reason": self._unclear_reason(),
        }
        self.write({"state": "exception", "dunning_handover": handover, **values})
        self._dunning_notifications().write(
            {"notification_status": "exception", **values}
        )

    def _put_back(self):
        """Take the mark away: the e-mail has not left."""
        self.write(
            {"state": "outgoing", "failure_type": False, "failure_reason": False}
        )
        self._dunning_notifications().write(
            {
                "notification_status": "ready",
                "failure_type": False,
                "failure_reason": False,
            }
        )

    def _lock(self):
        """Lock the e-mail and its notifications, or none of them.

        :return: bool
        """
        notifications = self._dunning_notifications()
        return (
            self.try_lock_for_update() == self
            and notifications.try_lock_for_update() == notifications
        )

    def _dunning_notifications(self):
        # sudo: what a sender of e-mails knows about them
        return (
            self.env["mail.notification"]
            .sudo()
            .search([("mail_mail_id", "in", self.ids)])
        )

    def _check_letters(self):
        """Refuse an e-mail whose letter is not in the file store as it was kept.

        :return: bool
        """
        letters = self.attachment_ids.sudo()  # sudo: the mail is sent with them
        letters.invalidate_recordset(["raw"])
        for letter in letters:
            if letter.checksum != letter._compute_checksum(letter.raw or b""):
                self._note_failure(
                    "unknown",
                    self.env._(
                        "%(letter)s is missing or damaged in the file store: restore "
                        "it from the backup, then send again.",
                        letter=letter.name,
                    ),
                )
                return False
        return True

    def _note_unclear(self):
        self._note_failure(UNCLEAR, self._unclear_reason())

    def _unclear_reason(self):
        return self.env._("The mail server was given the e-mail and has not answered.")

    def _note_failure(self, failure_type, reason):
        """Show on the e-mail and on the thread that it did not go well."""
        self.write(
            {
                "state": "exception",
                "failure_type": failure_type,
                "failure_reason": reason,
            }
        )
        self._postprocess_sent_message(
            success_pids=[],
            success_emails=[],
            failure_type=failure_type,
            failure_reason=reason,
        )

    def _postpone(self, error):
        """Let e-mails wait, as the mail server is not there.

        :param error: the exception that says why
        """
        now = fields.Datetime.now()
        waiting = self.try_lock_for_update().filtered(
            lambda mail: mail.state == "outgoing"
        )
        by_attempts = waiting.grouped("dunning_attempts")
        for attempts, mails in by_attempts.items():
            mails.dunning_attempts = attempts + 1
            if attempts + 1 >= ATTEMPTS:
                mails._note_failure("mail_smtp", str(error))
                continue
            next_time = now + FIRST_PAUSE * 2**attempts
            mails.write({"scheduled_date": next_time, "failure_reason": str(error)})
            # sudo: the queue is worked off whoever sends
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()
            queue._trigger(next_time)
        self._commit()

    def _hang_up(self, session):
        if session:
            try:
                session.quit()
            except smtplib.SMTPServerDisconnected:
                _logger.info("The mail server hung up first")

    def _commit(self):
        # what was committed is known to whoever sends next, even if this process dies
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit


def _asked_for_content(error):
    """Tell how far the conversation with the mail server came.

    :param error: the smtplib.SMTPServerDisconnected that ended it
    :return: bool; False: the line broke before the content of the mail could leave
    """
    return any(
        frame.f_code is smtplib.SMTP.data.__code__
        for frame, _line in traceback.walk_tb(error.__traceback__)
    )
