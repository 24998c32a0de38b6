from odoo import fields, models


class DunningLevelText(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.level.text"

    brand_id = fields.Many2one(
        "dunning.brand",
        index="btree_not_null",
        ondelete="cascade",
        help="For notices whose overdue items are all of this brand.",
    )

    def _scope_names(self):
        return ["brand_id", *super()._scope_names()]

    def _example_notices(self):
        domain = super()._example_notices()
        if not self.brand_id:
            return domain
        return [*domain, ("brand_ids", "=", self.brand_id._origin.id)]
