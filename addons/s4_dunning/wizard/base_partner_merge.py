from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    # EXTENDS base
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # Two debtors of one group may not end up with the same customer, and Odoo would
        # delete one of them together with its notices.
        self.env["dunning.debtor"]._merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
