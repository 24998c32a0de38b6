from odoo import api, fields, models
from odoo.tools import html2plaintext

LINES = 50  # of a notice, the oldest


class DunningTask(models.Model):
    """What My Day shows of the task that is open: what to do, why, and the buttons."""

    _inherit = "dunning.task"

    def load_task(self):
        """Read what to do, why, and which buttons there are.

        :return: dict; False if the task is done meanwhile
        """
        if not self.exists():
            return False
        # who sees the notice alone does not see the figures of the debtor
        debtor = self.debtor_id._filtered_access("read")
        return {
            **self._card(self.env.user._dunning_stood_in_for()),
            "chart_id": debtor.id,
            "reason": debtor.priority_reason or "",
            "expected": self._expected_sentence(debtor),
            "sentences": [],
            "lines": [],
            "text": "",
            "warning": "",
            "feedback": False,
            **self._detail(),
            "may_decide": self._may_decide(),
            "buttons": self._buttons(),
        }

    @api.model
    def _expected_sentence(self, debtor):
        """:return: str, when what is overdue is paid next, and why, or empty"""
        if not debtor:
            return ""
        today = fields.Date.context_today(self)
        found = self.env["dunning.expectation"].search(
            [
                ("debtor_id", "=", debtor.id),
                ("method", "=", "habit"),
                ("date_due", "<", today),
                ("date_expected", ">=", today),
            ],
            order="date_expected, id",
            limit=1,
        )
        return found.sentence or ""

    def _detail(self):
        """:return: dict: sentences, lines, text and warning, as far as there are any"""
        self.ensure_one()
        if self.kind in ("review", "approval"):
            return self._detail_of_review()
        if self.kind == "failure":
            return self._detail_of_failure()
        if self.kind == "reply":
            return self._detail_of_reply()
        return self._detail_of_activity()

    def _detail_of_review(self):
        notice = self.notice_id
        return {
            "sentences": [self.why] if self.why else [],
            "warning": notice.warning or "",
            "lines": [
                {
                    "id": line.id,
                    "name": line.name,
                    "details": line.details or "",
                    "company": line.company_id.name,
                    "date_due": line.date_due,
                    "days": line.days_overdue,
                    "amount": line.amount_to_pay,
                    "currency_id": line.currency_id.id,
                    "why": line.explanation,
                }
                for line in notice.line_ids[:LINES]
            ],
        }

    def _detail_of_failure(self):
        notice = self.notice_id
        sentences = [self.why]
        if notice.state == "sent" and notice.channel == "letter":
            sentences.append(
                self.env._("Its letter waits in the print queue instead.")
                if not notice.date_posted
                else self.env._("Its letter was posted instead.")
            )
        return {"sentences": [sentence for sentence in sentences if sentence]}

    def _detail_of_reply(self):
        reply = self.reply_id
        kinds = dict(reply._fields["kind"]._description_selection(self.env))
        sentences = [
            kinds.get(reply.kind),
            reply.words and self.env._("Because of %s", reply.words),
            reply.consequence,
        ]
        return {
            "sentences": [sentence for sentence in sentences if sentence],
            "text": reply.text or "",
            "warning": reply.warning or "",
            "attachments": [
                {"id": file.id, "name": file.name} for file in reply.attachment_ids
            ],
        }

    def _detail_of_activity(self):
        # sudo: of a task that the user sees; Odoo asks for more than to read the debtor
        activity = self.activity_id.sudo()
        return {
            "sentences": [self.why] if self.why else [],
            "text": html2plaintext(activity.note or ""),
            "feedback": not self._is_decision_about_dispute()
            and (self._may_decide() or bool(self._button_of_own_activity())),
        }

    def _buttons(self):
        """What can be decided. The first is the one that is meant most often.

        :return: list of dict, see _button
        """
        self.ensure_one()
        open_it = self._button(self.env._("View"), "action_open", self, hotkey="o")
        if not self._may_decide():
            return [*self._button_of_own_activity(), open_it]
        buttons = {
            "review": self._buttons_of_review,
            "approval": self._buttons_of_review,
            "failure": self._buttons_of_failure,
            "reply": self._buttons_of_reply,
        }.get(self.kind, self._buttons_of_activity)()
        return [*buttons, open_it]

    @api.model
    def _may_decide(self):
        """:return: bool; who only reads sees what waits, and does the own activities"""
        return self.env["dunning.task.snooze"].has_access("create")

    def _button_of_own_activity(self):
        activity = self.activity_id
        if not activity or activity.user_id != self.env.user:
            return []
        return [self._button_done()]

    def _button_done(self):
        return self._button(
            self.env._("Done"), "action_feedback", self.activity_id, "d", feedback=True
        )

    @api.model
    def _button(self, label, method, records, hotkey="", **values):
        """:return: dict of a button of My Day that calls a method

        :param label: str
        :param method: name of a public method
        :param records: on which it is called
        :param hotkey: a letter
        :param values: context, dict; feedback, bool: what was typed goes along
        """
        return {
            "label": label,
            "method": method,
            "model": records._name,
            "ids": records.ids,
            "hotkey": hotkey,
            **values,
        }

    @api.model
    def _dialog(self, label, action, context, hotkey=""):
        """:return: dict of a button of My Day that opens a dialog

        :param action: external id of a window action
        :param context: dict
        """
        return {
            "label": label,
            "action": f"s4_dunning.{action}",
            "context": context,
            "hotkey": hotkey,
        }

    def _buttons_of_review(self):
        notice = self.notice_id
        chosen = {"active_ids": notice.ids, "active_model": notice._name}
        return [
            self._button(self.env._("Approve"), "action_approve", notice, "a"),
            self._dialog(self.env._("Hold"), "dunning_notice_hold_action", chosen, "h"),
            self._dialog(self.env._("Skip"), "dunning_notice_skip_action", chosen, "x"),
        ]

    def _buttons_of_failure(self):
        notice = self.notice_id
        if notice.state == "approved":
            return [
                self._button(self.env._("Send now"), "action_send", notice, "a"),
                self._button(
                    self.env._("Back to review"), "action_recall", notice, "x"
                ),
            ]
        buttons = [
            self._button(self.env._("Settled"), "action_settle_failure", notice, "d"),
            self._button(self.env._("Send again"), "action_send_again", notice, "a"),
        ]
        if notice.delivery_state == "unclear":
            buttons.append(
                self._button(
                    self.env._("It arrived"), "action_confirm_delivery", notice, "y"
                )
            )
        return buttons + self._buttons_of_debtor()

    def _buttons_of_reply(self):
        reply = self.reply_id
        if reply.state == "to_assign":
            return [
                self._button(self.env._("Assign"), "action_open", self, "a"),
                self._button(self.env._("Not ours"), "action_ignore", reply, "x"),
            ]
        buttons = [
            self._button(self.env._("Nothing follows"), "action_done", reply, "d"),
            self._button(self.env._("Answer"), "action_write", reply, "e"),
        ]
        if reply.kind and reply.kind != "other":
            confirm = self._button(self.env._("Confirm"), "action_confirm", reply, "a")
            buttons.insert(0, confirm)
        return buttons

    def _buttons_of_activity(self):
        done = self._button_done()
        others = self._buttons_of_debtor()
        if self._is_decision_about_dispute():
            return self._buttons_of_dispute() + others
        if self.res_model == "dunning.hold":
            return [done, *self._buttons_of_hold(), *others]
        if self.kind == "call":
            return [*others, done]
        return [done, *others]

    def _is_decision_about_dispute(self):
        """:return: bool; other activities on a dispute are done like any other"""
        return (
            self.res_model == "dunning.dispute"
            and self.kind == "dispute"
            and self._record().state == "open"
        )

    def _buttons_of_dispute(self):
        dispute = self._record()
        return [
            self._button(
                label, "action_settle", dispute, letter, context={"outcome": outcome}
            )
            for label, letter, outcome in (
                (self.env._("Accept"), "a", "accepted"),
                (self.env._("Accept a part"), "p", "partly"),
                (self.env._("Reject"), "x", "rejected"),
            )
        ]

    def _buttons_of_hold(self):
        hold = self._record()
        if not hold.is_current or hold.has_origin:
            return []
        return [self._button(self.env._("Release"), "action_release", hold, "x")]

    def _buttons_of_debtor(self):
        debtor = self.debtor_id
        if not debtor or not debtor.has_access("write"):
            return []
        hold = {"default_scope": "debtor", "default_debtor_id": debtor.id}
        return [
            self._button(self.env._("Call"), "action_call", debtor, "c"),
            self._dialog(self.env._("Hold"), "dunning_hold_action_new", hold, "h"),
        ]
