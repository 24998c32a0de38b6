from odoo import fields, models
from odoo.tools import SQL

from ..engine import forecast_credits, forecasts
from ..models.dunning_expectation import RELIABILITIES


class DunningForecast(models.Model):
    """What money is expected when: the open items, each on its expected day.

    An item that is promised, arranged or on hold in part is several rows; the rows of
    an item sum to what is open of it, less what its customer has on account. Nothing is
    stored here, and nothing acts on it.
    """

    _name = "dunning.forecast"
    _description = "Cash Forecast"
    _auto = False
    _order = "date, amount desc, id"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", string="Open item", readonly=True
    )
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    debtor_id = fields.Many2one("dunning.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    group_id = fields.Many2one("dunning.group", string="Dunning group", readonly=True)
    segment_id = fields.Many2one("dunning.segment", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    date = fields.Date(
        string="Expected",
        readonly=True,
        help="The day promised or arranged; on hold: not before the hold ends; else as "
        "the customer usually pays. Empty: no day can be told.",
    )
    horizon = fields.Selection(
        [("weeks", "13 weeks"), ("later", "Later"), ("unknown", "No day")],
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("expected", "Expected"),
            ("promised", "Promised"),
            ("arranged", "Arranged"),
            ("held", "On hold"),
        ],
        string="Certainty",
        readonly=True,
    )
    reliability = fields.Selection(RELIABILITIES, readonly=True)
    is_credit = fields.Boolean(
        string="On account",
        readonly=True,
        help="Taken off, as the customer has paid it on account or got a credit note "
        "for it: the earliest expected item of the company first.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Open amount, in the currency of the dunning group."
    )

    _depends = {
        "account.move.line": [
            *("account_id", "amount_residual", "amount_residual_currency"),
            *("company_id", "move_id", "parent_state", "partner_id", "reconciled"),
        ],
        "dunning.arrangement": ["item_ids", "state"],
        "dunning.arrangement.instalment": [
            *("amount", "amount_paid", "arrangement_id", "company_id", "date_due"),
            "number",
        ],
        "dunning.debtor": ["collector_id", "group_id", "partner_id", "segment_id"],
        "dunning.expectation": [
            *("company_id", "date_due", "date_expected", "debtor_id", "factor"),
            *("move_line_id", "reliability"),
        ],
        "dunning.group": ["currency_id"],
        "dunning.hold": [
            *("amount", "arrangement_id", "company_id", "date_end", "date_start"),
            *("debtor_id", "is_released", "move_line_id", "promise_id", "scope"),
        ],
        "res.company": ["dunning_group_id"],
        "res.partner": ["commercial_partner_id"],
        "dunning.promise": ["amount", "amount_paid", "date", "item_ids", "state"],
    }

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT part.id, part.move_line_id, part.move_id, part.debtor_id,
                   debtor.partner_id, part.company_id, debtor.group_id,
                   debtor.segment_id, debtor.collector_id, part.date_due, part.date,
                   CASE WHEN part.date IS NULL THEN 'unknown'
                        WHEN part.date < %(end)s THEN 'weeks'
                        ELSE 'later' END AS horizon,
                   part.kind, part.reliability, part.is_credit,
                   dunning_group.currency_id,
                   part.amount * part.factor AS amount
              FROM (%(parts)s) part
              JOIN dunning_debtor debtor ON debtor.id = part.debtor_id
              JOIN dunning_group ON dunning_group.id = debtor.group_id
            """,
            end=forecasts.end(self.env, today),
            parts=forecast_credits.parts(self.env, today),
        )

    def action_open_item(self):
        """Show the document of the item.

        :return: window action
        """
        self.ensure_one()
        return self.move_id._get_records_action()
