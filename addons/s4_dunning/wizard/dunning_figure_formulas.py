"""The formulas of the key figures with the numbers filled in, as sentences."""

from odoo.tools import format_date, formatLang

from ..report.dunning_figure_parts import HISTORY
from ..rules import figures
from ..rules.figures import rounded


class Formulas:
    """How the figures of one row were calculated, in the language of the user."""

    def __init__(self, row):
        self.env = row.env
        self.row = row
        self.parts = row._parts()

    def amount(self, value):
        """:return: str, an amount with its currency"""
        return self.row.currency_id.format(float(value))

    def number(self, value, digits=1):
        """:return: str"""
        return formatLang(self.env, float(rounded(value, digits)), digits=digits)

    def date(self, value, pattern=None):
        """:return: str"""
        return format_date(self.env, value, date_format=pattern)

    def of_amount(self, name):
        """:return: str, what an amount is the sum of"""
        report = self.row.report_id
        start, end = self.date(report.date_start), self.date(report.date)
        if name == "opening":
            return self.env._(
                "What was open before %(date)s, credits taken off", date=start
            )
        if name == "closing":
            return self.env._("What was open on %(date)s, credits taken off", date=end)
        if name == "credit":
            return self.env._(
                "Credit notes and payments that were not matched on %(date)s", date=end
            )
        period = {"start": start, "end": end}
        sentences = {
            "not_due": self.env._("Open, due on %(date)s or later", date=end),
            "sales": self.env._(
                "Invoices less credit notes, with VAT, %(start)s to %(end)s", **period
            ),
            "collected": self.env._(
                "Money matched with receivables, %(start)s to %(end)s; what a payment "
                "wrote off is none",
                **period,
            ),
            "written_off": self.env._(
                "Taken off receivables as a cost, by an entry without bank or other "
                "accounts or as the difference of a payment, %(start)s to %(end)s; no "
                "cash discounts, exchange differences or bank charges",
                **period,
            ),
        }
        return sentences.get(name) or self.env._(
            "Open, so many days after the due date on %(date)s", date=end
        )

    def of_figure(self, name):
        """:return: str, the formula of a figure with its numbers"""
        return getattr(self, f"_{name}")()

    def _dso_countback(self):
        found = figures.countback(self.parts.closing, self.parts.history)
        if not found.months and found.uncovered:
            return self.env._(
                "Nothing was sold in the %(months)s months up to %(date)s.",
                months=HISTORY,
                date=self.date(self.row.report_id.date),
            )
        if not found.months:
            return self.env._("Nothing is open.")
        terms = [
            self.env._(
                "%(days)s days (%(month)s: %(sales)s)",
                days=self.number(days, 1 if days != month.days else 0),
                month=self.date(month.start, "MMM y"),
                sales=self.amount(month.sales),
            )
            for month, days in found.months
        ]
        text = " + ".join(terms)
        if found.uncovered:
            return self.env._(
                "%(terms)s; no month is left for %(amount)s",
                terms=text,
                amount=self.amount(found.uncovered),
            )
        return self.env._(
            "%(terms)s, until %(amount)s are covered",
            terms=text,
            amount=self.amount(self.parts.closing),
        )

    def _dso(self):
        return self._days_of_sales(self.amount(self.parts.closing))

    def _dso_best(self):
        return self._days_of_sales(self._current())

    def _current(self):
        if not self.parts.credit:
            return self.env._("%s not due", self.amount(self.parts.not_due))
        return self.env._(
            "(%(not_due)s not due − %(credit)s credits)",
            not_due=self.amount(self.parts.not_due),
            credit=self.amount(-self.parts.credit),
        )

    def _days_of_sales(self, amount):
        return self.env._(
            "%(amount)s / %(sales)s credit sales × %(days)s days",
            amount=amount,
            sales=self.amount(self.parts.sales),
            days=self.parts.days,
        )

    def _days_delinquent(self):
        return self.env._(
            "DSO %(dso)s − best possible DSO %(best)s",
            dso=self._days(self.parts.closing),
            best=self._days(self.parts.current),
        )

    def _days(self, amount):
        days = figures.dso(amount, self.parts.sales, self.parts.days)
        return "–" if days is None else self.number(days, 2)

    def _turnover_days(self):
        return self.env._(
            "(%(opening)s + %(closing)s) / 2 / %(sales)s credit sales × %(days)s days",
            opening=self.amount(self.parts.opening),
            closing=self.amount(self.parts.closing),
            sales=self.amount(self.parts.sales),
            days=self.parts.days,
        )

    def _overdue_rate(self):
        return self.env._(
            "%(overdue)s overdue / (%(overdue)s + %(not_due)s not due)",
            overdue=self.amount(self.parts.overdue),
            not_due=self.amount(self.parts.not_due),
        )

    def _collection_effectiveness(self):
        values = {
            "opening": self.amount(self.parts.opening),
            "sales": self.amount(self.parts.sales),
            "closing": self.amount(self.parts.closing),
            "current": self._current(),
        }
        if self.parts.months == 1:
            return self.env._(
                "(%(opening)s + %(sales)s − %(closing)s) / "
                "(%(opening)s + %(sales)s − %(current)s)",
                **values,
            )
        return self.env._(
            "(%(opening)s + %(sales)s / %(months)s months − %(closing)s) / "
            "(%(opening)s + %(sales)s / %(months)s months − %(current)s)",
            months=self.parts.months,
            **values,
        )

    def _on_time_rate(self):
        return self.env._(
            "%(done)s of %(all)s invoices and instalments that fell due were settled "
            "by then",
            done=self.number(self.parts.on_time_count, 0),
            all=self.number(self.parts.due_count, 0),
        )

    def _on_time_amount_rate(self):
        return self.env._(
            "%(done)s of %(all)s that fell due was settled by then",
            done=self.amount(self.parts.on_time_amount),
            all=self.amount(self.parts.due_amount),
        )

    def _promise_rate(self):
        return self.env._(
            "%(done)s of %(all)s promises that were settled in the period",
            done=self.number(self.parts.kept_count, 0),
            all=self.number(self.parts.promise_count, 0),
        )

    def _dunning_rate(self):
        return self.env._(
            "%(done)s of %(all)s invoices of the period were reminded",
            done=self.number(self.parts.dunned_count, 0),
            all=self.number(self.parts.invoice_count, 0),
        )

    def _write_off_rate(self):
        return self.env._(
            "%(written_off)s written off / %(sales)s credit sales",
            written_off=self.amount(self.parts.written_off),
            sales=self.amount(self.parts.sales),
        )
