from odoo import models


class DunningArrangement(models.Model):
    """The confirmation shows the face of the location of which all items are."""

    # EXTENDS s4_dunning
    _inherit = "dunning.arrangement"

    def _sending_location(self):
        """:return: the one dunning.location of all items, if it belongs to the sender;
        else none, and the company writes
        """
        self.ensure_one()
        locations = self.item_ids.grouped("dunning_location_id")
        if len(locations) != 1:
            return self.env["dunning.location"]
        return self.item_ids.dunning_location_id.filtered(
            lambda location: location.company_id == self.company_id
        )
