from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine.figure_kind import Period
from ..report.dunning_figure_item import MONTHS, first_day
from ..report.dunning_figure_parts import PARTS, parts_of
from ..rules import figures

CHOICE = ("date", "months", "company_ids", "dimension", "days")


class DunningFigureReport(models.TransientModel):
    """The key figures of a period, told apart by company, segment, collector, ..."""

    _name = "dunning.figure.report"
    _description = "Key Figures"
    _rec_name = "date"

    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        help="Any day: what was open on it is told from the ledger.",
    )
    months = fields.Selection(
        [("1", "1 month"), ("3", "3 months"), ("6", "6 months"), ("12", "12 months")],
        string="Period",
        required=True,
        default=str(MONTHS),
        help="Up to the as-of date: for sales, and for what fell due, was promised, "
        "reminded and written off.",
    )
    date_start = fields.Date(string="From", compute="_compute_date_start")
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
    )
    dimension = fields.Selection(
        [
            ("company_id", "Company"),
            ("segment_id", "Segment"),
            ("collector_id", "Collector"),
        ],
        string="Rows",
        required=True,
        default="company_id",
    )
    days = fields.Integer(
        string="Paid within",
        required=True,
        default=14,
        help="Days after a notice in which a payment counts as its effect.",
    )
    is_calculated = fields.Boolean(readonly=True, export_string_translation=False)
    row_ids = fields.One2many(
        "dunning.figure.report.row", "report_id", string="Figures", readonly=True
    )
    effect_ids = fields.One2many(
        "dunning.figure.report.effect",
        "report_id",
        string="Effect of Notices",
        readonly=True,
    )

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "Enter at least one day after a notice."
    )

    @api.depends("date")
    def _compute_display_name(self):
        self.display_name = self.env._("Key Figures")

    @api.depends("date", "months")
    def _compute_date_start(self):
        for report in self:
            report.date_start = report.date and first_day(
                report.date, int(report.months)
            )

    @api.onchange(*CHOICE)
    def _onchange_choice(self):
        # what is shown is never of another choice
        self.row_ids = self.effect_ids = self.is_calculated = False

    def write(self, vals):
        # nor is what is saved: the screen does not send what cannot be edited
        if not vals.keys().isdisjoint(CHOICE):
            nothing = [Command.clear()]
            rows = {"row_ids": nothing, "effect_ids": nothing, "is_calculated": False}
            vals = {**rows, **vals}
        return super().write(vals)

    @api.model
    def action_open(self):
        """Show the figures of the active companies as of today.

        :return: window action
        """
        report = self.create({})
        report.action_calculate()
        return report._get_records_action(name=self.env._("Key Figures"))

    def action_calculate(self):
        """Calculate the figures with what was chosen.

        :return: True
        :raise UserError: no company was chosen
        """
        self.ensure_one()
        if not self.company_ids:
            raise UserError(self.env._("Choose at least one company."))
        self.write(
            {
                "is_calculated": True,
                "row_ids": [Command.clear(), *map(Command.create, self._rows())],
                "effect_ids": [
                    Command.clear(),
                    *map(Command.create, self._effects()),
                ],
            }
        )
        return True

    def _period(self):
        return Period(self.date_start, self.date, self.days)

    def _domain(self):
        """:return: domain of the dunning.figure.item that count"""
        return [("company_id", "in", self.company_ids.ids)]

    def _open_items(self, name, domain, groups=(), period=None, is_rate=False):
        """Show what a figure is made of.

        :param domain: of dunning.figure.item
        :param groups: list of str, by what the list is grouped
        :param period: Period; else that of the report
        :param is_rate: some of the items count, some do not: show which
        :return: window action
        """
        items = self.env["dunning.figure.item"]._of(period or self._period())
        period = {
            key: value
            for key, value in items.env.context.items()
            if key.startswith("figure_")
        }
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": items._name,
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": list(domain),
            "context": {
                **period,
                "figure_is_rate": is_rate,
                "group_by": list(groups),
                "create": False,
            },
        }

    def _rows(self):
        """:return: list of dict, values of the rows, first the total of a currency"""
        found = self.env["dunning.figure.item"]._read_parts(
            self._period(), int(self.months), self._domain(), self.dimension
        )
        by_currency = {}
        for (value, currency), row in found.items():
            by_currency.setdefault(currency, []).append((value, row))
        return [
            values
            for currency, rows in sorted(
                by_currency.items(),
                key=lambda pair: (pair[0] != self.env.company.currency_id, pair[0].id),
            )
            for values in self._rows_of(currency, rows)
        ]

    def _rows_of(self, currency, rows):
        total = self._total([row for _value, row in rows])
        yield {
            "name": self.env._("Total"),
            "is_total": True,
            "currency_id": currency.id,
            "parts": _stored(total),
        }
        for value, row in sorted(rows, key=lambda pair: -pair[1]["closing"]):
            yield {
                # sudo: the name of what the user may see figures of
                "name": value.sudo().display_name if value else self.env._("None"),
                "res_id": value.id,
                "currency_id": currency.id,
                "parts": _stored(row),
            }

    def _total(self, rows):
        days, months = rows[0]["days"], rows[0]["months"]
        total = figures.total(map(parts_of, rows), days, months)
        others = {
            name: sum(row[name] for row in rows)
            for name in PARTS
            if name not in total._fields
        }
        return {**others, **total._asdict()}

    def _effects(self):
        """:return: list of dict, what was paid after the notices of each level"""
        items = self.env["dunning.figure.item"]._of(self._period())
        groups = items._read_group(
            [*self._domain(), ("fact", "=", "notice")],
            ["level_id", "channel", "currency_id"],
            ["number:sum", "number_met:sum", "amount:sum", "amount_met:sum"],
        )
        return [
            {
                "level_id": level.id,
                "channel": channel,
                "currency_id": currency.id,
                "number": number,
                "number_met": number_met,
                "amount": amount,
                "amount_met": amount_met,
            }
            for level, channel, currency, number, number_met, amount, amount_met in (
                groups
            )
        ]


def _stored(row):
    """:return: dict as JSON keeps it: amounts as text, so that no cent is lost"""
    history = [
        [str(month.start), str(month.sales), month.days] for month in row["history"]
    ]
    return {
        **{name: str(value) for name, value in row.items() if name != "history"},
        "history": history,
    }
