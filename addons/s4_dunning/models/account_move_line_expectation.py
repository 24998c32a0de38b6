from odoo import api, fields, models


class AccountMoveLine(models.Model):
    # EXTENDS account
    _inherit = "account.move.line"

    dunning_date_expected = fields.Date(
        string="Expected", compute="_compute_dunning_expectation"
    )
    dunning_expectation = fields.Char(
        string="Why then", compute="_compute_dunning_expectation"
    )

    @api.depends_context("lang", "uid")
    def _compute_dunning_expectation(self):
        rows = self.env["dunning.expectation"]
        if rows.has_access("read"):  # an accountant may lack it
            rows = rows.search([("move_line_id", "in", self.ids)])
        found = {row.move_line_id.id: row for row in rows}
        for item in self:
            row = found.get(item._origin.id, rows.browse())
            # a due date that is shown already says nothing
            item.dunning_date_expected = row.method != "due" and row.date_expected
            item.dunning_expectation = row.sentence
