from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class DunningHoldReason(models.Model):
    _name = "dunning.hold.reason"
    _description = "Reason for a Hold"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(
        default=14, help="How long a hold for this reason lasts unless told otherwise."
    )


class DunningHold(models.Model):
    """A pause of one item, one debtor or one company, with reason, owner and end."""

    _name = "dunning.hold"
    _description = "Dunning Hold"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"

    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_group_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    scope = fields.Selection(
        [("item", "One item"), ("debtor", "One debtor"), ("company", "One company")],
        required=True,
        default="debtor",
    )
    move_line_id = fields.Many2one(
        "account.move.line", string="Item", index="btree_not_null", ondelete="cascade"
    )
    debtor_id = fields.Many2one(
        "dunning.debtor", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    amount = fields.Monetary(
        string="Part of the item", help="0: all of it. Dunning asks for the rest."
    )
    reason_id = fields.Many2one(
        "dunning.hold.reason", required=True, ondelete="restrict", tracking=True
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, tracking=True
    )
    date_start = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_end = fields.Date(
        string="Until",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        tracking=True,
        help="The last day of the hold. Empty: until it is released by hand.",
    )
    date_review = fields.Date(
        string="Review on", help="The owner gets a task for that day."
    )
    is_released = fields.Boolean(string="Released", tracking=True)
    date_released = fields.Date(string="Ended on", readonly=True, copy=False)
    note = fields.Text()
    origin = fields.Char(
        string="Made by",
        compute="_compute_origin",
        help="The promise, dispute, ... that makes the pause, and ends it.",
    )
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _one_scope = models.Constraint(
        "CHECK((scope = 'item') = (move_line_id IS NOT NULL)"
        " AND (scope = 'debtor') = (debtor_id IS NOT NULL)"
        " AND (scope = 'company') = (company_id IS NOT NULL))",
        "A hold is about one item, one debtor or one company: choose exactly one.",
    )
    _part_of_item = models.Constraint(
        "CHECK(amount IS NULL OR amount >= 0 AND (amount = 0 OR scope = 'item'))",
        "Only a part of an item that is more than nothing can be on hold.",
    )

    @api.depends("move_line_id", "debtor_id", "company_id")
    def _compute_group_id(self):
        for hold in self:
            company = hold.company_id or hold.move_line_id.company_id
            hold.group_id = hold.debtor_id.group_id or company.dunning_group_id

    @api.depends(
        "debtor_id.partner_id", "move_line_id.partner_id.commercial_partner_id"
    )
    def _compute_partner_id(self):
        for hold in self:
            contact = hold.move_line_id.partner_id
            hold.partner_id = hold.debtor_id.partner_id or contact.commercial_partner_id

    @api.depends("reason_id", "date_start")
    def _compute_date_end(self):
        for hold in self:
            if hold._origin_record():
                hold.date_end = hold.date_end  # what made it says how long it lasts
            elif hold.reason_id.days and hold.date_start:
                hold.date_end = fields.Date.add(
                    hold.date_start, days=hold.reason_id.days
                )

    @api.depends("move_line_id", "debtor_id", "company_id", "reason_id")
    def _compute_display_name(self):
        for hold in self:
            subject = hold.move_line_id or hold.debtor_id or hold.company_id
            # sudo: a salesperson reads the hold without access to the ledger
            name = subject.sudo().display_name
            hold.display_name = f"{name}: {hold.reason_id.name}"

    @api.depends(lambda self: [*self._origins(), "reply_ids"])
    def _compute_origin(self):
        for hold in self:
            # sudo: what it is called is no secret to who may read the hold
            origin = hold._origin_record() or hold.reply_ids[:1]
            hold.origin = origin.sudo().display_name

    @api.depends_context("tz")
    @api.depends("date_start", "date_end", "is_released")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for hold in self:
            hold.is_current = (
                not hold.is_released
                and hold.date_start <= today
                and (not hold.date_end or hold.date_end >= today)
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [
            ("is_released", "=", False),
            ("date_start", "<=", today),
            "|",
            ("date_end", "=", False),
            ("date_end", ">=", today),
        ]

    @api.onchange("scope")
    def _onchange_scope(self):
        targets = {
            "item": "move_line_id",
            "debtor": "debtor_id",
            "company": "company_id",
        }
        for scope, name in targets.items():
            if scope != self.scope:
                self[name] = False

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for hold in self:
            if hold.date_end and hold.date_end < hold.date_start:
                raise ValidationError(
                    self.env._("A hold cannot end before it starts: correct its dates.")
                )

    @api.model
    def _current_sql(self, hold, date):
        """The one test of whether a hold counts.

        :param hold: SQL of the table alias
        :param date: the day that is asked about
        :return: SQL condition
        """
        return SQL(
            "(%(hold)s.is_released IS NOT TRUE AND %(hold)s.date_start <= %(date)s"
            " AND (%(hold)s.date_end IS NULL OR %(hold)s.date_end >= %(date)s))",
            hold=hold,
            date=date,
        )
