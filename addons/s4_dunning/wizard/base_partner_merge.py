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

    @api.model
    def _update_values(self, src_partners, dst_partner):
        companies = {partner.company_id for partner in src_partners | dst_partner}
        result = super()._update_values(src_partners, dst_partner)
        # Cards that each company kept for itself become one card of all of them, or
        # some would lose sight of the customer on their own invoices.
        if self.env.context.get("dunning_merge_companies") and len(companies) > 1:
            dst_partner.company_id = False
        return result
