import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .dunning_notice_letter import LettersFailed

_logger = logging.getLogger(__name__)

BATCH_SIZE = 40
# Conflicts with other transactions after which a worker leaves it for the moment.
CLAIMS = 8
# A failure that may pass is tried again after 5, 10, 20 and 40 minutes.
ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=5)


class DunningNotice(models.Model):
    """Outbox: test once more, freeze, deliver, and only then raise the levels.

    Notices leave in batches, and a batch is one transaction. It begins after the
    previous one was committed, so it sees every payment, hold and recall that was
    committed before; a notice that changes between this moment and its row lock makes
    PostgreSQL refuse the lock. E-mails are rows of the mail queue: they leave after the
    commit or not at all.
    """

    _inherit = "dunning.notice"

    send_attempts = fields.Integer(
        string="Failed Attempts",
        readonly=True,
        copy=False,
        help="Failures that may pass. Zero beside a reason: only a person can help.",
    )
    is_tried_again = fields.Boolean(compute="_compute_is_tried_again")

    @api.depends("state", "send_error", "send_attempts")
    def _compute_is_tried_again(self):
        for notice in self:
            notice.is_tried_again = (
                notice.state == "approved"
                and notice.send_error
                and 0 < notice.send_attempts < ATTEMPTS
            )

    def action_send(self):
        """Send these approved notices now.

        As many as one request can send leave at once, in its transaction; the workers
        send the others. What fails stays approved and tells why.

        :return: client action with a message
        """
        self.check_access("write")
        self._check_state("approved")
        # sudo: sending reads creditors that are not active and writes lines and claims,
        # which nobody may edit. Who may write the notice may access all its companies.
        notices = self.sudo()
        batch = notices[:BATCH_SIZE]._first_batch()
        batch.try_lock_for_update()._send_batch()
        (notices - batch)._send_soon()
        self._wake_mail_queue()
        failed = self.filtered("send_error")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if failed else "success",
                "message": self._outcome(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _outcome(self):
        """:return: what became of notices that a person sent"""
        sent = self.filtered(lambda notice: notice.state == "sent")
        skipped = self.filtered(lambda notice: notice.state == "skipped")
        failed = self.filtered("send_error")
        sentences = []
        if sent:
            sentences.append(self.env._("%s sent.", len(sent)))
        if skipped:
            sentences.append(
                self.env._("%s not sent, as nothing is left to dun.", len(skipped))
            )
        if failed:
            sentences.append(
                self.env._(
                    "%(count)s could not be sent. %(reason)s",
                    count=len(failed),
                    reason=failed[0].send_error,
                )
            )
        waiting = self.filtered(lambda notice: notice.state == "approved") - failed
        if waiting and self._workers().filtered("active"):
            sentences.append(
                self.env._(
                    "%(waiting)s are being sent in the background.",
                    waiting=len(waiting),
                )
            )
        elif waiting:
            sentences.append(
                self.env._(
                    "%(waiting)s still wait: send them next, or let the outbox be sent "
                    "by itself.",
                    waiting=len(waiting),
                )
            )
        return " ".join(sentences)

    def _send_soon(self):
        """Leave approved notices to the workers, which start at once."""
        if not self:
            return
        self.try_lock_for_update().write(
            {
                "send_after": fields.Datetime.now(),
                "send_error": False,
                "send_attempts": 0,
            }
        )
        self._wake_workers()

    @api.model
    def _workers(self):
        """:return: the ir.cron that send the outbox, switched on or not"""
        # sudo: they do nothing else
        crons = self.env["ir.cron"].sudo().with_context(active_test=False)
        return crons.search(
            [("model_id.model", "=", self._name), ("code", "like", "._cron_send(")]
        )

    @api.model
    def _wake_workers(self):
        """Start the workers that are switched on, and neither this nor started yet."""
        workers = self._workers().filtered("active")
        woken = workers.env["ir.cron.trigger"].search(
            [("cron_id", "in", workers.ids), ("call_at", "<=", fields.Datetime.now())]
        )
        for worker in workers - woken.cron_id:
            if worker.id != self.env.context.get("cron_id"):
                worker._trigger()

    @api.model
    def _cron_send(self, batch_size=BATCH_SIZE):
        """Send one batch of what has waited long enough; any number of workers may.

        :param batch_size: notices in one transaction
        """
        batch = self._send_next(batch_size)
        self._wake_mail_queue()
        # what others have locked is in good hands
        remaining = self.search_count(self._outbox_domain()) if batch else 0
        if remaining > batch_size:
            self._wake_workers()
        self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)

    @api.model
    def _outbox_domain(self):
        """:return: domain of what is to be sent now"""
        return [
            ("state", "=", "approved"),
            ("send_after", "<=", fields.Datetime.now()),
            "|",
            ("send_error", "=", False),
            "&",
            ("send_attempts", ">", 0),
            ("send_attempts", "<", ATTEMPTS),
        ]

    @api.model
    def _send_next(self, batch_size):
        """Claim and send a batch; after a conflict a smaller one, then one by one.

        A conflict means that another transaction changed what this one uses: all of it
        is undone and done again from the newest state.

        :return: dunning.notice, what was dealt with; empty if others have it all
        """
        size, refused = batch_size, self.browse()
        for _attempt in range(CLAIMS):
            batch = self.browse()
            try:
                batch = self._claim(size, refused)
                batch._send_batch()
                self.env.flush_all()
                return batch
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                _logger.info(
                    "%s notices are claimed again after: %s", len(batch), error
                )
                self.env.cr.rollback()
                if batch:
                    size = size // 4 or 1
                if len(batch) == 1:
                    refused |= batch
        return self.browse()

    @api.model
    def _claim(self, size, refused):
        """:return: notices of the outbox, locked, that no other worker has"""
        waiting = self.search(
            [*self._outbox_domain(), ("id", "not in", refused.ids)],
            # enough for the workers of a machine, each with a batch of its own
            limit=20 * BATCH_SIZE,
            order="send_after, id",
        )
        return waiting.try_lock_for_update(limit=size)._first_batch()

    def _send_batch(self):
        """Send notices that are locked; an error concerns its own notice only.

        Errors that were foreseen are told notice by notice. An unforeseen one undoes
        the batch, and halves of it find the notice that is to blame.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._send()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except LettersFailed as error:
            failed = error.errors
            for notice, reason in failed.items():
                notice._note_failure(reason)
            (self - self.browse().concat(*failed))._send_batch()
        except OSError as error:
            # a full disk or the like is no notice's fault
            self._note_failure(error)
        except Exception as error:
            if len(self) == 1:
                self._note_failure(error)
                return
            middle = len(self) // 2
            self[:middle]._send_batch()
            self[middle:]._send_batch()

    def _note_failure(self, error):
        """Tell why notices were not sent, by something that may pass."""
        if isinstance(error, UserError):
            sentence = str(error)
        else:
            _logger.error("Notices %s could not be sent", self.ids, exc_info=error)
            sentence = self.env._(
                "It could not be sent because of an unexpected error (%(error)s): the "
                "log of the server tells more.",
                error=error,
            )
        now = fields.Datetime.now()
        for notice in self:
            pause = FIRST_PAUSE * 2**notice.send_attempts
            notice.write(
                {
                    "send_error": sentence,
                    "send_attempts": notice.send_attempts + 1,
                    "send_after": now + pause,
                }
            )

    def _note_problem(self, problem):
        """Tell why a notice was not sent, by something that a person must decide."""
        self.write({"send_error": str(problem), "send_attempts": 0})

    def _send(self):
        """Send notices: re-check, number, freeze, offer, deliver.

        :raise LettersFailed: some cannot be printed; nothing is left of the attempt.
        """
        # nothing that changes here is tracked
        notices = self.with_context(tracking_disable=True)
        notices = notices.filtered(lambda notice: notice.state == "approved")
        notices = notices._without_problems()._recheck()
        notices._number()
        notices._freeze()
        notices._offer_arrangements()
        notices._store_letters()
        notices._deliver()
        notices.state = "sent"

    def _without_problems(self):
        """Tell the problems of notices that cannot be sent as they are.

        :return: the other notices
        """
        ready = self.browse()
        for notice in self:
            problems = notice._problems()
            if problems:
                notice._note_problem(problems[0])
            else:
                ready += notice
        return ready
