from odoo import api, fields, models


class DunningRunCompany(models.Model):
    """The control total of one company in one run, and how fresh its bank is."""

    _name = "dunning.run.company"
    _description = "Control Total of a Run"
    _order = "run_id, company_id"
    _rec_name = "company_id"

    run_id = fields.Many2one(
        "dunning.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_ledger = fields.Monetary(
        string="Ledger",
        readonly=True,
        help="Balance of the receivable accounts over all posted entries.",
    )
    amount_included = fields.Monetary(string="In notices", readonly=True)
    amount_excluded = fields.Monetary(string="Left out", readonly=True)
    amount_difference = fields.Monetary(
        string="Difference", compute="_compute_amount_difference", store=True
    )
    included_count = fields.Integer(string="Items in notices", readonly=True)
    excluded_count = fields.Integer(string="Items left out", readonly=True)
    date_bank = fields.Date(string="Bank until", readonly=True)
    is_bank_stale = fields.Boolean(string="Bank too old", readonly=True)
    unmatched_count = fields.Integer(string="Unmatched bank lines", readonly=True)
    amount_unmatched = fields.Monetary(string="Unmatched amount", readonly=True)
    has_bank_account = fields.Boolean(readonly=True)

    @api.depends("amount_ledger", "amount_included", "amount_excluded")
    def _compute_amount_difference(self):
        for total in self:
            total.amount_difference = (
                total.amount_ledger - total.amount_included - total.amount_excluded
            )
