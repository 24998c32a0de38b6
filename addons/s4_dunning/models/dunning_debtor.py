from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..engine import debtors

OPEN_ITEMS = 200  # on the form, the oldest


class DunningDebtor(models.Model):
    """A commercial partner as seen by one dunning group: the customer chart."""

    _name = "dunning.debtor"
    _description = "Debtor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_names_search = ["partner_id"]
    _order = "amount_overdue desc, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.dunning_group_id,
    )
    currency_id = fields.Many2one(related="group_id.currency_id")
    segment_id = fields.Many2one(
        "dunning.segment",
        index="btree_not_null",
        tracking=True,
        domain="[('group_id', '=', group_id)]",
    )
    workflow_id = fields.Many2one(
        "dunning.workflow",
        tracking=True,
        domain="[('group_id', 'in', (group_id, False))]",
        help="Empty: the segment, the company or the dunning group decides.",
    )
    workflow_rule = fields.Char(
        string="Workflow that applies", compute="_compute_workflow_rule"
    )
    autonomy = fields.Selection(
        [
            ("manual", "Approve one by one"),
            ("propose", "Approve one by one or together"),
            ("automatic", "Approve automatically"),
        ],
        tracking=True,
        help="Empty: the level decides.",
    )
    collector_id = fields.Many2one("res.users", tracking=True, index="btree_not_null")
    salesperson_id = fields.Many2one(related="partner_id.user_id")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    amount_open = fields.Monetary(string="Open amount", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_credit = fields.Monetary(
        readonly=True, help="Credit notes and payments that are not allocated yet."
    )
    days_overdue = fields.Integer(
        readonly=True, help="Of the oldest overdue item, when last refreshed."
    )
    level_id = fields.Many2one(
        "dunning.level", string="Highest level", readonly=True, ondelete="set null"
    )
    date_refreshed = fields.Datetime(related="group_id.date_refreshed")
    notice_ids = fields.One2many("dunning.notice", "debtor_id", string="Notices")
    notice_count = fields.Integer(compute="_compute_notice_count")
    hold_ids = fields.One2many("dunning.hold", "debtor_id", string="Holds")
    has_inactive_companies = fields.Boolean(compute="_compute_has_inactive_companies")
    open_item_ids = fields.Many2many(
        "account.move.line",
        string="Open items",
        compute="_compute_open_item_ids",
    )

    _partner_group_unique = models.Constraint(
        "UNIQUE(partner_id, group_id)",
        "This customer is already a debtor of this dunning group.",
    )
    _order_idx = models.Index("(amount_overdue DESC, id)")

    @api.depends("partner_id", "group_id")
    def _compute_display_name(self):
        for debtor in self.sudo():  # sudo: customers of companies that are not active
            debtor.display_name = debtor.partner_id.display_name

    @api.depends(
        "workflow_id.active",
        "segment_id.workflow_id.active",
        "group_id.workflow_id.active",
    )
    def _compute_workflow_rule(self):
        for debtor in self:
            debtor.workflow_rule = debtor._workflow_sentence()

    def _workflow_sentence(self):
        """Say which workflow the debtor's items follow, and which rule won.

        An invoice may still name its own workflow.
        """
        self.ensure_one()
        if self.workflow_id.active:
            return self.env._(
                "%(workflow)s: set on the debtor", workflow=self.workflow_id.name
            )
        if self.segment_id.workflow_id.active:
            return self.env._(
                "%(workflow)s: from segment %(segment)s",
                workflow=self.segment_id.workflow_id.name,
                segment=self.segment_id.name,
            )
        # sudo: companies of the group that are not active
        companies = self.sudo().group_id.company_ids.filtered(
            "dunning_workflow_id.active"
        )
        if companies:
            return "; ".join(
                self.env._(
                    "%(workflow)s: from company %(company)s",
                    workflow=company.dunning_workflow_id.name,
                    company=company.name,
                )
                for company in companies
            )
        if self.group_id.workflow_id.active:
            return self.env._(
                "%(workflow)s: the default of %(group)s",
                workflow=self.group_id.workflow_id.name,
                group=self.group_id.name,
            )
        return self.env._("None: choose a default workflow on the dunning group")

    def _compute_notice_count(self):
        counts = dict(
            self.env["dunning.notice"]._read_group(
                [("debtor_id", "in", self.ids)], ["debtor_id"], ["__count"]
            )
        )
        for debtor in self:
            debtor.notice_count = counts.get(debtor, 0)

    @api.depends_context("allowed_company_ids")
    def _compute_has_inactive_companies(self):
        for debtor in self:
            # sudo: companies that are not active
            companies = debtor.sudo().group_id.company_ids
            debtor.has_inactive_companies = bool(companies - self.env.companies)

    def _compute_open_item_ids(self):
        items = self.env["account.move.line"]
        self.open_item_ids = items
        if items.has_access("read"):  # a salesperson may lack it
            for debtor in self:
                debtor.open_item_ids = debtor._oldest_open_items()

    def _oldest_open_items(self):
        """:return: account.move.line of the debtor that the form shows"""
        # a limit in SQL makes PostgreSQL walk through the due dates of all
        items = self.env["account.move.line"]
        found = items.search(self._open_item_domain(), order="date_maturity, id")
        return found[:OPEN_ITEMS]

    def _open_item_domain(self):
        """:return: domain of the debtor's open items in all companies of the group"""
        return [*self._receivable_domain(), ("reconciled", "=", False)]

    def _receivable_domain(self):
        """:return: domain of the debtor's receivables in all companies of the group"""
        self.ensure_one()
        debtor = self.sudo()  # sudo: companies that are not active
        # By account: the ledger has an index of what is open by account and customer.
        receivable = debtor.env["account.account"].with_context(active_test=False)
        accounts = receivable.search([("account_type", "=", "asset_receivable")])
        return [
            ("account_id", "in", accounts.ids),
            ("partner_id", "child_of", (self.partner_id | self._paid_for()).ids),
            ("company_id", "in", debtor.group_id.company_ids.ids),
            ("parent_state", "=", "posted"),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_autonomy_right(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_autonomy_right(vals)
        return super().write(vals)

    @api.model
    def _check_autonomy_right(self, vals):
        """Refuse that a collector lets notices approve themselves."""
        manager = "s4_dunning.s4_dunning_group_manager"
        if vals.get("autonomy") and not (
            self.env.su or self.env.user.has_group(manager)
        ):
            raise AccessError(
                self.env._("Only a dunning manager sets the autonomy of a debtor.")
            )

    @api.model
    def _refresh(self, group):
        """Make debtors for new customers and bring the figures up to date, set-based.

        :param group: one dunning.group
        """
        debtors.refresh(group)

    def action_refresh(self):
        """Bring the figures of these debtors' groups up to date."""
        return self.group_id.action_refresh()

    def action_open_items(self):
        """Show the open items in a list."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": self._open_item_domain(),
            "context": {"create": False},
        }

    def action_explain(self):
        """Say of every open item why it is dunned, or why not."""
        return self.env["dunning.explanation"]._action_explain(self)

    def action_open_notices(self):
        """Show the notices of the debtor."""
        return self.notice_ids._get_records_action(name=self.env._("Notices"))
