from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

TAGS = ("dunning_brand_id", "dunning_location_id", "dunning_department_id")


class AccountMoveLine(models.Model):
    # EXTENDS account
    _inherit = "account.move.line"

    # The tags of the document, on its receivable items: what a run and the list of open
    # items group and filter by.
    dunning_brand_id = fields.Many2one(
        "dunning.brand",
        string="Brand",
        compute="_compute_dunning_tags",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    dunning_location_id = fields.Many2one(
        "dunning.location",
        string="Location",
        compute="_compute_dunning_tags",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    dunning_department_id = fields.Many2one(
        "dunning.department",
        string="Department",
        compute="_compute_dunning_tags",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # Which customers have something open, with and without location: the record rule of
    # who is limited to locations asks this for every list of debtors.
    _open_location_idx = models.Index(
        "(dunning_location_id, partner_id, company_id)"
        " WHERE dunning_location_id IS NOT NULL AND reconciled IS NOT TRUE"
        " AND parent_state = 'posted'"
    )
    _open_without_location_idx = models.Index(
        "(account_id, partner_id, company_id)"
        " WHERE dunning_location_id IS NULL AND reconciled IS NOT TRUE"
        " AND parent_state = 'posted'"
        " AND (amount_residual != 0 OR amount_residual_currency != 0)"
    )

    def _auto_init(self):
        # no document has a tag yet: spare a large ledger the computation
        for name in TAGS:
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "int4")
        return super()._auto_init()

    @api.depends(
        "account_id.account_type",
        "move_id.dunning_brand_id",
        "move_id.dunning_location_id",
        "move_id.dunning_department_id",
    )
    def _compute_dunning_tags(self):
        for item in self:
            is_receivable = item.account_id.account_type == "asset_receivable"
            for tag in TAGS:
                item[tag] = item.move_id[tag] if is_receivable else False
