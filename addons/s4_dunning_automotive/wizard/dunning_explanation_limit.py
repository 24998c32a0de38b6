from odoo import api, models


class DunningExplanation(models.TransientModel):
    # EXTENDS s4_dunning
    _inherit = "dunning.explanation"

    @api.model
    def _action_open(self, items_sudo):
        own = self.env["res.users"]._location_limit()
        if own:
            items_sudo = items_sudo.filtered(
                lambda item: item.dunning_location_id in own
            )
        return super()._action_open(items_sudo)
