from odoo import api, fields, models
from odoo.tools import format_date

from .dunning_run_exclusion import REASONS


class DunningNoticeLine(models.Model):
    """One open item in a notice, with the amounts as they were sent."""

    _name = "dunning.notice.line"
    _description = "Notice Line"
    _order = "kind desc, date_due, id"
    _rec_name = "name"
    _log_access = False  # its notice tells; two foreign keys less on a million lines

    notice_id = fields.Many2one(
        "dunning.notice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # The notice writes it when it changes; what is approved only, is proposed here.
    notice_state = fields.Selection(
        [
            ("proposed", "Not sent yet"),
            ("sent", "Sent"),
            ("closed", "Closed"),
            ("skipped", "Skipped"),
            ("cancelled", "Cancelled"),
        ],
        string="Notice status",
        compute="_compute_notice_state",
        store=True,
        precompute=True,
    )
    partner_id = fields.Many2one(related="notice_id.partner_id", string="Debtor")
    date_sent = fields.Date(related="notice_id.date_sent")
    claim_id = fields.Many2one(
        "dunning.claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    name = fields.Char(
        string="Document",
        compute="_compute_document",
        help="As in the ledger; from the sending on, as it was sent.",
    )
    frozen_name = fields.Char(readonly=True, export_string_translation=False)
    date_invoice = fields.Date(string="Date", compute="_compute_document")
    customer_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who ordered, where somebody else pays.",
    )
    details = fields.Char(
        compute="_compute_document", help="Printed below the document."
    )
    frozen_details = fields.Char(readonly=True, export_string_translation=False)
    kind = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("open", "Open, not dunned"),
            ("credit", "Credit"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(REASONS, string="Not dunned because", readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    date_next = fields.Date(readonly=True)
    days_overdue = fields.Integer(compute="_compute_days_overdue")
    amount_residual = fields.Monetary(string="Open amount", readonly=True)
    amount_held = fields.Monetary(
        string="Under review",
        readonly=True,
        help="The part for which dunning rests: it is not asked for.",
    )
    amount_to_pay = fields.Monetary(string="To pay", compute="_compute_amount_to_pay")
    level_id = fields.Many2one(
        "dunning.level",
        readonly=True,
        ondelete="restrict",
        help="The level of the item once the notice has been sent.",
    )
    level_before_id = fields.Many2one(
        "dunning.level", string="Level before", readonly=True, ondelete="set null"
    )
    level_next_id = fields.Many2one(
        "dunning.level", string="Next level", readonly=True, ondelete="set null"
    )
    is_lowered = fields.Boolean(
        readonly=True, help="Below the minimum amount of the level above."
    )
    workflow_rule = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("debtor", "Debtor"),
            ("segment", "Segment"),
            ("company", "Company"),
            ("group", "Dunning group"),
        ],
        string="Workflow from",
        readonly=True,
    )
    explanation = fields.Char(compute="_compute_explanation")

    _open_item_unique = models.UniqueIndex(
        "(move_line_id) WHERE notice_state = 'proposed'",
        "An open item can stand in one open notice only.",
    )
    _dunned_idx = models.Index(
        "(date_due, id) WHERE kind = 'overdue' AND notice_state IN ('sent', 'closed')"
    )

    @api.depends("amount_residual", "amount_held")
    def _compute_amount_to_pay(self):
        for line in self:
            line.amount_to_pay = line.amount_residual - line.amount_held

    @api.depends("notice_id")
    def _compute_notice_state(self):
        for line in self:
            line.notice_state = line.notice_id._line_state()

    @api.depends("move_line_id.move_id.name", "frozen_name", "frozen_details")
    def _compute_document(self):
        for line in self:
            # sudo: a salesperson reads the notice without access to the ledger
            item_sudo = line.move_line_id.sudo()
            line.name = line.frozen_name or item_sudo.move_id.name
            line.date_invoice = item_sudo.move_id.invoice_date or item_sudo.date
            line.details = line.frozen_details if line.frozen_name else line._details()

    def _details(self):
        """Say what the debtor needs to recognise the item, beside its number.

        :return: str in the language of the context, may be empty
        """
        self.ensure_one()
        # sudo: the name of a customer that the payer knows
        parts = [self.customer_id.sudo().name, self.amount_held and self._review()]
        return ", ".join(filter(None, parts))

    def _review(self):
        """:return: str, the part that is not asked for, and since when"""
        # sudo: since when is no secret to who may read the amount
        holds = self.env["dunning.hold"].sudo()
        held = holds.search(
            [
                ("move_line_id", "=", self.move_line_id.id),
                ("amount", ">", 0),
                ("is_current", "=", True),
            ],
            order="date_start",
            limit=1,
        )
        amounts = {
            "held": self.currency_id.format(self.amount_held),
            "open": self.currency_id.format(self.amount_residual),
        }
        if not held:
            return self.env._("%(held)s of %(open)s under review", **amounts)
        return self.env._(
            "%(held)s of %(open)s under review since %(date)s",
            **amounts,
            date=format_date(self.env, held.date_start),
        )

    @api.depends("date_due", "notice_id.date_sent", "notice_id.run_id.date")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for line in self.sudo():  # sudo: a salesperson does not see runs
            date = line.notice_id.date_sent or line.notice_id.run_id.date or today
            line.days_overdue = (
                max((date - line.date_due).days, 0) if line.date_due else 0
            )

    @api.depends("level_id", "is_lowered", "reason", "kind")
    def _compute_explanation(self):
        for line in self.sudo():  # sudo: levels of a group that the company left
            line.explanation = line._explanation()

    def _explanation(self):
        """Say in a sentence why the item stands in the notice as it does."""
        self.ensure_one()
        if self.kind == "credit":
            return self.env._("A credit, taken off what has to be paid.")
        if self.kind == "open":
            return self.env["dunning.run.exclusion"]._sentence(
                self.reason,
                date_next=self.date_next,
                level=self.level_next_id or self.level_before_id,
            )
        if self.is_lowered:
            return self.env._(
                "%(level)s: too little for the next level, so one level lower.",
                level=self.level_id.name,
            )
        if self.level_before_id:
            return self.env._(
                "%(level)s, after %(before)s.",
                level=self.level_id.name,
                before=self.level_before_id.name,
            )
        return self.env._("%(level)s, the first notice.", level=self.level_id.name)

    def action_open_notice(self):
        """Show the notice of the item."""
        return self.notice_id._get_records_action()
