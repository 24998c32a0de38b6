from odoo import api, fields, models
from odoo.tools import clean_context, plaintext2html
from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)

# What a customer says, in an answer or on the phone.
OUTCOMES = [
    ("payment", "Says it is paid"),
    ("promise", "Will pay on a date"),
    ("dispute", "Disputes the claim"),
    ("copy", "Asks for a copy"),
    ("address", "Wrong contact"),
    ("insolvency", "Is insolvent"),
]

TASKS = {
    "todo": "mail.mail_activity_data_todo",
    "call": "mail.mail_activity_data_call",
    "promise": "s4_dunning.mail_activity_promise",
    "dispute": "s4_dunning.mail_activity_dispute",
    "arrangement": "s4_dunning.mail_activity_arrangement",
    "hold": "s4_dunning.mail_activity_hold",
    "sales": "s4_dunning.mail_activity_sales",
    "question": "s4_dunning.mail_activity_question",
}


class DunningDebtor(models.Model):
    """Follow-up: what becomes of the thing that a customer said."""

    _inherit = "dunning.debtor"

    def _follow_up(
        self, outcome, items=None, date=None, note=None, channel=None, contact=None
    ):
        """Make the agreement or hold, and the task, that belong to what was said.

        :param outcome: one of OUTCOMES
        :param items: account.move.line concerned; none: everything of the debtor
        :param date: the day on which the customer pays, or until which the hold lasts;
            none: as the reason of the hold says
        :param note: str, what was said
        :param channel: str, how it was said: a value of dunning.promise.channel
        :param contact: res.partner who said it
        :return: dunning.promise, dunning.dispute, or dunning.hold for what is neither
        :raise UserError: a promise without a day from today on
        """
        self.ensure_one()
        items = items if items is not None else self.env["account.move.line"]
        if outcome == "promise":
            return self._promise(items, date, note, channel, contact)
        return getattr(self, f"_follow_up_{outcome}")(items, date, note)

    def _follow_up_payment(self, items, date, note):
        return self._hold_for("payment", items, date, note)

    def _follow_up_copy(self, items, date, note):
        self._task_for(_lt("Send the copy"), note)
        return self._hold_for("document", items, date, note)

    def _follow_up_address(self, items, date, note):
        self._task_for(_lt("Find the right contact"), note)
        return self._hold_for("contact", items, date, note)

    def _follow_up_insolvency(self, items, date, note):
        self._task_for(_lt("File the claim with the administrator"), note)
        return self._hold_for("insolvency", items, date, note)

    def _hold_for(self, reason, items, date, note, **values):
        """Put the debtor on hold, or each of the items.

        :param reason: str, last part of the external id of a dunning.hold.reason
        :param items: account.move.line; none: all of the debtor
        :param date: last day of the hold; none: as the reason says
        :param note: str
        :param values: dict of further values of the holds, what makes them for instance
        :return: dunning.hold
        """
        values = {
            "reason_id": self.env.ref(f"s4_dunning.dunning_hold_reason_{reason}").id,
            "user_id": self._owner().filtered("active").id,
            "note": note,
            **({"date_end": date} if date else {}),
            **values,
        }
        targets = [{"scope": "item", "move_line_id": item.id} for item in items]
        # items of all companies of the user, active at the top right or not
        companies = self.env.user._get_company_ids()
        # the defaults of another model are not those of a hold
        env = self.env(context=clean_context(self.env.context))
        holds = env["dunning.hold"].with_context(allowed_company_ids=companies)
        return holds.create(
            [
                {**values, **target}
                for target in targets or [{"scope": "debtor", "debtor_id": self.id}]
            ]
        )

    def _task_for(self, summary, note=None, date=None, kind="todo", user=None):
        """Give a task to who is in charge of the debtor, or to somebody else.

        :param summary: str, or lazy translation: who has the task reads it in the own
            language, whoever makes it
        :param note: the same, plain text
        :param date: the day it is due; none: today
        :param kind: a key of TASKS
        :param user: res.users; none: who is in charge
        :return: mail.activity
        """
        user = user or self._owner()
        note = self._in_language_of(user, note)
        return self.activity_schedule(
            TASKS[kind],
            date_deadline=date or fields.Date.context_today(self),
            summary=self._in_language_of(user, summary),
            note=plaintext2html(note) if note else None,
            user_id=user.id,
        )

    @api.model
    def _in_language_of(self, user, text):
        """:return: str, a lazy translation in the language of a user; else the text"""
        if isinstance(text, LazyGettext):
            return user.with_context(lang=user.lang).env._(text)
        return text

    def _end_tasks(self, kind, feedback):
        """End the open tasks of a kind of these debtors, whoever has them.

        :param kind: a key of TASKS
        :param feedback: str, what became of it
        """
        kind = self.env.ref(TASKS[kind])
        # sudo: what is done is done for colleagues as well
        tasks = self.sudo().activity_ids
        tasks.filtered(lambda task: task.activity_type_id == kind).action_feedback(
            feedback=feedback
        )

    def _owner(self):
        """:return: res.users in charge of the debtor, who may open it"""
        self.ensure_one()
        candidates = (
            self.collector_id,
            self.group_id.responsible_id,
            self.env.user.filtered(lambda user: not user.share),
            self.partner_id.user_id,
        )
        # the companies that are active for who works need not be those of the others
        debtor = self.with_context(allowed_company_ids=[])
        for user in candidates:
            if user.active and debtor.with_user(user).has_access("read"):
                return user
        return self.env.user
