from odoo import api, fields, models


class DunningDebtor(models.Model):
    """Sales: which notices are coming, and which of them were delayed."""

    _inherit = "dunning.debtor"

    announcement_ids = fields.One2many(
        "dunning.announcement",
        "debtor_id",
        string="Coming notices",
        domain=[("date_ended", "=", False)],
    )
    delay_ids = fields.One2many("dunning.delay", "debtor_id", string="Delays")

    @api.model
    def _references(self):
        return [
            *super()._references(),
            ("dunning.announcement", "debtor_id"),
            ("dunning.delay", "debtor_id"),
        ]

    @api.model
    def _merge_into(self, targets):
        # Sales is told of a level once: who stays knows it already
        told = {target: target.announcement_ids.level_id for target in targets.values()}
        for debtor, target in targets.items():
            levels = debtor.announcement_ids.level_id
            debtor.announcement_ids.filtered(
                lambda one, known=told[target]: one.level_id in known
            )._end()
            told[target] |= levels
        return super()._merge_into(targets)
