from odoo import api, fields, models
from odoo.tools import format_date

REASONS = [
    ("no_partner", "No customer"),
    ("intercompany", "Intercompany"),
    ("no_followup", "No follow-up flag"),
    ("blocked", "Blocked"),
    ("in_payment", "In payment"),
    ("skipped", "Skipped in this run"),
    ("in_open_notice", "Already in an open proposal"),
    ("credit", "Credit"),
    ("in_split", "Payment being split"),
    ("hold", "On hold"),
    ("no_rate", "No exchange rate"),
    ("no_workflow", "No workflow"),
    ("outside_workflow", "Outside the workflow"),
    ("no_level", "Workflow without levels"),
    ("maximum_notices", "Maximum number of notices"),
    ("not_due", "Not due"),
    ("last_level", "Last level reached"),
    ("waiting", "Waiting after the last notice"),
    ("level_not_reached", "Level not reached"),
    ("level_cap", "Level limited on the invoice"),
    ("sales_first", "Sales is told first"),
    ("covered_by_credit", "Covered by credit"),
    ("below_minimum", "Below the minimum"),
    ("no_address", "No address for any channel"),
]


class DunningRunExclusion(models.Model):
    """One open item that a run left out, with the one reason why."""

    _name = "dunning.run.exclusion"
    _description = "Item Left Out of a Run"
    _order = "run_id.id desc, id"
    _rec_name = "move_line_id"
    _log_access = False  # its run tells

    run_id = fields.Many2one(
        "dunning.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    debtor_id = fields.Many2one(
        "dunning.debtor", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_residual = fields.Monetary(string="Open amount", readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    date_next = fields.Date(string="Not before", readonly=True)
    level_id = fields.Many2one("dunning.level", readonly=True, ondelete="set null")
    hold_id = fields.Many2one(
        "dunning.hold", readonly=True, index="btree_not_null", ondelete="set null"
    )
    notice_id = fields.Many2one(
        "dunning.notice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    explanation = fields.Char(compute="_compute_explanation")

    @api.depends("move_line_id")
    def _compute_display_name(self):
        for exclusion in self:
            # sudo: a salesperson reads the exclusion without access to the ledger
            exclusion.display_name = exclusion.move_line_id.sudo().display_name

    @api.depends("reason", "date_next", "level_id", "hold_id", "notice_id")
    def _compute_explanation(self):
        for exclusion in self:
            exclusion.explanation = exclusion._sentence(
                exclusion.reason,
                date_next=exclusion.date_next,
                level=exclusion.level_id,
                hold=exclusion.hold_id,
                notice=exclusion.notice_id,
                currency=exclusion.currency_id,
            )

    @api.model
    def _sentence(
        self, reason, date_next=None, level=None, hold=None, notice=None, currency=None
    ):
        """Say in one sentence why an item is left out, and what to do where that helps.

        :param reason: a code of REASONS
        :return: str in the language of the user
        """
        names = {
            "date": format_date(self.env, date_next) if date_next else "?",
            # sudo: a level of a group that the company left
            "level": level.sudo().name if level else "?",
            # sudo: the reason of a hold is no secret to who may read the exclusion
            "hold": hold.sudo().display_name if hold else "?",
            "until": self._hold_until(hold),
            "notice": notice.sudo().display_name if notice else "?",
            "currency": currency.name if currency else "?",
        }
        return self._sentences()[reason] % names

    @api.model
    def _hold_until(self, hold):
        end = hold.sudo().date_end if hold else None  # sudo: see _sentence
        return format_date(self.env, end) if end else self.env._("it is released")

    @api.model
    def _sentences(self):
        """The sentence of every reason, with named places for what it tells about."""
        return {
            "no_partner": self.env._(
                "The item has no customer: set one on the journal entry."
            ),
            "intercompany": self.env._(
                "The customer is a company of this database; those are not dunned."
            ),
            "no_followup": self.env._("The item carries Odoo's flag “No follow-up”."),
            "blocked": self.env._("The payment of the invoice is blocked."),
            "in_payment": self.env._("A payment is on its way."),
            "skipped": self.env._("A person skipped the notice in this run."),
            "in_open_notice": self.env._(
                "The item stands in %(notice)s, which is still open."
            ),
            "credit": self.env._("A credit or a payment that is not allocated yet."),
            "in_split": self.env._(
                "A payment for it arrived: the entries that split it over companies "
                "wait to be posted."
            ),
            "hold": self.env._("On hold: %(hold)s, until %(until)s."),
            "no_rate": self.env._(
                "There is no exchange rate for %(currency)s: add one under Currencies."
            ),
            "no_workflow": self.env._(
                "No workflow applies: choose a default workflow on the dunning group."
            ),
            "outside_workflow": self.env._(
                "The filter of the workflow leaves this item out."
            ),
            "no_level": self.env._("The workflow has no active level: add one."),
            "maximum_notices": self.env._(
                "The item was dunned as often as the workflow allows."
            ),
            "not_due": self.env._("The item is not due yet."),
            "last_level": self.env._(
                "%(level)s was the last level of the workflow; nothing follows."
            ),
            "waiting": self.env._(
                "Waiting after the last notice: %(level)s from %(date)s."
            ),
            "level_not_reached": self.env._(
                "Overdue, but %(level)s starts on %(date)s only."
            ),
            "level_cap": self.env._("The invoice may not go as far as %(level)s."),
            "sales_first": self.env._("Sales is told first: %(level)s from %(date)s."),
            "covered_by_credit": self.env._(
                "Credits of the customer cover what is overdue: allocate them."
            ),
            "below_minimum": self.env._("Too little is overdue for a notice."),
            "no_address": self.env._(
                "The customer has neither e-mail nor postal address nor phone number "
                "that the level can use: add or correct one."
            ),
        }
