from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DunningGroup(models.Model):
    """The companies that dun together: one debtor, one notice, one credit desk."""

    _name = "dunning.group"
    _description = "Dunning Group"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_ids = fields.One2many(
        "res.company", "dunning_group_id", string="Member companies", readonly=True
    )
    company_names = fields.Char(string="Companies", compute="_compute_company_names")
    lead_company_id = fields.Many2one(
        "res.company",
        string="Lead company",
        help="Writes the notices that span several companies. Empty: the company to "
        "which most is overdue.",
        domain="[('dunning_group_id', '=', id)]",
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The currency of the figures of debtors and of the limits below.",
    )
    workflow_id = fields.Many2one(
        "dunning.workflow",
        string="Default workflow",
        default=lambda self: self._default_workflow(),
        help="Applies where neither the invoice, nor the debtor, nor its segment, nor "
        "the company names a workflow.",
        tracking=True,
    )
    bank_days_maximum = fields.Integer(
        string="Bank not older than",
        default=3,
        help="Days. Nothing is approved automatically while the last bank statement of "
        "a company involved is older. 0: not checked.",
        tracking=True,
    )
    outbox_minutes = fields.Integer(
        string="Outbox delay",
        default=30,
        help="Minutes for which an approved notice waits and can be recalled.",
    )
    email_size_maximum = fields.Integer(
        string="E-mails not larger than",
        default=10,
        help="MB, with the attachments as mail servers count them. If the invoices do "
        "not fit, the e-mail gives links to them. 0: always links.",
        tracking=True,
    )
    is_payment_thanked = fields.Boolean(
        string="Thank after payment",
        help="A customer who was reminded and has paid everything that is overdue gets "
        "a short e-mail of thanks, once a day at most. Credit notes are no payment.",
        tracking=True,
    )
    second_approval = fields.Boolean(
        help="A second person approves notices above an amount, and notices of the "
        "levels that ask for it.",
        tracking=True,
    )
    second_approval_amount = fields.Monetary(
        string="Second approval above",
        help="0: whatever the amount, only levels that ask for it.",
        tracking=True,
    )

    is_consumer_collective = fields.Boolean(
        string="Collective notices to consumers",
        help="Off: every company writes to a consumer by itself. Each company is a "
        "creditor of its own, a consumer has to see who claims what, and collecting "
        "for a sister company may count as a regulated service (in the Netherlands "
        "the Wki, in Germany the RDG): ask a lawyer before you turn it on. Notices of "
        "levels that claim costs stay per company.",
        tracking=True,
    )

    date_refreshed = fields.Datetime(string="Figures of", readonly=True, copy=False)

    # The three steps run for all groups or for none.
    is_refresh_scheduled = fields.Boolean(
        string="Refresh debtors at night",
        compute="_compute_schedule",
        inverse="_inverse_refresh_scheduled",
    )
    is_proposal_scheduled = fields.Boolean(
        string="Propose runs",
        compute="_compute_schedule",
        inverse="_inverse_proposal_scheduled",
    )
    is_sending_scheduled = fields.Boolean(
        string="Send the outbox",
        compute="_compute_schedule",
        inverse="_inverse_sending_scheduled",
    )

    _bank_days_maximum_positive = models.Constraint(
        "CHECK(bank_days_maximum >= 0)",
        "The age of the bank statements cannot be negative; 0 turns the check off.",
    )
    _outbox_minutes_positive = models.Constraint(
        "CHECK(outbox_minutes >= 0)", "The outbox delay cannot be negative."
    )

    _email_size_maximum_positive = models.Constraint(
        "CHECK(email_size_maximum >= 0)", "The size of e-mails cannot be negative."
    )

    def _default_workflow(self):
        return self.env.ref(
            "s4_dunning.dunning_workflow_default", raise_if_not_found=False
        )

    @api.depends("company_ids.name")
    def _compute_company_names(self):
        for group in self:
            companies = group._companies().filtered("active")
            group.company_names = ", ".join(companies.mapped("name"))

    @api.depends("lead_company_id.currency_id", "company_ids.currency_id")
    def _compute_currency_id(self):
        for group in self.sudo():  # sudo: companies that are not active
            company = group.lead_company_id or group.company_ids[:1]
            group.currency_id = (company or self.env.company).currency_id

    def _compute_schedule(self):
        self.is_refresh_scheduled = self._cron("refresh").active
        self.is_proposal_scheduled = self._cron("propose").active
        self.is_sending_scheduled = self._cron("send").active

    def _inverse_refresh_scheduled(self):
        self._cron("refresh").active = self[:1].is_refresh_scheduled

    def _inverse_proposal_scheduled(self):
        self._cron("propose").active = self[:1].is_proposal_scheduled

    def _inverse_sending_scheduled(self):
        workers = self.env["dunning.notice"]._workers()
        workers.active = self[:1].is_sending_scheduled

    @api.model
    def _cron(self, step):
        # sudo: who may write a dunning group turns these three on, and no other
        return self.env.ref(f"s4_dunning.ir_cron_dunning_{step}").sudo()

    @api.constrains("lead_company_id", "company_ids")
    def _check_lead_company(self):
        for group in self:
            lead = group.lead_company_id
            if lead and lead.dunning_group_id != group:
                raise ValidationError(
                    self.env._(
                        "%(company)s is not a company of %(group)s: choose one that "
                        "is, or leave the lead company empty.",
                        company=lead.name,
                        group=group.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_companies(self):
        for group in self.filtered("company_ids"):
            raise UserError(
                self.env._(
                    "%(group)s still has companies: move them to another dunning group "
                    "first.",
                    group=group.name,
                )
            )

    def _lock_for_proposal(self):
        """Let one proposal at a time work on the group, until the transaction ends.

        :raise UserError: another transaction is proposing for this group.
        """
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Another run for %(group)s is being proposed at this moment: wait "
                    "until it has finished, then propose again.",
                    group=self.name,
                )
            )

    @api.model
    def _cron_refresh(self):
        """Refresh one group after the other, each in a transaction of its own.

        The figures of months too, in a transaction of their own, for which a run does
        not wait.
        """
        groups = self.search([("company_ids", "!=", False)])
        groups._each_by_itself(
            "refresh",
            lambda group: group.action_refresh(),
            lambda group: group.env["dunning.figure.month"]._refresh(group),
        )

    def action_refresh(self):
        """Bring debtors, figures, paid notices, agreements and holds up to date.

        How debtors pay is judged again, and when each item will be paid.
        """
        self._refresh()
        return True

    def _refresh(self, is_judged=True):
        """See action_refresh.

        :param is_judged: whether to judge how debtors pay. Who proposes takes it as it
            was last night: the whole ledger of a year need not be read for a run.
        """
        self.env["dunning.debtor"].check_access("write")
        self.check_access("read")
        # sudo: figures span all companies of the group, active or not. Who may read the
        # group may access all of them.
        for group in self.sudo().filtered("company_ids"):
            group.env["dunning.debtor"]._refresh(group)
            group.env["dunning.notice"]._close_paid(group)
            group.env["dunning.dispute"]._refresh(group)
            group.env["dunning.promise"]._refresh(group)
            group.env["dunning.arrangement"]._refresh(group)
            if is_judged:
                group.env["dunning.behaviour"]._refresh(group)
                group.env["dunning.debtor"]._refresh_scores(group)
                group.env["dunning.expectation"]._refresh(group)
            group.env["dunning.segment"]._refresh(group)
            group.env["dunning.hold"]._refresh(group)
            group.env["dunning.notice"]._refresh_credit_stops(group)
            group.env["dunning.announcement"]._refresh(group)
            group.env["dunning.notice"]._note_stuck_emails(group)
            group.env["dunning.duplicate"]._refresh(group)
            group.env["dunning.rating"]._refresh(group)
            group.env["dunning.debtor"]._refresh_priorities(group)
            group.env["dunning.figure"]._refresh(group)
