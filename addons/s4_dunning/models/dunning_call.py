from itertools import takewhile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from .dunning_debtor_follow_up import OUTCOMES

_lt = LazyTranslate(__name__)
ATTEMPTS = 3  # before a letter is the better way
SATURDAY = 5
CALL = "mail.mail_activity_data_call"


class DunningCall(models.Model):
    """One phone call about a debtor. To record it makes the hold and the next task."""

    _name = "dunning.call"
    _description = "Dunning Call"
    _order = "date desc, id desc"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    notice_id = fields.Many2one(
        "dunning.notice", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Caller",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="Called at", required=True, default=fields.Datetime.now
    )
    contact_id = fields.Many2one("res.partner", string="Called", ondelete="set null")
    phone = fields.Char()
    outcome = fields.Selection(
        [
            ("not_reached", "Not reached"),
            ("reached", "Reached"),
            *OUTCOMES,
            ("number", "Wrong number"),
        ],
        required=True,
    )
    attempt = fields.Integer(
        compute="_compute_attempt",
        store=True,
        help="Calls in a row in which nobody was reached.",
    )
    date_promise = fields.Date(string="Pays on")
    note = fields.Text(string="What was said")
    item_ids = fields.Many2many(
        "account.move.line", string="About", help="Empty: about everything."
    )

    @api.depends("debtor_id", "contact_id", "outcome")
    def _compute_display_name(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for call in self:
            name = call.contact_id.name or call.debtor_id.display_name
            call.display_name = f"{name}: {labels.get(call.outcome)}"

    @api.depends("debtor_id", "notice_id", "outcome")
    def _compute_attempt(self):
        for call in self:
            earlier = self.search(
                [
                    ("debtor_id", "=", call.debtor_id.id),
                    ("notice_id", "=", call.notice_id.id),
                    ("date", "<=", call.date),
                    ("id", "<", call.id),
                ]
            )
            in_vain = takewhile(
                lambda one: one.outcome == "not_reached", [call, *earlier]
            )
            call.attempt = len(list(in_vain))

    def _check_debtor(self):
        """Refuse what is not about the debtor; later its customers may be merged."""
        for call in self:
            debtor = call.debtor_id
            customer = call.contact_id.commercial_partner_id
            if call.notice_id.debtor_id not in (debtor, debtor.browse()):
                raise ValidationError(
                    self.env._("The notice is not one of %s.", debtor.display_name)
                )
            if customer not in (debtor.partner_id, customer.browse()):
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(debtor)s.",
                        contact=call.contact_id.name,
                        debtor=debtor.display_name,
                    )
                )
            items = call.item_ids
            if items.filtered_domain(debtor._open_item_domain()) != items:
                raise ValidationError(
                    self.env._("Choose open items of %s only.", debtor.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._check_debtor()
        for call in calls:
            call._finish_tasks()
            call._follow_up()
        return calls

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"}:
            raise AccessError(
                self.env._("A call stays on file as it was: change its note only.")
            )
        return super().write(vals)

    def _finish_tasks(self):
        """Tell what came of the call, where it was asked for and where it is read."""
        self.ensure_one()
        debtor, sentence = self.debtor_id, self._sentence()
        tasks = debtor.activity_search([CALL], only_automated=False)
        if tasks:
            tasks.action_feedback(feedback=sentence)
        else:
            debtor._message_log(body=sentence)
        if self.notice_id:
            self.notice_id._message_log(body=sentence)

    def _sentence(self):
        """:return: what came of the call, for the chatter"""
        self.ensure_one()
        outcome = dict(self._fields["outcome"]._description_selection(self.env))[
            self.outcome
        ]
        if self.outcome == "not_reached":
            outcome = self.env._(
                "%(outcome)s, attempt %(number)s", outcome=outcome, number=self.attempt
            )
        if self.outcome == "promise" and self.date_promise:
            outcome = f"{outcome}: {format_date(self.env, self.date_promise)}"
        who = self.contact_id.name or self.debtor_id.display_name
        called = " ".join(filter(None, [who, self.phone]))
        parts = [self.env._("Call to %s.", called), f"{outcome}.", self.note]
        return " ".join(filter(None, parts))

    def _follow_up(self):
        """Make the agreement or hold, and the task, that belong to the outcome."""
        self.ensure_one()
        if self.outcome == "reached":
            return
        if self.outcome == "not_reached":
            self._try_again()
        elif self.outcome == "number":
            if not self.contact_id:
                raise UserError(self.env._("Choose whom you called."))
            self.contact_id._mark_phone_wrong()
            self.debtor_id._task_for(
                _lt("Find the right phone number"), self._sentence()
            )
        else:
            self.debtor_id._follow_up(
                self.outcome,
                items=self.item_ids,
                date=self.date_promise if self.outcome == "promise" else None,
                note=self.note,
                channel="phone",
                contact=self.contact_id,
            )

    def _try_again(self):
        """Make the task of the next attempt, or of a letter after too many."""
        day = self._next_working_day()
        if self.attempt >= ATTEMPTS:
            summary = _lt("Write a letter: not reached by phone %s times", self.attempt)
            self.debtor_id._task_for(summary, date=day)
            return
        self.debtor_id._task_for(
            _lt("Call again: attempt %s", self.attempt + 1), date=day, kind="call"
        )

    def _next_working_day(self):
        day = fields.Date.add(fields.Date.context_today(self), days=1)
        while day.weekday() >= SATURDAY:
            day = fields.Date.add(day, days=1)
        return day
