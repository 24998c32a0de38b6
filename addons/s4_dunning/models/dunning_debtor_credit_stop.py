from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

PROTECTED = {
    "credit_stop_notice_id",
    "credit_stop_reason",
    "date_credit_stopped",
    "is_credit_stopped",
}


class DunningDebtor(models.Model):
    """Credit stop: the debtor buys against payment only."""

    _inherit = "dunning.debtor"

    is_credit_stopped = fields.Boolean(
        string="Credit stop", readonly=True, copy=False, index="btree_not_null"
    )
    date_credit_stopped = fields.Date(
        string="Credit stop since", readonly=True, copy=False
    )
    credit_stop_notice_id = fields.Many2one(
        "dunning.notice",
        string="Because of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    credit_stop_reason = fields.Char(
        string="Reason of the credit stop",
        readonly=True,
        copy=False,
        help="Set by hand: it stays until it is lifted by hand.",
    )
    credit_stop_message = fields.Char(compute="_compute_credit_stop_message")

    @api.depends_context("lang")
    @api.depends(*PROTECTED)
    def _compute_credit_stop_message(self):
        for debtor in self:
            # sudo: the name of the notice is no secret to who reads the debtor
            notice = debtor.sudo().credit_stop_notice_id
            debtor.credit_stop_message = debtor.is_credit_stopped and self.env._(
                "Credit stop since %(date)s: %(reason)s",
                date=format_date(self.env, debtor.date_credit_stopped),
                reason=debtor.credit_stop_reason or notice.name,
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_credit_stop_written(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_credit_stop_written(vals)
        return super().write(vals)

    @api.model
    def _check_credit_stop_written(self, vals):
        if not self.env.su and vals.keys() & PROTECTED:
            raise AccessError(
                self.env._("A credit stop changes by the buttons of the debtor only.")
            )

    def _update_credit_stop(self, sentence):
        """Set or lift the credit stop, and say why in the chatter.

        :param sentence: str, what happened
        """
        # sudo: follows from the notices; nobody writes it by hand
        debtors = self.sudo()
        notices = debtors.env["dunning.notice"].search(
            [("debtor_id", "in", self.ids), ("credit_stop_state", "=", "set")],
            order="date_sent, id",
        )
        for debtor in debtors:
            cause = notices.filtered(
                lambda notice, debtor=debtor: notice.debtor_id == debtor
            )[-1:]
            is_stopped = bool(cause or debtor.credit_stop_reason)
            if is_stopped != debtor.is_credit_stopped:
                today = fields.Date.context_today(self)
                debtor.date_credit_stopped = is_stopped and today
                debtor.is_credit_stopped = is_stopped
                debtor._message_log(body=debtor._credit_stop_log(sentence))
            debtor.credit_stop_notice_id = cause

    def _credit_stop_log(self, sentence):
        if self.is_credit_stopped:
            return self.env._("Credit stop: %s", sentence)
        return self.env._("Credit stop lifted: %s", sentence)

    def action_stop_credit(self, reason):
        """Stop the credit by hand, until it is lifted by hand.

        :param reason: str, shown wherever the customer buys
        :raise UserError: without a reason, or if it is stopped by hand already
        """
        self._check_credit_stop_right(reason)
        for debtor in self.sudo():  # sudo: the right was checked above
            if debtor.credit_stop_reason:
                raise UserError(
                    self.env._(
                        "The credit of %s is stopped by hand already.",
                        debtor.display_name,
                    )
                )
            debtor.credit_stop_reason = reason.strip()
            debtor._update_credit_stop(debtor.credit_stop_reason)
        return True

    def action_lift_credit_stop(self, reason):
        """Lift the credit stop by hand; the same notices do not set it again.

        :param reason: str, kept in the chatter
        :raise UserError: without a reason, or if there is no credit stop
        """
        self._check_credit_stop_right(reason)
        for debtor in self.sudo():  # sudo: the right was checked above
            if not debtor.is_credit_stopped:
                raise UserError(
                    self.env._("The credit of %s is not stopped.", debtor.display_name)
                )
            causes = debtor.env["dunning.notice"].search(
                [
                    ("debtor_id", "=", debtor.id),
                    ("credit_stop_state", "in", ("set", "agreed")),
                ]
            )
            causes.credit_stop_state = "ended"
            debtor.credit_stop_reason = False
            debtor._update_credit_stop(reason.strip())
        return True

    def _check_credit_stop_right(self, reason):
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why the credit stop changes: others will ask.")
            )

    def action_open_credit_stop(self):
        """Ask for the reason of a credit stop, or of its end.

        :return: window action
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lift the Credit Stop")
            if self.is_credit_stopped
            else self.env._("Stop the Credit"),
            "res_model": "dunning.credit.stop",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    def _settings(self):
        # a stop that a person set outlives a merge of customers
        return super()._settings() | {"credit_stop_reason": self.credit_stop_reason}

    def _adopt(self, settings):
        settings = dict(settings)
        reason = settings.pop("credit_stop_reason", False)
        if reason and not self.credit_stop_reason:
            # sudo: who merges customers loses no stop that a person set
            self.sudo().credit_stop_reason = reason
        return super()._adopt(settings)

    @api.model
    def _merge_into(self, targets):
        result = super()._merge_into(targets)
        self.browse().concat(*targets.values())._update_credit_stop(
            self.env._("customers were merged.")
        )
        return result


class DunningGroup(models.Model):
    """Credit stops follow the notices that go along with a company."""

    _inherit = "dunning.group"

    def _take_over(self, origin, companies):
        result = super()._take_over(origin, companies)
        of_both = [("group_id", "in", (self | origin).ids)]
        notices = self.env["dunning.notice"].search(
            [*of_both, ("credit_stop_state", "=", "set")]
        )
        debtors = self.env["dunning.debtor"].search(
            [
                *of_both,
                "|",
                ("is_credit_stopped", "=", True),
                ("credit_stop_reason", "!=", False),
            ]
        )
        (debtors | notices.debtor_id)._update_credit_stop(
            self.env._("companies changed their dunning group.")
        )
        return result
