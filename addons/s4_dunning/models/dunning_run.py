from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine import discard, exclusion_reasons, proposal


class DunningRun(models.Model):
    """One dated proposal for one dunning group."""

    _name = "dunning.run"
    _description = "Dunning Run"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(readonly=True, copy=False, default="/")
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.dunning_group_id,
    )
    date = fields.Date(
        required=True,
        copy=False,
        default=lambda self: fields.Date.context_today(self),
        help="Items are judged as of this day.",
    )
    user_id = fields.Many2one(
        "res.users", string="Proposed by", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("done", "Reviewed"),
            ("discarded", "Discarded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    notice_ids = fields.One2many("dunning.notice", "run_id", string="Notices")
    exclusion_ids = fields.One2many("dunning.run.exclusion", "run_id")
    run_company_ids = fields.One2many(
        "dunning.run.company", "run_id", string="Control totals"
    )
    has_difference = fields.Boolean(compute="_compute_has_difference")
    is_bank_stale = fields.Boolean(compute="_compute_is_bank_stale")
    test_email = fields.Char(related="group_id.test_email")

    @api.depends("run_company_ids.amount_difference")
    def _compute_has_difference(self):
        for run in self:
            run.has_difference = any(
                not total.currency_id.is_zero(total.amount_difference)
                for total in run.run_company_ids
            )

    @api.depends("run_company_ids.is_bank_stale")
    def _compute_is_bank_stale(self):
        for run in self:
            run.is_bank_stale = any(run.run_company_ids.mapped("is_bank_stale"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].next_by_code("dunning.run")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() & {"name", "state", "user_id"}:
            raise AccessError(
                self.env._("This changes by the buttons of the run only.")
            )
        return super().write(vals)

    def unlink(self):
        self._discard_proposed()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_notices(self):
        if self.env["dunning.notice"].search_count(
            [("run_id", "in", self.ids), ("state", "!=", "proposed")], limit=1
        ):
            raise UserError(
                self.env._(
                    "Notices of this run were reviewed already: it stays as it is."
                )
            )

    def action_propose(self):
        """Put every open item of the group into a notice or an exclusion.

        Proposing again discards and rebuilds what was not approved yet.

        :raise UserError: another run proposes for the same group at this moment.
        """
        self.check_access("write")
        self._check_date()
        for run in self:
            run.group_id._lock_for_proposal()
            run.group_id._refresh(is_judged=False)
            run._discard_proposed()
            # sudo: the engine reads all companies of the group, active or not. Who may
            # write the run may access all of them.
            proposal.build(run.sudo())
            run.sudo().write({"state": "proposed", "user_id": self.env.uid})
            self.env["dunning.notice"]._approve_automatic(run)
            run._close_reviewed()
        return True

    def _check_date(self):
        for run in self:
            if run.date > fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "A run cannot judge items as of a day to come: choose today."
                    )
                )

    def action_discard(self):
        """Throw away what was not approved yet."""
        self.check_access("write")
        for run in self:
            run.group_id._lock_for_proposal()
            run._discard_proposed()
            # sudo: the right was checked above; nobody writes the state by hand
            run.sudo().state = "done" if run.notice_count else "discarded"
        return True

    def _discard_proposed(self):
        # sudo: a collector may not delete notices, only discard a whole proposal
        for run in self.sudo():
            discard.proposed(run)

    @api.model
    def action_propose_today(self):
        """Make today's run for the current company's group and show it."""
        run = self.create({"group_id": self.env.company.dunning_group_id.id})
        run.action_propose()
        return run._get_records_action()

    @api.model
    def _cron_propose(self):
        """Propose for every group in which no run waits for review."""
        waiting = self.search([("state", "=", "proposed")]).group_id
        groups = self.env["dunning.group"].search([("company_ids", "!=", False)])
        (groups - waiting)._each_by_itself("propose", self._propose_for)

    @api.model
    def _propose_for(self, group):
        run = self.create({"group_id": group.id})
        run.action_propose()
        if not run.notice_count and not run.exclusion_count:
            run.unlink()

    # The methods below are what an add-on extends to group or tag notices otherwise:
    # they return SQL on the rows of engine/candidates.py.

    def _candidate_columns(self):
        """Columns to carry from the open item to its notice line or exclusion.

        :return: dict of column name to SQL on item, move, company, contact, debtor and
            what `_candidate_joins` adds
        """
        return {}

    def _candidate_joins(self):
        """:return: SQL of further LEFT JOINs, each giving one row for an open item"""
        return SQL("")

    def _workflow_rules(self):
        """Where the workflow of an open item comes from, the first that names one wins.

        :return: list of (code of dunning.notice.line.workflow_rule, SQL of its id)
        """
        return [
            ("invoice", SQL("move.dunning_workflow_id")),
            ("debtor", SQL("debtor.workflow_id")),
            ("segment", SQL("segment.workflow_id")),
            ("company", SQL("company.dunning_workflow_id")),
            ("group", SQL("dunning_group.workflow_id")),
        ]

    def _grouping_keys(self):
        """What tells the notices of one debtor and workflow apart.

        :return: dict of grouping to SQL on a candidate row `item`
        """
        return {
            "collective": SQL("''"),
            "company": SQL("item.company_id"),
            "level": SQL("item.level_id"),
            "invoice": SQL("item.move_id"),
        }

    def _additional_channels(self):
        """Channels in which a notice leaves as well, beside the one that is decided.

        An add-on that adds one gives dunning.level and dunning.notice a Boolean field
        of the same name, and extends `_deliver` of the notice.

        :return: dict of that name to SQL condition on a row `level` of dunning_level
            and, of engine/addresses.py, `address` and `decision`
        """
        return {
            "also_letter": SQL(
                "(level.also_letter IS TRUE AND decision.channel = 'email'"
                " AND address.by_letter IS NOT NULL)"
            ),
            "also_call": SQL(
                "(level.also_call IS TRUE AND decision.channel != 'phone')"
            ),
        }

    def _extra_stop_reasons(self):
        """Further reasons to leave an item out; they count again at the sending.

        :return: list of (SQL condition on `item`, reason code), tested after those of
            the core
        """
        return []

    def _stop_reasons(self):
        """:return: set of the reasons that count again at the moment of sending"""
        return {
            *exclusion_reasons.STOP_REASONS,
            *(code for _condition, code in self._extra_stop_reasons()),
        }

    def _complete_proposal(self):
        """Called when all rows of a proposal are there, for what an add-on keeps."""
