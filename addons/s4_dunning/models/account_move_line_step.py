from odoo import api, fields, models


class AccountMoveLine(models.Model):
    """What dunning does next with an open item, judged now, as a run would."""

    # EXTENDS account
    _inherit = "account.move.line"

    # Not for customers, who read their own items in the portal.
    dunning_level_next_id = fields.Many2one(
        "dunning.level",
        string="Next step",
        compute="_compute_dunning_step",
        groups="base.group_user",
    )
    dunning_date_next = fields.Date(
        string="Not before", compute="_compute_dunning_step", groups="base.group_user"
    )
    dunning_amount_held = fields.Monetary(
        string="On hold",
        currency_field="currency_id",
        compute="_compute_dunning_step",
        groups="base.group_user",
    )
    dunning_why = fields.Char(
        string="Why", compute="_compute_dunning_step", groups="base.group_user"
    )

    @api.depends_context("lang")
    def _compute_dunning_step(self):
        items = self._origin
        # sudo: the decision about an item looks at holds and levels of all companies;
        # who may read the item may know it
        explanation = self.env["dunning.explanation"].sudo()
        rows = explanation._rows(items.sudo())
        sentences = explanation._sentences(items.sudo(), rows)
        for item in self:
            row = rows.get(item._origin.id, {})
            is_held = row.get("reason") == "hold"
            item.dunning_date_next = explanation._date_of_step(row)
            item.dunning_level_next_id = item.dunning_date_next and row["level_id"]
            item.dunning_amount_held = (
                item.amount_residual_currency if is_held else row.get("amount_held", 0)
            )
            item.dunning_why = (
                explanation._sentence_of_hold(row["hold_id"])
                if is_held
                else sentences.get(item._origin.sudo())
            )
