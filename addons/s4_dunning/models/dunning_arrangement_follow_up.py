from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import arrangements as engine


class DunningGroup(models.Model):
    _inherit = "dunning.group"

    arrangement_tolerance_days = fields.Integer(
        string="Instalments tolerated",
        default=3,
        help="Days after the due date of an instalment before its arrangement counts "
        "as breached.",
        tracking=True,
    )
    arrangement_tolerance_amount = fields.Monetary(
        string="Missing amount tolerated",
        help="In total; as long as no more is missing, an arrangement counts as kept.",
        tracking=True,
    )

    _arrangement_tolerance_positive = models.Constraint(
        "CHECK(arrangement_tolerance_days >= 0 AND arrangement_tolerance_amount >= 0)",
        "What is tolerated of an arrangement cannot be negative.",
    )

    def _take_over(self, origin, companies):
        # EXTENDS succession: what is paid to these companies alone goes along
        arrangements = self.env["dunning.arrangement"].search(
            [
                ("group_id", "=", origin.id),
                ("instalment_ids.company_id", "in", companies.ids),
                (
                    "instalment_ids",
                    "not any",
                    [("company_id", "not in", companies.ids)],
                ),
            ]
        )
        targets = self._counterparts(arrangements.debtor_id)
        for debtor, of_debtor in arrangements.grouped("debtor_id").items():
            of_debtor.debtor_id = targets[debtor]
        return super()._take_over(origin, companies)


class DunningArrangement(models.Model):
    """Follow-up: paid, breached or lapsed, as the ledger says."""

    _inherit = "dunning.arrangement"

    @api.model
    def _refresh(self, group):
        """Find out what was paid of the arrangements of a group, and what follows.

        :param group: one dunning.group
        """
        engine.update_payments(group)
        standing = engine.standing(group)
        for arrangement in self.browse(standing):
            arrangement._follow_up(standing[arrangement.id])

    def _follow_up(self, row):
        """Do what follows from how the arrangement stands.

        :param row: dict, as engine.arrangements.standing gives it
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        is_tolerated = self._is_tolerated(row["amount_missing"])
        self._note_lost(float(row["amount_lost"]))
        if row["is_paid"]:
            self._end("done", self.env._("Everything is paid."))
        elif self.state == "offered" and row["is_begun"]:
            self._accept(today, "payment")
        elif self.state == "offered" and self.date_valid < today:
            self._lapse()
        elif self.state == "active" and row["is_over"] and is_tolerated:
            self._end_tolerated(float(row["amount_missing"]))
        elif self.state == "active" and not is_tolerated:
            self._breach(float(row["amount_missing"]))

    def _is_tolerated(self, missing):
        """:return: bool, whether so little is missing that the arrangement is kept

        :param missing: Decimal in the currency of the arrangement
        """
        group = self.group_id
        amount = self.currency_id._convert(
            float(missing),
            group.currency_id,
            self.instalment_ids[:1].company_id,
            fields.Date.context_today(self),
        )
        limit = group.arrangement_tolerance_amount
        return group.currency_id.compare_amounts(amount, limit) <= 0

    def _note_lost(self, amount):
        """Ask the owner what becomes of the plan if items of it are not owed any more.

        :param amount: float, of these items in the currency of the arrangement
        """
        self.ensure_one()
        change = self.currency_id.compare_amounts(amount, self.amount_lost)
        if change:
            self.amount_lost = amount
        if change > 0:
            self.debtor_id._task_for(
                self.env._("Items of the arrangement %s are gone", self.name),
                self.env._(
                    "%(amount)s of it is not owed any more: an invoice was cancelled, "
                    "deleted or reset to draft. If it does not come back, cancel the "
                    "arrangement and make a new one.",
                    amount=self.currency_id.format(amount),
                ),
                kind="arrangement",
                user=self._owner(),
            )

    def _end_tolerated(self, missing):
        """End an arrangement that was kept as far as anybody asks for it.

        :param missing: float in the currency of the arrangement
        """
        self.ensure_one()
        if self.amount_lost:
            lost = self.currency_id.format(self.amount_lost)
            self._end(
                "done" if self.amount_paid else "cancelled",
                self.env._("%s of it is not owed any more.", lost),
            )
        else:
            self._end(
                "done",
                self.env._(
                    "Paid but for %(amount)s, which is tolerated.",
                    amount=self.currency_id.format(missing),
                ),
            )

    def _lapse(self):
        """The customer did not accept: the items are dunned again."""
        self.ensure_one()
        valid = format_date(self.env, self.date_valid)
        self._end("cancelled", self.env._("Not accepted until %(date)s.", date=valid))
        owner = self._owner()
        env = self.with_context(lang=owner.lang).env
        self.debtor_id._task_for(
            env._("Arrangement not accepted: %s", self.name),
            env._(
                "The offer was valid until %(date)s. Its items are dunned again.",
                date=format_date(env, self.date_valid),
            ),
            kind="arrangement",
            user=owner,
        )

    def _breach(self, missing):
        """The customer did not pay: dunning goes on at once, and somebody calls.

        :param missing: float in the currency of the arrangement
        """
        self.ensure_one()
        amount = self.currency_id.format(missing)
        self._end(
            "breached", self.env._("Breached: %(amount)s is missing.", amount=amount)
        )
        owner = self._owner()
        env = self.with_context(lang=owner.lang).env
        amount = self.currency_id.with_env(env).format(missing)
        self.debtor_id._task_for(
            env._("Call: arrangement %s breached", self.name),
            env._("%(amount)s is missing.", amount=amount),
            kind="arrangement",
            user=owner,
        )

    def _owner(self):
        """:return: res.users who follows the arrangement up, else the debtor"""
        owner = self.user_id
        debtor = self.debtor_id.with_context(allowed_company_ids=[])
        can_open = owner.active and debtor.with_user(owner).has_access("read")
        return owner if can_open else self.debtor_id._owner()
