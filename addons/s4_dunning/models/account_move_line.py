from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    # EXTENDS account
    _inherit = "account.move.line"

    dunning_line_ids = fields.One2many(
        "dunning.notice.line", "move_line_id", string="Dunning"
    )
    dunning_hold_ids = fields.One2many("dunning.hold", "move_line_id", string="Holds")
    # What the sent notices say of the item; nothing else writes these four.
    dunning_level_id = fields.Many2one(
        "dunning.level",
        compute="_compute_dunning_level",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dunning_date = fields.Date(
        string="Last notice", compute="_compute_dunning_level", store=True
    )
    dunning_date_deadline = fields.Date(
        string="Pay by", compute="_compute_dunning_level", store=True
    )
    dunning_count = fields.Integer(
        string="Number of notices", compute="_compute_dunning_level", store=True
    )

    def _auto_init(self):
        # no notice exists yet: spare a large ledger the computation at installation
        for name, kind in (
            ("dunning_level_id", "int4"),
            ("dunning_date", "date"),
            ("dunning_date_deadline", "date"),
            ("dunning_count", "int4"),
        ):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends(
        "dunning_line_ids.notice_state",
        "dunning_line_ids.level_id",
        "dunning_line_ids.notice_id.date_sent",
        "dunning_line_ids.notice_id.date_deadline",
    )
    def _compute_dunning_level(self):
        for item in self:
            # sudo: the level is a fact of the item, whoever triggers its computation
            lines = item.sudo().dunning_line_ids.filtered(
                lambda line: (
                    line.kind == "overdue" and line.notice_state in ("sent", "closed")
                )
            )
            levels = lines.level_id.sorted(lambda level: (level.sequence, level.id))
            last = lines.notice_id.sorted(lambda notice: (notice.date_sent, notice.id))[
                -1:
            ]
            item.dunning_level_id = levels[-1:]
            item.dunning_date = last.date_sent
            item.dunning_date_deadline = last.date_deadline
            item.dunning_count = len(lines)

    def action_explain_dunning(self):
        """Say of these items why they are dunned, or why not."""
        return self.env["dunning.explanation"]._action_explain_items(self)
