from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MONTHS = 6


class DunningSimulation(models.Model):
    """A policy tried on the past months of the ledger, beside that of today."""

    _name = "dunning.simulation"
    _description = "Dunning Simulation"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Simulation"))
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.dunning_group_id,
    )
    currency_id = fields.Many2one(related="group_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) - relativedelta(months=MONTHS)
        ),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(days=1),
    )
    run_days = fields.Selection(
        [
            ("daily", "Every day"),
            ("0", "Mondays"),
            ("1", "Tuesdays"),
            ("2", "Wednesdays"),
            ("3", "Thursdays"),
            ("4", "Fridays"),
            ("5", "Saturdays"),
            ("6", "Sundays"),
        ],
        string="A run on",
        required=True,
        default="daily",
    )
    days_on_the_way = fields.Integer(
        string="A payment is on its way for",
        default=3,
        help="Days. Money that comes so soon after a notice was paid without it.",
    )
    segment_id = fields.Many2one(
        "dunning.segment",
        string="Only customers of",
        domain="[('group_id', '=', group_id)]",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: all customers.",
    )
    segment_tried_id = fields.Many2one(
        "dunning.segment",
        string="As in segment",
        domain="[('group_id', '=', group_id)]",
        ondelete="set null",
        index="btree_not_null",
        help="Try what happens if these customers were in that segment.",
    )
    workflow_id = fields.Many2one(
        "dunning.workflow",
        string="Workflow to try",
        compute="_compute_workflow_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('group_id', 'in', (group_id, False))]",
        ondelete="cascade",
        index=True,
        help="Takes the place of what segments, companies and the dunning group name. "
        "What was chosen for a single invoice or customer stays.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Simulating"),
            ("failed", "Failed"),
            ("done", "Simulated"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    date_simulated = fields.Datetime(string="Simulated on", readonly=True, copy=False)
    notice_ids = fields.One2many("dunning.simulation.notice", "simulation_id")

    _days_on_the_way_positive = models.Constraint(
        "CHECK(days_on_the_way >= 0)",
        "The days that a payment is on its way cannot be negative.",
    )

    @api.depends("segment_tried_id")
    def _compute_workflow_id(self):
        for record in self:
            tried = record.segment_tried_id.workflow_id
            record.workflow_id = tried or record.workflow_id

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for record in self:
            if record.date_to < record.date_from:
                raise ValidationError(
                    self.env._("The period ends before it starts: correct its dates.")
                )
            if record.date_to > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._(
                        "A simulation looks back: let it end today at the latest."
                    )
                )

    @api.constrains("group_id", "segment_id", "segment_tried_id", "workflow_id")
    def _check_group(self):
        for record in self:
            segments = record.segment_id | record.segment_tried_id
            groups = segments.group_id | record.workflow_id.group_id
            if groups - record.group_id:
                raise ValidationError(
                    self.env._(
                        "Choose a workflow and segments of %(group)s.",
                        group=record.group_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_results(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_results(vals)
        if vals.keys() & self._settings():
            self._check_changeable()
        return super().write(vals)

    def _check_changeable(self):
        states = set(self.mapped("state"))
        if "running" in states:
            raise UserError(
                self.env._(
                    "It is being simulated with these settings: press Cancel before "
                    "you choose others."
                )
            )
        if "done" in states:
            raise UserError(
                self.env._(
                    "The figures belong to these settings: press Change before you "
                    "choose others."
                )
            )

    @api.model
    def _check_results(self, vals):
        """Refuse that a person writes what only a simulation tells."""
        results = {
            name
            for name in vals
            if name in self._fields and self._fields[name].readonly
        }
        if results and not self.env.su:
            raise AccessError(
                self.env._("This changes by the buttons of the simulation only.")
            )

    @api.model
    def _settings(self):
        """:return: set of the names of the fields that the figures depend on"""
        return {
            *("group_id", "date_from", "date_to", "run_days", "days_on_the_way"),
            *("segment_id", "segment_tried_id", "workflow_id"),
        }

    def _days(self):
        """:return: list of date, on which a run would have been made"""
        self.ensure_one()
        length = (self.date_to - self.date_from).days + 1
        days = [self.date_from + timedelta(days=number) for number in range(length)]
        if self.run_days == "daily":
            return days
        return [day for day in days if day.weekday() == int(self.run_days)]

    def _notice_columns(self):
        """What an add-on knows of a simulated notice besides.

        :return: dict of a column of dunning.simulation.notice to SQL, an aggregate of
            the candidates `item` of the notice
        """
        return {}
