from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    dunning_level_id = fields.Many2one(
        "dunning.level",
        compute="_compute_dunning_level_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="The highest level that an instalment of the invoice has reached.",
    )
    dunning_workflow_id = fields.Many2one(
        "dunning.workflow",
        copy=False,
        help="Overrides the workflow of the debtor for this invoice.",
    )
    dunning_level_cap_id = fields.Many2one(
        "dunning.level",
        string="Never above",
        copy=False,
        help="The invoice is not dunned beyond this level.",
    )
    dunning_notice_count = fields.Integer(compute="_compute_dunning_notice_count")

    def _auto_init(self):
        # no notice exists yet: spare a large ledger the computation at installation
        if not column_exists(self.env.cr, self._table, "dunning_level_id"):
            create_column(self.env.cr, self._table, "dunning_level_id", "int4")
        return super()._auto_init()

    @api.depends("line_ids.dunning_level_id")
    def _compute_dunning_level_id(self):
        for move in self:
            levels = move.line_ids.dunning_level_id
            move.dunning_level_id = levels.sorted(
                lambda level: (level.sequence, level.id)
            )[-1:]

    def _compute_dunning_notice_count(self):
        lines = self.env["dunning.notice.line"]
        self.dunning_notice_count = 0
        if lines.has_access("read"):
            counts = lines._read_group(
                [("move_line_id.move_id", "in", self.ids)],
                ["move_line_id", "notice_id"],
            )
            for move in self:
                notices = {notice for item, notice in counts if item.move_id == move}
                move.dunning_notice_count = len(notices)

    def _dunning_items(self):
        return self.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )

    def action_open_dunning_notices(self):
        """Show the notices in which the invoice stands."""
        return self.line_ids.dunning_line_ids.notice_id._get_records_action(
            name=self.env._("Notices")
        )

    def action_explain_dunning(self):
        """Say of every instalment why it is dunned, or why not."""
        return self._dunning_items().action_explain_dunning()
