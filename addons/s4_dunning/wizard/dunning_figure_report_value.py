from odoo import api, fields, models
from odoo.fields import Domain

from ..report.dunning_figure_item import AGES
from ..rules import figures
from .dunning_figure_formulas import Formulas
from .dunning_figure_report_row import FIGURES

# The amounts that come first, each the sum of its items.
AMOUNTS = (
    *("opening", "closing"),
    *(age for age, _name in AGES),
    *("sales", "collected", "written_off"),
)
# Of which parts a figure is made: their items are shown behind it.
MADE_OF = {
    "dso_countback": ("closing", "sales"),
    "dso": ("closing", "sales"),
    "dso_best": ("not_due", "credit", "sales"),
    "days_delinquent": ("closing", "sales"),
    "turnover_days": ("opening", "closing", "sales"),
    "overdue_rate": ("not_due", "overdue"),
    "collection_effectiveness": ("opening", "closing", "sales"),
    "on_time_rate": ("due_count",),
    "on_time_amount_rate": ("due_amount",),
    "promise_rate": ("promise_count",),
    "dunning_rate": ("invoice_count",),
    "write_off_rate": ("written_off", "sales"),
}
# Of these the items tell which of them count.
RATES = ("on_time_rate", "on_time_amount_rate", "promise_rate", "dunning_rate")


class DunningFigureReportValue(models.TransientModel):
    """One figure of a row: its value, its formula with the numbers, its items."""

    _name = "dunning.figure.report.value"
    _description = "Key Figure"
    _rec_name = "title"

    row_id = fields.Many2one(
        "dunning.figure.report.row",
        required=True,
        index=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    name = fields.Char(required=True, readonly=True, export_string_translation=False)
    title = fields.Char(string="Figure", required=True, readonly=True)
    value = fields.Char(readonly=True)
    formula = fields.Text(string="How it is calculated", readonly=True)
    is_amount = fields.Boolean(readonly=True, export_string_translation=False)

    @api.model
    def _values_of(self, row):
        """:return: list of dict, values of the records that explain a row"""
        formulas = Formulas(row)
        return [
            *(
                {
                    "name": name,
                    "title": self._title(row, name),
                    "value": formulas.amount(row._part(name)),
                    "formula": formulas.of_amount(name),
                    "is_amount": True,
                }
                for name in AMOUNTS
            ),
            *(
                {
                    "name": name,
                    "title": self._title(row, name),
                    "value": self._unit(row, name),
                    "formula": formulas.of_figure(name),
                }
                for name in FIGURES
            ),
        ]

    def _title(self, row, name):
        others = {
            "opening": self.env._("Receivables at the start"),
            "written_off": self.env._("Written off"),
        }
        if name in others:
            return others[name]
        field = f"amount_{name}" if name in AMOUNTS else name
        return row._fields[field]._description_string(self.env)

    def _unit(self, row, name):
        if FIGURES[name] or row[name] == "–":
            return row[name]
        return self.env._("%(days)s days", days=row[name])

    def action_open_items(self):
        """Show the items of which the figure is made; their sums are in the formula.

        :return: window action
        """
        self.ensure_one()
        row = self.row_id
        parts = (self.name,) if self.is_amount else MADE_OF[self.name]
        period, groups = row.report_id._period(), []
        if len(parts) > 1:
            groups = ["fact"]
        if self.name == "dso_countback":
            groups.append("date:month")
            period = period._replace(start=self._counted_from(period.start))
        return row.report_id._open_items(
            f"{row.name}: {self.title}",
            Domain.OR([row._domain(part) for part in parts]),
            groups,
            period,
            self.name in RATES,
        )

    def _counted_from(self, start):
        """:return: date, first day of the oldest month that was counted"""
        parts = self.row_id._parts()
        months = figures.countback(parts.closing, parts.history).months
        return months[-1][0].start if months else start
