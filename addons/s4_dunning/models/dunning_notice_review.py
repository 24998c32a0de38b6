from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

BATCH = 1000  # notices


class DunningNotice(models.Model):
    """Review: a person approves, skips, holds or recalls what was proposed."""

    _inherit = "dunning.notice"

    @api.depends(
        "group_id.second_approval",
        "group_id.second_approval_amount",
        "level_id.second_approval",
        "amount_total",
    )
    def _compute_needs_second_approval(self):
        for notice in self.sudo():  # sudo: rates of a company that is not active
            notice.needs_second_approval = notice._is_second_approval_needed()

    def _is_second_approval_needed(self):
        self.ensure_one()
        group = self.group_id
        if not group.second_approval:
            return False
        amount = self.currency_id._convert(
            self.amount_total, group.currency_id, self.company_id, self.run_id.date
        )
        limit = group.second_approval_amount
        return self.level_id.second_approval or (
            limit > 0 and group.currency_id.compare_amounts(amount, limit) > 0
        )

    def action_approve(self):
        """Approve these notices; they wait in the outbox until they are sent.

        With a second approval pending, the first person's approval is recorded and the
        notice stays proposed until another person approves.

        :raise UserError: a notice is not proposed, cannot be sent as it is, or its run
            does not tie to the ledger.
        """
        self.check_access("write")
        self._check_state("proposed")
        self.run_id._check_control_totals()
        for notice in self:
            for problem in notice._problems():
                raise UserError(
                    self.env._(
                        "%(notice)s: %(problem)s",
                        notice=notice.display_name,
                        problem=problem,
                    )
                )
        self._approve(self.env.user)
        return True

    def action_approve_together(self):
        """Approve those that may be approved together, and tell about the others.

        :return: client action with a message
        """
        self.check_access("write")
        self.run_id._check_control_totals()
        return self._approval_message(self._approve_together(), len(self))

    def _approve_together(self):
        """:return: how many of these notices are approved now"""
        ready = self.filtered(
            lambda notice: (
                notice.state == "proposed"
                and notice._autonomy() != "manual"
                and not notice._problems()
            )
        )
        ready._approve(self.env.user)
        return len(ready.filtered(lambda notice: notice.state == "approved"))

    @api.model
    def _approval_message(self, approved, chosen):
        """:return: client action that tells how many were approved of those chosen"""
        message = self.env._(
            "%(approved)s approved, %(rest)s need a look of their own.",
            approved=approved,
            rest=chosen - approved,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if approved == chosen else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _in_batches(self):
        """Yield these notices in parts, and forget each when it is done.

        A run may have more notices than fit into memory with all that hangs on them.
        """
        for notice_ids in split_every(BATCH, self.ids):
            yield self.browse(notice_ids)
            self.env.flush_all()
            self.env.invalidate_all(flush=False)

    @api.model
    def _approve_automatic(self, run):
        """Approve what may approve itself: automatic levels, fresh banks, no problem.

        Nothing approves itself in a run that does not tie to the ledger, nor where a
        second person is asked for.

        :param run: one dunning.run
        """
        if run.has_difference:
            return
        stale = run.run_company_ids.filtered("is_bank_stale").company_id
        automatic = Domain("debtor_id.autonomy", "=", "automatic") | (
            Domain("debtor_id.autonomy", "=", False)
            & Domain("level_id.autonomy", "=", "automatic")
        )
        notices = self.search(
            automatic
            & Domain("run_id", "=", run.id)
            & Domain("state", "=", "proposed")
            & Domain("claim_ids", "not any", [("company_id", "in", stale.ids)])
        )
        for batch in notices._in_batches():
            ready = batch.filtered(
                lambda notice: (
                    not notice.needs_second_approval and not notice._problems()
                )
            )
            ready._approve(self.env["res.users"])

    def _autonomy(self):
        """:return: manual, propose or automatic; the debtor's choice comes first"""
        self.ensure_one()
        return self.debtor_id.autonomy or self.level_id.autonomy

    def _approve(self, approver):
        """Put what is approved into the outbox.

        :param approver: the res.users who approves; empty if the level does it alone
        """
        first = self.filtered(
            lambda notice: (
                notice.needs_second_approval
                and notice.first_approved_by_id in (approver, approver.browse())
            )
        )
        # sudo: who may approve was checked; nobody writes these fields by hand
        first.sudo().first_approved_by_id = approver
        ready = self - first
        now = fields.Datetime.now()
        for group, notices in ready.grouped("group_id").items():
            notices.sudo().write(  # sudo: see above
                {
                    "state": "approved",
                    "approved_by_id": approver.id,
                    "send_after": now + timedelta(minutes=group.outbox_minutes),
                    "send_error": False,
                    "send_attempts": 0,
                }
            )
        ready.run_id._close_reviewed()

    def action_recall(self):
        """Take approved notices back out of the outbox.

        :raise UserError: a notice was sent meanwhile.
        """
        self.check_access("write")
        locked = self.try_lock_for_update()
        if locked != self:
            raise UserError(
                self.env._("A notice is being sent at this moment: it is too late.")
            )
        self.invalidate_recordset(["state"])
        self._check_state("approved")
        self._back_to_review()
        return True

    def _back_to_review(self):
        """Let approved notices be as they were before the approval."""
        notices = self.sudo()  # sudo: the caller checked right and state
        notices.env["dunning.snooze"]._forget(notices, "review", "approval")
        notices.write(
            {
                "state": "proposed",
                "approved_by_id": False,
                "first_approved_by_id": False,
                "send_after": False,
                "send_error": False,
                "send_attempts": 0,
            }
        )
        # sudo: follows from the notices; nobody writes the state by hand
        done = self.run_id.sudo().filtered(lambda run: run.state == "done")
        done.state = "proposed"

    def action_skip(self, reason):
        """Leave these notices out of their run.

        :param reason: str, why
        """
        self.check_access("write")
        self._check_state("proposed")
        # sudo: the right and the state were checked above
        self.sudo().closing_reason = reason
        self._skip()
        return True

    def _skip(self):
        self.sudo().state = "skipped"  # sudo: the caller checked right and state
        self.run_id._close_reviewed()

    def action_hold(self, reason_id, date_end=None, note=None):
        """Put the debtors of these notices on hold and skip the notices.

        :param reason_id: id of a dunning.hold.reason
        :param date_end: last day of the hold; None: as the reason says
        :param note: str
        :return: True
        """
        self.check_access("write")
        self._check_state("proposed")
        values = {"reason_id": reason_id, "scope": "debtor", "note": note}
        if date_end:
            values["date_end"] = date_end
        holds = self.env["dunning.hold"].create(
            [{**values, "debtor_id": debtor.id} for debtor in self.debtor_id]
        )
        names = {hold.debtor_id: hold.display_name for hold in holds}
        # sudo: the right and the state were checked above
        for notice in self.sudo():
            notice.closing_reason = names[notice.debtor_id]
        self._skip()
        return True

    def _check_state(self, state):
        """Refuse what cannot be done in the state a notice is in.

        :raise UserError: naming the first notice in another state.
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for notice in self:
            if notice.state != state:
                raise UserError(
                    self.env._(
                        "%(notice)s is %(state)s; this is for notices that are "
                        "%(wanted)s.",
                        notice=notice.display_name,
                        state=labels[notice.state].lower(),
                        wanted=labels[state].lower(),
                    )
                )

    def action_explain(self):
        """Say of every open item of the debtor why it is dunned, or why not."""
        return self.debtor_id.action_explain()
