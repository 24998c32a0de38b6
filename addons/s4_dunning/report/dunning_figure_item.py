from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import figure_items
from ..engine.figure_kind import Period

FACTS = [
    ("opening", "Receivables at the start"),
    ("closing", "Receivables"),
    ("sale", "Credit sales"),
    ("collected", "Collected"),
    ("due", "Fell due"),
    ("written_off", "Written off"),
    ("issued", "Invoices issued"),
    ("promise", "Promises settled"),
    ("notice", "Asked for in notices"),
]
AGES = [
    ("not_due", "Not due"),
    ("days_30", "1–30 days"),
    ("days_60", "31–60 days"),
    ("days_90", "61–90 days"),
    ("days_120", "91–120 days"),
    ("older", "Over 120 days"),
    ("credit", "Credits"),
]
MONTHS = 3  # without another word, the last three months


class DunningFigureItem(models.Model):
    """One amount that key figures are made of: the sum of the rows is the figure.

    Nothing is stored here. The context says of when: `figure_end` is the as-of date,
    `figure_start` the first day of the period, `figure_days` how many days a notice is
    given to have an effect.
    """

    _name = "dunning.figure.item"
    _description = "Amount in a Key Figure"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "move_id"

    fact = fields.Selection(FACTS, string="What", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    debtor_id = fields.Many2one("dunning.debtor", readonly=True)
    segment_id = fields.Many2one(
        "dunning.segment", readonly=True, help="The segment of the customer today."
    )
    collector_id = fields.Many2one(
        "res.users", readonly=True, help="The collector of the customer today."
    )
    move_line_id = fields.Many2one("account.move.line", string="Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    entry_id = fields.Many2one(
        "account.move",
        string="Payment",
        readonly=True,
        help="The entry that paid or wrote off the document.",
    )
    promise_id = fields.Many2one("dunning.promise", readonly=True)
    level_id = fields.Many2one("dunning.level", readonly=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter"), ("phone", "Phone call")],
        readonly=True,
    )
    date = fields.Date(
        readonly=True,
        help="Of the document; of the payment; of falling due; of the notice.",
    )
    date_due = fields.Date(string="Due date", readonly=True)
    age = fields.Selection(AGES, string="Overdue since", readonly=True)
    amount = fields.Monetary(readonly=True)
    amount_met = fields.Monetary(
        string="Of which done",
        readonly=True,
        help="Paid on time, reminded, promised and kept, or paid after the notice.",
    )
    number = fields.Integer(readonly=True)
    number_met = fields.Integer(
        string="Number done",
        readonly=True,
        help="Paid on time, reminded, promised and kept, or paid after the notice.",
    )

    _depends = figure_items.MODELS

    @property
    def _table_query(self):
        return figure_items.rows(
            self.env,
            self._period(),
            self._figure_item_columns(),
            self._figure_debtor_columns(),
        )

    @api.model
    def _search(self, *args, **kwargs):
        figure_items.tune(self.env.cr)
        return super()._search(*args, **kwargs)

    @api.model
    def _figure_item_columns(self):
        """By what figures are told apart that the open item tells.

        An add-on adds a column here, a field of that name, and its dimension to the
        report.

        :return: dict of name to SQL on the journal item `item`
        """
        return {}

    @api.model
    def _figure_debtor_columns(self):
        """By what figures are told apart that the debtor tells, see above.

        :return: dict of name to SQL on the debtor `debtor`
        """
        return {
            "segment_id": SQL("debtor.segment_id"),
            "collector_id": SQL("debtor.collector_id"),
        }

    @api.model
    def _period(self):
        """:return: Period of the context; else the last three months"""
        known = self.env.context
        end = fields.Date.to_date(known.get("figure_end"))
        end = end or fields.Date.context_today(self)
        start = fields.Date.to_date(known.get("figure_start"))
        start = start or first_day(end, MONTHS)
        return Period(start, end, int(known.get("figure_days") or 0))

    @api.model
    def _of(self, period):
        """:return: the model, of another Period"""
        return self.with_context(
            figure_start=fields.Date.to_string(period.start),
            figure_end=fields.Date.to_string(period.end),
            figure_days=period.days,
        )

    def action_open(self):
        """Show the document; of a promise, the promise.

        :return: window action
        """
        self.ensure_one()
        return (self.promise_id or self.move_id)._get_records_action()


def first_day(end, months):
    """:return: date, the first day of a period of so many months that ends on a day"""
    return fields.Date.subtract(fields.Date.add(end, days=1), months=months)
