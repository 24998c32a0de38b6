from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import announcements

OPEN = ("proposed", "approved")


class DunningAnnouncement(models.Model):
    """Sales was told of a notice that is about to go out.

    Once for a debtor and a level, until a notice of the level went out or nothing of
    the debtor is near the level any more.
    """

    _name = "dunning.announcement"
    _description = "Notice of Which Sales Is Told"
    _order = "date_notice desc, id desc"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, readonly=True, ondelete="cascade", index=True
    )
    group_id = fields.Many2one(
        related="debtor_id.group_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", store=True, precompute=True, string="Customer"
    )
    currency_id = fields.Many2one(related="group_id.currency_id")
    level_id = fields.Many2one(
        "dunning.level", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null"
    )
    date = fields.Date(string="Told on", required=True, readonly=True)
    date_notice = fields.Date(
        string="Notice from",
        required=True,
        readonly=True,
        help="The first day on which the notice may go out.",
    )
    date_ended = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Overdue at this level when told.")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    delay_ids = fields.One2many("dunning.delay", "announcement_id", string="Delays")
    is_mine = fields.Boolean(compute="_compute_can_ask")
    can_ask = fields.Boolean(
        compute="_compute_can_ask", help="I am the salesperson and did not ask yet."
    )

    _one_open = models.UniqueIndex(
        "(debtor_id, level_id) WHERE date_ended IS NULL",
        "Sales is told of a level once.",
    )

    @api.depends("debtor_id", "level_id")
    def _compute_display_name(self):
        for announcement in self:
            # sudo: a level of a group that the company left
            level = announcement.sudo().level_id.name
            announcement.display_name = (
                f"{level}: {announcement.debtor_id.display_name}"
            )

    @api.depends_context("uid")
    @api.depends("partner_id.user_id", "delay_ids", "date_ended")
    def _compute_can_ask(self):
        for announcement in self:
            announcement.is_mine = announcement.partner_id.user_id == self.env.user
            announcement.can_ask = (
                announcement.is_mine
                and not announcement.date_ended
                and not announcement.delay_ids
            )

    @api.model
    def _refresh(self, group):
        """Tell Sales of the notices that are near, and forget those that are not.

        Nothing is read if Sales is told of no level.

        :param group: one dunning.group
        """
        levels = self.env["dunning.level"].search(
            [
                ("sales_days", ">", 0),
                ("workflow_id.group_id", "in", (group.id, False)),
            ]
        )
        known = self.search([("group_id", "=", group.id), ("date_ended", "=", False)])
        if not levels and not known:
            return
        known._end_sent()
        rows = [
            row
            for days in sorted(set(levels.mapped("sales_days")))
            for row in announcements.coming(group, days)
        ]
        near = {(row["debtor_id"], row["level_id"]) for row in rows}
        known.filtered(
            lambda one: (one.debtor_id.id, one.level_id.id) not in near
        )._end()
        # what was ended above is told of again
        told = {
            (one.debtor_id.id, one.level_id.id) for one in known if not one.date_ended
        }
        self._tell(
            [
                row
                for row in rows
                if row["amount"] is not None
                and (row["debtor_id"], row["level_id"]) not in told
            ]
        )

    def _end_sent(self):
        """End those of which the notice went out, and none of the level waits."""
        notices = self.env["dunning.notice"].search(
            [
                ("debtor_id", "in", self.debtor_id.ids),
                ("level_id", "in", self.level_id.ids),
                ("state", "in", (*OPEN, "sent", "closed")),
            ]
        )
        of_level = notices.grouped(lambda notice: (notice.debtor_id, notice.level_id))
        for announcement in self:
            found = of_level.get(
                (announcement.debtor_id, announcement.level_id), notices.browse()
            )
            waiting = found.filtered(lambda notice: notice.state in OPEN)
            sent = (found - waiting).filtered(
                lambda notice, since=announcement.date: notice.date_sent >= since
            )
            if sent and not waiting:
                announcement._end()

    def _end(self):
        self.date_ended = fields.Date.context_today(self)
        self.activity_id.unlink()

    @api.model
    def _tell(self, rows):
        """Keep what Sales is told, and make a task for each salesperson.

        :param rows: list of dict, of engine/announcements.py
        """
        today = fields.Date.context_today(self)
        levels = self.env["dunning.level"].browse(row["level_id"] for row in rows)
        debtors = self.env["dunning.debtor"].browse(row["debtor_id"] for row in rows)
        new = self.create(
            [
                {
                    "debtor_id": debtor.id,
                    "level_id": level.id,
                    "user_id": debtor.partner_id.user_id.id,
                    "date": today,
                    "date_notice": fields.Date.add(today, days=level.sales_days),
                    "amount": row["amount"],
                }
                for row, debtor, level in zip(rows, debtors, levels, strict=True)
            ]
        )
        for user, of_user in new.grouped("user_id").items():
            debtors = of_user.debtor_id.with_context(allowed_company_ids=[])
            readable = debtors.with_user(user)._filtered_access("read")
            for announcement in of_user:
                announcement._tell_one(announcement.debtor_id.id in readable.ids)

    def _tell_one(self, is_readable):
        """Make the task.

        :param is_readable: whether the salesperson may open the debtor; else who is in
            charge of the debtor tells the salesperson
        """
        self.ensure_one()
        debtor = self.debtor_id
        user = self.user_id if is_readable else debtor._owner()
        one = self.with_context(lang=user.lang or self.env.lang)
        summary = one.env._(
            "%(level)s from %(date)s: %(amount)s",
            level=one.level_id.name,
            date=format_date(one.env, one.date_notice),
            amount=one.currency_id.format(one.amount),
        )
        if is_readable:
            note = one.env._(
                "This notice goes to your customer. If you need a few days, ask once "
                "for delay on the page of the debtor."
            )
        else:
            note = one.env._(
                "Tell %(salesperson)s, who cannot open this debtor.",
                salesperson=self.user_id.name,
            )
        self.activity_id = debtor._task_for(
            summary,
            note=note,
            # who tells it on has to do so before
            date=self.date_notice if is_readable else self.date,
            kind="sales",
            user=user,
        )

    @api.model
    def _date_from(self, debtor_id, level_id):
        """:return: the first day on which a notice of the level may go out"""
        told = self.search(
            [
                ("debtor_id", "=", debtor_id),
                ("level_id", "=", level_id),
                ("date_ended", "=", False),
            ]
        )
        level = self.env["dunning.level"].browse(level_id)
        date = told.date or fields.Date.context_today(self)
        return fields.Date.add(date, days=level.sales_days)

    def action_ask(self):
        """Open the question for delay, which shows what it costs.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Delay"),
            "res_model": "dunning.delay.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_announcement_id": self.id},
        }

    def _check_can_ask(self):
        """Refuse questions of others than the salesperson, and second ones.

        :raise UserError: one sentence that says what is wrong
        """
        self.ensure_one()
        if not self.is_mine:
            raise UserError(
                self.env._(
                    "%(customer)s is not your customer: only its salesperson asks for "
                    "delay.",
                    customer=self.partner_id.display_name,
                )
            )
        if self.delay_ids:
            raise UserError(
                self.env._(
                    "You asked for delay of this notice already, which can be done "
                    "once: talk to the credit department."
                )
            )
        if self.date_ended:
            raise UserError(
                self.env._("This notice is not coming any more: nothing to delay.")
            )
