from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

DAYS_OF_YEAR = 365


class DunningDelay(models.Model):
    """A salesperson asked that a notice waits, and what that costs."""

    _name = "dunning.delay"
    _description = "Delay Asked by Sales"
    _order = "date desc, id desc"

    announcement_id = fields.Many2one(
        "dunning.announcement",
        string="Notice",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, readonly=True, ondelete="cascade", index=True
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", store=True, precompute=True, string="Customer"
    )
    level_id = fields.Many2one(
        related="announcement_id.level_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="group_id.currency_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    date = fields.Date(string="Asked on", required=True, readonly=True)
    date_until = fields.Date(string="Until", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Of the notice, when Sales was told.")
    days = fields.Integer(readonly=True, help="Between the notice and the new date.")
    cost = fields.Monetary(
        readonly=True, help="Amount × days × yearly rate of the dunning group / 365."
    )
    state = fields.Selection(
        [("granted", "Granted"), ("refused", "Refused")],
        string="Status",
        required=True,
        readonly=True,
        default="granted",
        help="A delay holds at once; the credit department can refuse it.",
    )
    refusal = fields.Text(string="Refused because", readonly=True)
    refused_by_id = fields.Many2one(
        "res.users", string="Refused by", readonly=True, ondelete="set null"
    )
    hold_ids = fields.One2many("dunning.hold", "delay_id", string="Holds")

    _once = models.UniqueIndex(
        "(announcement_id)", "Sales asks for delay of a notice once."
    )

    @api.depends("partner_id", "date_until")
    def _compute_display_name(self):
        for delay in self:
            until = format_date(self.env, delay.date_until) if delay.date_until else "?"
            delay.display_name = self.env._(
                "%(customer)s: delay until %(date)s",
                customer=delay.partner_id.display_name,
                date=until,
            )

    @api.model
    def _days(self, announcement, date_until):
        """:return: int, by how many days a notice waits longer, the last one included

        :param announcement: dunning.announcement
        :param date_until: date, the last day of the delay
        """
        return (date_until - self._first_day(announcement)).days + 1

    @api.model
    def _first_day(self, announcement):
        """:return: the day from which a delay counts: that of the notice, or today"""
        return max(announcement.date_notice, fields.Date.context_today(self))

    @api.model
    def _cost(self, announcement, days):
        """Compute what it costs that the money of a notice comes later.

        amount × days × rate / 100 / 365, with the yearly rate in % of the dunning
        group, rounded to the currency of the group.

        :param announcement: dunning.announcement
        :param days: int
        :return: float in the currency of the group
        """
        rate = announcement.group_id.sales_delay_rate
        return announcement.currency_id.round(
            announcement.amount * max(days, 0) * rate / 100 / DAYS_OF_YEAR
        )

    @api.model
    def ask(self, announcement_id, reason, date_until):
        """Let a notice wait: the salesperson of the customer asks, once.

        :param announcement_id: id of a dunning.announcement that the user may read
        :param reason: str, why
        :param date_until: date, the last day on which no notice goes out
        :return: the dunning.delay, which holds the debtor from now on
        :raise UserError: one sentence: not the own customer, a second question, no
            reason, a day that is not after that of the notice, or one too far away
        """
        announcement = self.env["dunning.announcement"].browse(announcement_id)
        announcement.check_access("read")
        announcement._check_can_ask()
        date_until = fields.Date.to_date(date_until)
        self._check_question(announcement, reason, date_until)
        days = self._days(announcement, date_until)
        # sudo: a salesperson only reads; all that could be wrong was checked above
        delay = self.sudo().create(
            {
                "announcement_id": announcement.id,
                "debtor_id": announcement.debtor_id.id,
                "user_id": self.env.uid,
                "date": fields.Date.context_today(self),
                "date_until": date_until,
                "reason": reason.strip(),
                "amount": announcement.amount,
                "days": days,
                "cost": self._cost(announcement, days),
            }
        )
        delay._hold()
        return delay.with_env(self.env)

    @api.model
    def _check_question(self, announcement, reason, date_until):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why the notice should wait: the credit department reads it."
                )
            )
        first = self._first_day(announcement)
        if not date_until or date_until < first:
            raise UserError(
                self.env._(
                    "The notice goes out from %(date)s: choose this or a later day.",
                    date=format_date(self.env, first),
                )
            )
        maximum = announcement.group_id.sales_delay_days
        if self._days(announcement, date_until) > maximum:
            raise UserError(
                self.env._(
                    "A notice can wait for %(days)s days at most: choose a day until "
                    "%(date)s.",
                    days=maximum,
                    date=format_date(
                        self.env, fields.Date.add(first, days=maximum - 1)
                    ),
                )
            )

    def _hold(self):
        self.ensure_one()
        debtor, announcement = self.debtor_id, self.announcement_id
        debtor._hold_for(
            "sales",
            self.env["account.move.line"],
            self.date_until,
            self.reason,
            delay_id=self.id,
        )
        announcement.activity_id.unlink()
        debtor._message_log(
            body=self.env._(
                "%(salesperson)s asked for delay until %(date)s: %(reason)s",
                salesperson=self.user_id.name,
                date=format_date(self.env, self.date_until),
                reason=self.reason,
            ),
            author_id=self.user_id.partner_id.id,
        )

    def action_refuse(self, reason):
        """Refuse the delay: the hold ends, and the salesperson is told why.

        :param reason: str, why
        :raise UserError: without a reason, or refused already
        """
        self.debtor_id.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you refuse: the salesperson reads it."))
        if self.filtered(lambda delay: delay.state == "refused"):
            raise UserError(self.env._("This delay was refused already."))
        for delay in self.sudo():  # sudo: nobody writes a delay by hand
            delay.write(
                {
                    "state": "refused",
                    "refusal": reason.strip(),
                    "refused_by_id": self.env.uid,
                }
            )
            delay.hold_ids._release()
            delay._tell_refusal()
        return True

    def _tell_refusal(self):
        self.ensure_one()
        self.debtor_id.message_post(
            body=self.env._(
                "The delay that %(salesperson)s asked for was refused: %(reason)s",
                salesperson=self.user_id.name,
                reason=self.refusal,
            ),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def action_open_refusal(self):
        """Ask for the reason of a refusal.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Delay"),
            "res_model": "dunning.delay.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_delay_id": self.id},
        }


class DunningHold(models.Model):
    """A hold that Sales asked for."""

    _inherit = "dunning.hold"

    delay_id = fields.Many2one(
        "dunning.delay",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
    )

    @api.model
    def _origins(self):
        return [*super()._origins(), "delay_id"]
