import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import formatLang

from ..engine import simulation, simulation_batches

_logger = logging.getLogger(__name__)

# A batch that was begun so often, and never ended, is not begun again.
ATTEMPTS = 5


class DunningSimulation(models.Model):
    """Work: a small ledger at once, a larger one in batches in the background.

    A batch of customers is one transaction: it reads the ledger, and only at its end
    locks the simulation, writes the notices and counts itself as done. What was
    cancelled, changed or deleted meanwhile makes PostgreSQL refuse that lock, and the
    batch leaves nothing behind; nor does one that a restart of the server cuts off.
    """

    _inherit = "dunning.simulation"

    user_id = fields.Many2one(
        "res.users",
        string="Simulated by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    date_asked = fields.Datetime(string="Started on", readonly=True, copy=False)
    customer_count = fields.Integer(string="Customers", readonly=True, copy=False)
    customer_done_count = fields.Integer(
        string="Customers simulated", readonly=True, copy=False
    )
    batches = fields.Json(
        readonly=True,
        copy=False,
        help="What is left to do, as engine/simulation_batches.py plans it. Empty: "
        "nothing was planned yet.",
    )
    attempts = fields.Integer(readonly=True, copy=False)
    failure = fields.Char(string="Reason", readonly=True, copy=False)

    def action_simulate(self):
        """Replay the period with today's policy and with the one that is tried.

        Nothing is sent, and no open item changes. A small ledger is simulated when this
        returns, a larger one in the background: who asked is told when it is done. What
        is being simulated already goes on.

        :return: True
        :raise UserError: the scheduled action for the background is switched off.
        """
        self.check_access("write")
        for record in self.filtered(lambda record: record.state != "running"):
            record.group_id.check_access("read")
            # sudo: the engine reads all companies of the group, active or not. Who may
            # read the group may access all of them.
            record.sudo()._begin()
        return True

    def action_cancel(self):
        """Stop simulating, and throw away what was found so far.

        What was simulated in the meantime stays.

        :return: True
        """
        return self.filtered(lambda record: record.state == "running").action_change()

    def action_change(self):
        """Throw the figures away, so that other settings can be chosen.

        :return: True
        """
        self.check_access("write")
        # sudo: the right was checked above; nobody writes the rows by hand
        self.sudo()._reset({"state": "draft"})
        return True

    def _reset(self, values):
        """Throw away what was found, and write a state."""
        self.write(
            {
                **dict.fromkeys(("user_id", "date_asked", "date_simulated"), False),
                **dict.fromkeys(("batches", "failure"), False),
                **dict.fromkeys(("customer_count", "customer_done_count"), 0),
                "attempts": 0,
                **values,
            }
        )
        # first of all: it fails where another transaction is at work on them
        self.flush_recordset()
        simulation.clear(self)

    def _begin(self):
        self.ensure_one()
        is_small = simulation_batches.is_small(self)
        if not is_small:
            self._check_scheduled()
        self._reset(
            {
                "state": "running",
                "user_id": self.env.uid,
                "date_asked": fields.Datetime.now(),
            }
        )
        if is_small:
            simulation.replay(self)
            simulation.keep(self)
            self._finish()
        else:
            self._scheduled_action()._trigger()

    @api.model
    def _scheduled_action(self):
        # sudo: it does nothing else
        return self.env.ref("s4_dunning.ir_cron_dunning_simulate").sudo()

    @api.model
    def _check_scheduled(self):
        action = self._scheduled_action()
        if not action.active:
            raise UserError(
                self.env._(
                    "A ledger of this size is simulated in the background, which is "
                    "switched off: ask an administrator to activate the scheduled "
                    "action “%s”.",
                    action.name,
                )
            )

    @api.model
    def _cron_simulate(self):
        """Simulate one batch of what was asked for first."""
        running = [("state", "=", "running")]
        first = self.search(running, order="date_asked, id", limit=1)
        if first:
            first._in_language_of(first.user_id)._simulate_next()
        waiting = self.search(running)
        if waiting:
            # else Odoo pauses for a minute after some batches
            self._scheduled_action()._trigger()
        self.env["ir.cron"]._commit_progress(
            len(first), remaining=sum(len(record.batches or [0]) for record in waiting)
        )

    def _simulate_next(self):
        """Simulate a batch in a transaction of its own, or tell why that failed."""
        self.ensure_one()
        try:
            attempts = self.attempts + 1
            self.attempts = attempts
            # kept even if the server stops this one, for a restart or its time limit
            self.env["ir.cron"]._commit_progress()
            if attempts > ATTEMPTS:
                raise UserError(
                    self.env._(
                        "The server stopped it %s times: choose a shorter period or "
                        "fewer customers, or ask an administrator to allow scheduled "
                        "actions more time.",
                        ATTEMPTS,
                    )
                )
            self._check_user()
            self._simulate_batch()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            _logger.info("Simulation %s: a batch is left alone: %s", self.id, error)
            self.env.cr.rollback()
        except Exception as error:
            self.env.cr.rollback()
            self._fail(error)

    def _check_user(self):
        """Who asked may have lost the right to it since."""
        user = self.user_id
        own = self.with_user(user)
        if not (
            user.active and own.has_access("write") and own.group_id.has_access("read")
        ):
            raise UserError(
                self.env._(
                    "Who started it may not simulate for this dunning group any more."
                )
            )

    def _simulate_batch(self):
        if not self.batches:
            batches = simulation_batches.plan(self)
            count = sum(customers for _after, _until, customers in batches)
            self.write({"batches": batches, "customer_count": count, "attempts": 0})
            return
        [after, until, customers], *batches = self.batches
        simulation.replay(self, after, until)
        simulation.keep(self)
        self.write(
            {
                "batches": batches,
                "customer_done_count": self.customer_done_count + customers,
                "attempts": 0,
            }
        )
        if not batches:
            self._finish()
            self._tell_user(
                self.env._("%s: simulated", self.name),
                self.env._(
                    "Today's policy would have sent %(today)s notices, the policy "
                    "tried %(tried)s.",
                    today=formatLang(self.env, self.notice_count_today, digits=0),
                    tried=formatLang(self.env, self.notice_count_tried, digits=0),
                ),
            )

    def _finish(self):
        self.write({"state": "done", "date_simulated": fields.Datetime.now()})
        self._summarize()

    def _fail(self, error):
        """Tell why it failed, unless it was cancelled or deleted."""
        record = self.exists()
        if record.state != "running":
            return
        if isinstance(error, UserError):
            sentence = str(error)
        else:
            _logger.error("Simulation %s failed", record.id, exc_info=error)
            sentence = self.env._(
                "An unexpected error (%(error)s) stopped it: the log of the server "
                "tells more.",
                error=str(error).strip().partition("\n")[0],
            )
        user = record.user_id
        record._reset({"state": "failed", "failure": sentence, "user_id": user.id})
        record._tell_user(
            self.env._("%s: could not be simulated", record.name), sentence
        )

    def _in_language_of(self, user):
        return self.with_context(lang=user.lang, tz=user.tz)

    def _tell_user(self, subject, body):
        """Notify who asked.

        :param subject: str, in the user's language
        :param body: str, in the user's language
        """
        if self.user_id:
            self.message_notify(
                partner_ids=self.user_id.partner_id.ids, subject=subject, body=body
            )
