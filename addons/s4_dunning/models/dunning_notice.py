from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What a person changes while reviewing, and what only the buttons change.
EDITABLE = {
    "also_call",
    "also_letter",
    "channel",
    "closing",
    "contact_id",
    "copy_partner_ids",
    "email",
    "level_id",
    "opening",
    "own_closing",
    "own_opening",
    "own_subject",
    "subject",
}
PROTECTED = {
    "address_source",
    "amount_total",
    "approved_by_id",
    "channel_rule",
    "company_id",
    "closing_reason",
    "credit_stop_state",
    "currency_id",
    "date_deadline",
    "date_posted",
    "date_sent",
    "date_thanked",
    "debtor_id",
    "enclosure_ids",
    "failure_task_id",
    "first_approved_by_id",
    "group_id",
    "grouping",
    "grouping_key",
    "grouping_rule",
    "has_invoice_links",
    "is_failure_settled",
    "letter_country_id",
    "letter_zip",
    "name",
    "page_count",
    "partner_id",
    "passed_over",
    "pdf_id",
    "run_id",
    "send_after",
    "send_attempts",
    "send_error",
    "state",
    "weight_class",
    "workflow_id",
}


class DunningNotice(models.Model):
    """One message to one debtor about what one or more companies have to get."""

    _name = "dunning.notice"
    _description = "Dunning Notice"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "run_id.id desc, amount_total desc, id"
    _rec_names_search = ["name", "partner_id"]
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("sent", "Sent"),
            ("closed", "Closed"),
            ("skipped", "Skipped"),
            ("cancelled", "Cancelled"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    run_id = fields.Many2one(
        "dunning.run", required=True, index=True, readonly=True, ondelete="restrict"
    )
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    debtor_id = fields.Many2one(
        "dunning.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Addressed to",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
        index="btree_not_null",
    )
    email = fields.Char(help="Where the e-mail goes.")
    lang = fields.Char(compute="_compute_lang")
    company_id = fields.Many2one(
        "res.company",
        string="Sender",
        required=True,
        readonly=True,
        help="The lead company of the group, or the one to which most is overdue.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        help="Of what has to be paid; the group's own, if there are several.",
    )
    workflow_id = fields.Many2one(
        "dunning.workflow", required=True, readonly=True, ondelete="restrict"
    )
    level_id = fields.Many2one(
        "dunning.level",
        required=True,
        ondelete="restrict",
        domain="[('workflow_id', '=', workflow_id)]",
    )
    level_action = fields.Selection(related="level_id.action")
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter"), ("phone", "Phone call")],
        required=True,
    )
    collector_id = fields.Many2one(related="debtor_id.collector_id", store=False)
    claim_ids = fields.One2many("dunning.claim", "notice_id", string="Claims")
    line_ids = fields.One2many("dunning.notice.line", "notice_id", string="Items")
    amount_total = fields.Monetary(
        string="To pay",
        compute="_compute_amount_total",
        store=True,
        help="In several currencies: at the rate of the day of the run. The letter "
        "gives the total of each currency.",
    )
    days_overdue = fields.Integer(readonly=True, help="Of the oldest item.")
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    date_deadline = fields.Date(
        string="Pay by",
        readonly=True,
        help="Days of the level after the run; once sent, after the sending.",
    )
    send_after = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Empty: its level approves itself."
    )
    first_approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    needs_second_approval = fields.Boolean(compute="_compute_needs_second_approval")
    closing_reason = fields.Text(
        string="Reason", readonly=True, help="Why it was skipped or cancelled."
    )
    pdf_id = fields.Many2one(
        "ir.attachment", string="Letter as sent", readonly=True, copy=False
    )
    date_posted = fields.Date(
        string="Posted on", readonly=True, copy=False, help="The letter left the house."
    )
    send_error = fields.Char(string="Not sent because", readonly=True, copy=False)
    warning = fields.Text(compute="_compute_warning")

    # The lists in their order; few of many wait for a person.
    _order_idx = models.Index("(run_id DESC, amount_total DESC, id)")
    _waiting_idx = models.Index(
        "(state, run_id DESC, amount_total DESC, id)"
        " WHERE state IN ('proposed', 'approved')"
    )
    # sorted by what other tables say
    _print_queue_idx = models.Index(
        "(id)"
        " WHERE state IN ('sent', 'closed') AND is_letter IS TRUE"
        " AND date_posted IS NULL"
    )

    @api.depends("name", "partner_id", "level_id")
    def _compute_display_name(self):
        for notice in self:
            # sudo: a level of a group that the company left
            name = notice.name or notice.sudo().level_id.name
            notice.display_name = f"{name}: {notice.partner_id.display_name}"

    @api.depends("contact_id.lang", "partner_id.lang")
    def _compute_lang(self):
        for notice in self.sudo():  # sudo: a sender that is not active
            notice.lang = (
                notice.contact_id.lang
                or notice.partner_id.lang
                or notice.company_id.partner_id.lang
                or self.env.lang
            )

    @api.constrains("level_id")
    def _check_level(self):
        for notice in self:
            if notice.level_id.workflow_id != notice.workflow_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is not a level of the workflow %(workflow)s.",
                        level=notice.level_id.name,
                        workflow=notice.workflow_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if any(notice.state != "proposed" for notice in self):
            raise UserError(
                self.env._("A notice that was reviewed stays on file: cancel it.")
            )

    def _check_editable(self, vals):
        """Refuse what only the buttons may change, and changes after the approval.

        The buttons check what they need and then write as superuser.
        """
        if self.env.su or not self:
            return
        if vals.keys() & PROTECTED:
            raise AccessError(
                self.env._("This changes by the buttons of the notice only.")
            )
        for notice in self if vals.keys() & EDITABLE else ():
            if notice.state != "proposed":
                raise UserError(
                    self.env._(
                        "%(notice)s was approved: recall it before you change it.",
                        notice=notice.display_name,
                    )
                )

    def write(self, vals):
        self._check_editable(vals)
        levels_before = {notice: notice.level_id for notice in self}
        states_before = {notice: notice._line_state() for notice in self}
        if not self.env.su and vals.keys() & EDITABLE:
            # sudo: whoever approved first approved something else
            self.sudo().first_approved_by_id = False
        result = super().write(vals)
        if "level_id" in vals:
            for notice, level_before in levels_before.items():
                notice._set_line_levels(level_before)
        if "state" in vals:
            self._set_line_states(states_before)
        return result

    @api.model
    def _close_paid(self, group):
        """Close the sent notices of a group whose dunned items are all paid."""
        open_line = self.env["dunning.notice.line"]._search(
            [
                ("notice_state", "=", "sent"),
                ("kind", "=", "overdue"),
                ("move_line_id.reconciled", "=", False),
            ]
        )
        paid = self.search(
            [
                ("group_id", "=", group.id),
                ("state", "=", "sent"),
                ("line_ids", "not any", [("id", "in", open_line)]),
            ]
        )
        paid.state = "closed"
        paid._thank()

    def action_open_invoices(self):
        """Show the invoices of the notice."""
        self.check_access("read")
        of_notices = [("line_ids.dunning_line_ids.notice_id", "in", self.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": of_notices,
            "context": {"create": False},
        }
