from datetime import date
from decimal import Decimal

from odoo import Command, api, fields, models

from ..report.dunning_figure_item import AGES
from ..report.dunning_figure_parts import PARTS
from ..report.dunning_figure_text import shown
from ..rules import figures
from ..rules.figures import Month, Parts

AMOUNTS = ("closing", "overdue", "sales", "collected", *(age for age, _name in AGES))
# Figure, and whether it is a percentage; else it is a number of days.
FIGURES = {
    "dso_countback": False,
    "dso": False,
    "dso_best": False,
    "days_delinquent": False,
    "turnover_days": False,
    "overdue_rate": True,
    "collection_effectiveness": True,
    "on_time_rate": True,
    "on_time_amount_rate": True,
    "promise_rate": True,
    "dunning_rate": True,
    "write_off_rate": True,
}


class DunningFigureReportRow(models.TransientModel):
    """The figures of one company, segment, ... or of all together, in one currency."""

    _name = "dunning.figure.report.row"
    _description = "Row of the Key Figures"

    report_id = fields.Many2one(
        "dunning.figure.report",
        required=True,
        index=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    name = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(readonly=True, export_string_translation=False)
    is_total = fields.Boolean(readonly=True, export_string_translation=False)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    # What the figures are made of: engine/figure_items.py sums it.
    parts = fields.Json(readonly=True, export_string_translation=False)
    value_ids = fields.One2many("dunning.figure.report.value", "row_id", readonly=True)

    amount_closing = fields.Monetary(string="Receivables", compute="_compute_amounts")
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_amounts")
    amount_sales = fields.Monetary(string="Credit sales", compute="_compute_amounts")
    amount_collected = fields.Monetary(string="Collected", compute="_compute_amounts")
    amount_not_due = fields.Monetary(string="Not due", compute="_compute_amounts")
    amount_days_30 = fields.Monetary(string="1–30 days", compute="_compute_amounts")
    amount_days_60 = fields.Monetary(string="31–60 days", compute="_compute_amounts")
    amount_days_90 = fields.Monetary(string="61–90 days", compute="_compute_amounts")
    amount_days_120 = fields.Monetary(string="91–120 days", compute="_compute_amounts")
    amount_older = fields.Monetary(string="Over 120 days", compute="_compute_amounts")
    amount_credit = fields.Monetary(string="Credits", compute="_compute_amounts")

    # Text, because a figure that has no value is not zero.
    dso_countback = fields.Char(
        string="DSO (count-back)",
        compute="_compute_figures",
        help="Days sales outstanding: how many days of the latest sales are open. More "
        "than (>): what is open is older than the sales that are known.",
    )
    dso = fields.Char(
        string="DSO",
        compute="_compute_figures",
        help="Days sales outstanding: receivables / credit sales × days.",
    )
    dso_best = fields.Char(
        string="Best possible DSO",
        compute="_compute_figures",
        help="If every customer paid on the due date: without what is overdue.",
    )
    days_delinquent = fields.Char(
        string="Average days delinquent",
        compute="_compute_figures",
        help="DSO less best possible DSO.",
    )
    turnover_days = fields.Char(
        string="Days of turnover",
        compute="_compute_figures",
        help="In which the average receivables turn over once.",
    )
    overdue_rate = fields.Char(string="Overdue share", compute="_compute_figures")
    collection_effectiveness = fields.Char(
        string="Collection effectiveness (CEI)",
        compute="_compute_figures",
        help="Collection effectiveness index: what was collected of what could be "
        "collected. No value if the receivables grew by more than a month's sales.",
    )
    on_time_rate = fields.Char(string="Paid on time", compute="_compute_figures")
    on_time_amount_rate = fields.Char(
        string="Paid on time, by amount", compute="_compute_figures"
    )
    promise_rate = fields.Char(string="Promises kept", compute="_compute_figures")
    dunning_rate = fields.Char(
        string="Dunning rate",
        compute="_compute_figures",
        help="Invoices of the period that were reminded.",
    )
    write_off_rate = fields.Char(string="Write-off ratio", compute="_compute_figures")

    @api.depends("parts")
    def _compute_amounts(self):
        for row in self:
            for name in AMOUNTS:
                row[f"amount_{name}"] = float((row.parts or {}).get(name, 0))

    @api.depends("parts")
    def _compute_figures(self):
        for row in self:
            parts = row._parts()
            values = figures.figures(parts)
            for name, is_percentage in FIGURES.items():
                is_minimum = name == "dso_countback" and bool(parts.uncovered)
                row[name] = shown(self.env, values[name], is_percentage, is_minimum)

    def _parts(self):
        """:return: Parts of the row"""
        self.ensure_one()
        history = tuple(
            Month(date.fromisoformat(start), Decimal(sales), days)
            for start, sales, days in self.parts["history"]
        )
        counts = ("days", "months")
        return Parts(
            **{
                name: int(self.parts[name]) if name in counts else self._part(name)
                for name in Parts._fields
                if name != "history"
            },
            history=history,
        )

    def _part(self, name):
        """:return: Decimal, one of PARTS"""
        return Decimal(self.parts[name])

    def _domain(self, part=None):
        """:return: domain of the dunning.figure.item of the row, or of a part of it"""
        self.ensure_one()
        domain = [*self.report_id._domain(), ("currency_id", "=", self.currency_id.id)]
        if not self.is_total:
            domain.append((self.report_id.dimension, "=", self.res_id or False))
        return [*domain, *PARTS[part][0]] if part else domain

    def action_explain(self):
        """Show each figure of the row and how it is calculated.

        :return: window action
        """
        self.ensure_one()
        values = self.env["dunning.figure.report.value"]._values_of(self)
        self.value_ids = [Command.clear(), *map(Command.create, values)]
        return {
            **self._get_records_action(name=self.display_name),
            "context": {"create": False, "edit": False},
        }
