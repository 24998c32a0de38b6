import json

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import month_figures
from ..engine.figure_kind import Period
from ..report.dunning_figure_item import MONTHS, first_day
from ..report.dunning_figure_parts import no_parts, parts_of
from ..report.dunning_figure_text import shown
from ..rules import figures
from ..rules.figures import rounded

HISTORY = 12  # months before the first night that are calculated too
AMOUNTS = ("closing", "overdue", "sales", "collected", "written_off")
FIGURES = (
    *("dso_countback", "dso", "dso_best", "days_delinquent", "turnover_days"),
    *("overdue_rate", "collection_effectiveness", "on_time_rate", "promise_rate"),
    *("dunning_rate", "write_off_rate"),
)


class DunningFigureMonth(models.Model):
    """The key figures of a company at the end of a month: their trend."""

    _name = "dunning.figure.month"
    _description = "Key Figures of a Month"
    _order = "month desc, company_id"
    _rec_name = "month"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    date = fields.Date(
        string="As of",
        required=True,
        readonly=True,
        help="The last day of the month; of the current month, the day of the last "
        "refresh.",
    )
    amount_closing = fields.Monetary(string="Receivables", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_sales = fields.Monetary(
        string="Credit sales", readonly=True, help="Of three months."
    )
    amount_collected = fields.Monetary(
        string="Collected", readonly=True, help="In three months."
    )
    amount_written_off = fields.Monetary(
        string="Written off", readonly=True, help="In three months."
    )
    dso_countback = fields.Float(
        string="DSO (count-back)", readonly=True, aggregator="avg"
    )
    is_countback_minimum = fields.Boolean(
        readonly=True, export_string_translation=False
    )
    dso_countback_shown = fields.Char(
        string="DSO by counting back",
        compute="_compute_dso_countback_shown",
        help="More than (>): what is open is older than the sales that are known.",
    )
    dso = fields.Float(string="DSO", readonly=True, aggregator="avg")
    dso_best = fields.Float(string="Best possible DSO", readonly=True, aggregator="avg")
    days_delinquent = fields.Float(
        string="Average days delinquent", readonly=True, aggregator="avg"
    )
    turnover_days = fields.Float(
        string="Days of turnover", readonly=True, aggregator="avg"
    )
    overdue_rate = fields.Float(
        string="Overdue share (%)", readonly=True, aggregator="avg"
    )
    collection_effectiveness = fields.Float(
        string="Collection effectiveness (%)",
        readonly=True,
        aggregator="avg",
        help="With the sales of an average month of three.",
    )
    on_time_rate = fields.Float(
        string="Paid on time (%)", readonly=True, aggregator="avg"
    )
    promise_rate = fields.Float(
        string="Promises kept (%)", readonly=True, aggregator="avg"
    )
    dunning_rate = fields.Float(
        string="Dunning rate (%)", readonly=True, aggregator="avg"
    )
    write_off_rate = fields.Float(
        string="Write-off ratio (%)", readonly=True, aggregator="avg"
    )

    ledger_state = fields.Char(readonly=True, export_string_translation=False)
    # Nothing open, sold, or else told: noted so that it is not calculated every night.
    is_empty = fields.Boolean(readonly=True, export_string_translation=False)
    # A number field cannot be empty on the screen: ",dso,promise_rate,"
    no_value = fields.Char(readonly=True, export_string_translation=False)
    is_latest = fields.Boolean(
        compute="_compute_is_latest",
        search="_search_is_latest",
        export_string_translation=False,
    )
    trend = fields.Text(compute="_compute_trend", export_string_translation=False)

    _company_month_unique = models.UniqueIndex(
        "(company_id, month)", "A company has its figures of a month once."
    )

    def _compute_is_latest(self):
        latest = self._latest_ids()
        for month in self:
            month.is_latest = month.id in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", self._latest_ids())]

    @api.model
    def _latest_ids(self):
        """:return: list of int, the latest month of each company"""
        rows = self.search([("is_empty", "=", False)], order="month")
        return list({row.company_id: row.id for row in rows}.values())

    @api.depends("dso_countback", "is_countback_minimum", "no_value")
    def _compute_dso_countback_shown(self):
        for month in self:
            month.dso_countback_shown = shown(
                self.env,
                month._value("dso_countback"),
                is_minimum=month.is_countback_minimum,
            )

    @api.depends("company_id")
    def _compute_trend(self):
        rows = self.search(
            [("company_id", "in", self.company_id.ids), ("is_empty", "=", False)],
            order="month",
        )
        by_company = rows.grouped("company_id")
        for month in self:
            points = [
                {
                    "x": format_date(self.env, row.date, date_format="MMM y"),
                    "y": row._value("dso_countback"),
                }
                for row in by_company[month.company_id][-HISTORY - 1 :]
            ]
            title = self._fields["dso_countback"]._description_string(self.env)
            month.trend = json.dumps([{"key": title, "values": points}])

    def _value(self, name):
        """:return: float, a figure; None if it has no value"""
        self.ensure_one()
        return None if f",{name}," in self.no_value else self[name]

    def action_explain(self):
        """Show how the figures of the month are calculated.

        :return: window action
        """
        self.ensure_one()
        report = self.env["dunning.figure.report"].create(
            {
                "date": self.date,
                "months": str(MONTHS),
                "company_ids": self.company_id.ids,
            }
        )
        report.action_calculate()
        return report._get_records_action(name=self.env._("Key Figures"))

    @api.model
    def _refresh(self, group):
        """Calculate the months of a group whose ledger changed, and the missing ones.

        :param group: one dunning.group
        """
        today = fields.Date.context_today(self)
        # sudo: figures of all companies of the group, active or not
        self = self.sudo().with_context(active_test=False)
        companies = group.sudo().company_ids.with_env(self.env)
        rows = self.search([("company_id", "in", companies.ids)])
        known = {
            (row.company_id.id, row.month): (row.date, row.ledger_state) for row in rows
        }
        latest = {
            fields.Date.subtract(today.replace(day=1), months=back)
            for back in range(HISTORY + 1)
        }
        months = sorted(latest | set(rows.mapped("month")))
        states = month_figures.ledger_states(companies, months)
        for month in months:
            end = min(today, fields.Date.end_of(month, "month"))
            stale = companies.browse(
                company.id
                for company in companies
                if (month in latest or (company.id, month) in known)
                and known.get((company.id, month)) != (end, states[company.id, month])
            )
            if stale:
                month_figures.write(self, self._rows(stale, month, end, states))

    @api.model
    def _rows(self, companies, month, end, states):
        """:return: list of dict, the values of the companies"""
        period = Period(first_day(end, MONTHS), end, 0)
        found = self.env["dunning.figure.item"]._read_parts(
            period, MONTHS, [("company_id", "in", companies.ids)], "company_id"
        )
        rows = {company: row for (company, _currency), row in found.items()}
        return [
            {
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "month": month,
                "date": end,
                "ledger_state": states[company.id, month],
                "is_empty": company not in rows,
                **self._values(rows.get(company) or no_parts(period, MONTHS)),
            }
            for company in companies
        ]

    @api.model
    def _values(self, row):
        parts = parts_of(row)
        values = figures.figures(parts)
        empty = [name for name in FIGURES if values[name] is None]
        return {
            **{f"amount_{name}": row[name] for name in AMOUNTS},
            **{name: rounded(values[name]) for name in FIGURES},
            "is_countback_minimum": bool(parts.uncovered),
            "no_value": ",".join(["", *empty, ""]),
        }
