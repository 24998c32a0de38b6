from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class DunningDebtor(models.Model):
    """Standing: what to know of a debtor at a glance, on a desk and on a phone."""

    _inherit = "dunning.debtor"

    event_ids = fields.One2many("dunning.event", "debtor_id", string="Timeline")
    next_step = fields.Char(
        string="Next step",
        compute="_compute_next_step",
        help="The next notice of one of the items shown, and the first day for it.",
    )
    has_held_items = fields.Boolean(compute="_compute_next_step")
    date_last_contact = fields.Date(
        string="Last contact", compute="_compute_date_last_contact"
    )
    promise_message = fields.Char(
        string="Promise", compute="_compute_promise_message", help="The next one open."
    )
    promise_kept_message = fields.Char(
        string="Kept promises", compute="_compute_promise_kept_message"
    )
    hold_message = fields.Char(string="On hold", compute="_compute_hold_message")
    credit_limit = fields.Char(
        compute="_compute_credit_limit",
        help="Of the company, where it uses credit limits.",
    )
    contact_ids = fields.Many2many(
        "res.partner", string="Contacts", compute="_compute_contact_ids"
    )

    @api.depends_context("lang")
    def _compute_next_step(self):
        today = fields.Date.context_today(self)
        for debtor in self:
            # sudo: who may read the debtor may know its open items
            items = debtor.sudo()._oldest_open_items()
            steps = [
                (max(item.dunning_date_next, today), -level.sequence, level.name)
                for item in items
                if (level := item.dunning_level_next_id)
            ]
            debtor.has_held_items = any(items.mapped("dunning_amount_held"))
            date, _sequence, name = min(steps, default=(None, None, None))
            debtor.next_step = bool(date) and self.env._(
                "%(level)s from %(date)s",
                level=name,
                date=format_date(self.env, date),
            )

    @api.depends_context("uid")
    def _compute_date_last_contact(self):
        dates = dict(
            self.env["dunning.event"]._read_group(
                [
                    ("debtor_id", "in", self.ids),
                    ("kind", "in", ("call", "email", "notice", "reply")),
                ],
                ["debtor_id"],
                ["date:max"],
            )
        )
        for debtor in self:
            date = dates.get(debtor)
            debtor.date_last_contact = date and date.date()

    @api.depends_context("lang")
    @api.depends("promise_ids.state", "promise_ids.date", "promise_ids.amount")
    def _compute_promise_message(self):
        for debtor in self:
            first = debtor.promise_ids.filtered(
                lambda promise: promise.state == "open"
            ).sorted("date")[:1]
            debtor.promise_message = bool(first) and self.env._(
                "%(amount)s on %(date)s",
                amount=first.currency_id.format(first.amount),
                date=format_date(self.env, first.date),
            )

    @api.depends_context("lang")
    @api.depends("promise_count", "promise_kept_count")
    def _compute_promise_kept_message(self):
        for debtor in self:
            debtor.promise_kept_message = bool(debtor.promise_count) and self.env._(
                "%(kept)s of %(all)s",
                kept=debtor.promise_kept_count,
                all=debtor.promise_count,
            )

    @api.depends_context("lang", "tz")
    @api.depends("hold_ids.is_current", "hold_ids.date_end", "hold_ids.reason_id")
    def _compute_hold_message(self):
        for debtor in self:
            current = debtor.hold_ids.filtered("is_current")
            debtor.hold_message = ", ".join(
                self.env._(
                    "%(reason)s, until %(date)s",
                    reason=hold.reason_id.name,
                    date=format_date(self.env, hold.date_end)
                    if hold.date_end
                    else self.env._("it is released"),
                )
                for hold in current
            )

    @api.depends_context("company", "lang")
    def _compute_credit_limit(self):
        company = self.env.company
        is_used = company.sudo().account_use_credit_limit  # sudo: a setting, no figure
        for debtor in self:
            # sudo: who may read what the customer owes may know its limit
            customer = debtor.sudo().partner_id.with_company(company)
            debtor.credit_limit = is_used and formatLang(
                self.env, customer.credit_limit, currency_obj=company.currency_id
            )

    def _compute_contact_ids(self):
        for debtor in self:
            debtor.contact_ids = debtor.partner_id | debtor.partner_id.child_ids

    def action_open_holds(self):
        """Show the holds that pause the debtor now."""
        holds = self.hold_ids.filtered("is_current")
        return holds._get_records_action(name=self.env._("Holds"))

    def action_ask(self):
        """Ask a colleague about the debtor.

        :return: window action
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask a Colleague"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_activity_type_id": self.env.ref(
                    "s4_dunning.mail_activity_question"
                ).id,
            },
        }
