from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import credit_stops


class DunningLevel(models.Model):
    """Levels whose notices stop the credit of the debtor."""

    _inherit = "dunning.level"

    is_credit_stop = fields.Boolean(
        string="Stop the credit",
        help="A debtor who gets a notice of this level buys against payment only, "
        "until what the notice asks for is paid or agreed.",
    )


class DunningNotice(models.Model):
    """Credit stop: a notice sets it, and its items lift it."""

    _inherit = "dunning.notice"

    credit_stop_state = fields.Selection(
        [
            ("set", "Set"),
            ("agreed", "Lifted: agreed"),
            ("paid", "Lifted: paid"),
            ("ended", "Lifted"),
        ],
        string="Credit stop",
        readonly=True,
        copy=False,
    )

    _credit_stop_idx = models.Index(
        "(debtor_id) WHERE credit_stop_state IN ('set', 'agreed', 'paid')"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sent":
            self._set_credit_stop()
        elif vals.get("state") in ("closed", "cancelled"):
            self._judge_credit_stops(SQL("notice.id = ANY(%s)", self.ids))
        return result

    def _set_credit_stop(self):
        """Stop the credit of the debtors, where the level says so."""
        # sudo: follows from the sending; nobody writes it by hand
        for notice in self.sudo().filtered("level_id.is_credit_stop"):
            notice.credit_stop_state = "set"
            notice.debtor_id._update_credit_stop(
                self.env._("%s was sent.", notice.display_name)
            )

    @api.model
    def _refresh_credit_stops(self, group):
        """Lift the credit stops whose cause is paid or agreed, and bring back others.

        :param group: one dunning.group
        """
        self._judge_credit_stops(SQL("notice.group_id = %s", group.id))

    @api.model
    def _judge_credit_stops(self, notices):
        """Let credit stops follow what became of their notices.

        :param notices: SQL condition on `notice`
        """
        for model in credit_stops.MODELS:
            self.env[model].flush_model()
        self.env.cr.execute(credit_stops.judge(notices))
        # sudo: follows from the ledger; nobody writes it by hand
        for notice_id, state in self.env.cr.fetchall():
            notice = self.sudo().browse(notice_id)
            before, notice.credit_stop_state = notice.credit_stop_state, state
            notice.debtor_id._update_credit_stop(notice._credit_stop_sentence(before))

    def _credit_stop_sentence(self, before):
        """:return: str, why the credit stop of the notice changed

        :param before: its credit_stop_state before
        """
        self.ensure_one()
        name = self.display_name
        if self.credit_stop_state == "set":
            if before == "paid":
                return self.env._("%s is unpaid again.", name)
            return self.env._("%s is unpaid, and not agreed any more.", name)
        if self.credit_stop_state == "agreed":
            return self.env._("All of %s is in an arrangement or a dispute.", name)
        if self.credit_stop_state == "paid":
            return self.env._("%s was paid.", name)
        return self.env._("%s was cancelled.", name)


class DunningDebtor(models.Model):
    _inherit = "dunning.debtor"

    def _judge_credit_stops(self):
        """Let the credit stops follow at once what is agreed with these debtors."""
        self.env["dunning.notice"]._judge_credit_stops(
            SQL("notice.debtor_id = ANY(%s)", self.ids)
        )


class DunningArrangement(models.Model):
    """An arrangement lifts credit stops from its acceptance to its end."""

    _inherit = "dunning.arrangement"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.debtor_id._judge_credit_stops()
        return result


class DunningDispute(models.Model):
    """A dispute lifts credit stops until it is settled.

    Not when its credit note is posted: that is matched with the invoice afterwards.
    """

    _inherit = "dunning.dispute"

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes.debtor_id._judge_credit_stops()
        return disputes

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"amount", "state"}:
            self.debtor_id._judge_credit_stops()
        return result
