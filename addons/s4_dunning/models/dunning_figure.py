from odoo import api, fields, models

from ..engine import day_figures


class DunningFigure(models.Model):
    """The key figures of a dunning group on one day, as the last refresh found them."""

    _name = "dunning.figure"
    _description = "Key Figures of a Day"
    _table = "dunning_day_figure"  # a refresh keeps its sums in dunning_figure
    _order = "date desc, id"
    _rec_name = "date"

    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_due = fields.Monetary(
        string="Due soon", readonly=True, help="Falls due within seven days."
    )
    amount_promised = fields.Monetary(
        string="Promised", readonly=True, help="Promises that are still open."
    )
    amount_collected = fields.Monetary(
        string="Collected",
        readonly=True,
        help="Money that paid invoices in the seven days up to this one. Credit notes "
        "are no money.",
    )

    _group_date_unique = models.UniqueIndex(
        "(group_id, date)", "A dunning group has its figures of a day once."
    )

    @api.model
    def _refresh(self, group):
        """Note the figures of today, set-based.

        :param group: one dunning.group, whose debtors have just been refreshed
        """
        day_figures.refresh(group)
