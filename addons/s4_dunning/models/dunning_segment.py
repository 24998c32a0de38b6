from odoo import fields, models

from .dunning_workflow import GROUPINGS


class DunningSegment(models.Model):
    """Debtors that are treated alike."""

    _name = "dunning.segment"
    _description = "Dunning Segment"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    group_id = fields.Many2one(
        "dunning.group",
        string="Dunning group",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.dunning_group_id,
    )
    workflow_id = fields.Many2one(
        "dunning.workflow",
        required=True,
        ondelete="restrict",
        domain="[('group_id', 'in', (group_id, False))]",
    )
    grouping = fields.Selection(
        GROUPINGS, help="Empty: the workflow decides. A debtor may choose otherwise."
    )
    debtor_ids = fields.One2many("dunning.debtor", "segment_id", string="Debtors")
