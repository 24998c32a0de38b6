from odoo import models


class DunningNotice(models.Model):
    """A notice speaks for a brand where all its overdue items are of that brand."""

    # EXTENDS s4_dunning
    _inherit = "dunning.notice"

    def _brand(self):
        """:return: the one dunning.brand of all overdue items, or none"""
        self.ensure_one()
        # in a loop: what is filtered is read notice by notice
        brands = {line.brand_id for line in self.line_ids if line.kind == "overdue"}
        return brands.pop() if len(brands) == 1 else self.env["dunning.brand"]

    def _text_scope(self):
        return {"brand_id": self._brand().id, **super()._text_scope()}
