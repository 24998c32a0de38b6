from odoo import api, fields, models

from .dunning_workflow_tags import GROUPINGS

TAGS = ("brand_ids", "location_ids", "department_ids")


class DunningNotice(models.Model):
    # EXTENDS s4_dunning
    _name = "dunning.notice"
    _inherit = ["dunning.notice", "dunning.tags.mixin"]

    grouping = fields.Selection(
        selection_add=GROUPINGS,
        ondelete={grouping: "set null" for grouping, _label in GROUPINGS},
    )
    # A run fills them in, see engine/tags.py; they follow what happens to the lines.
    brand_ids = fields.Many2many(compute="_compute_tags", store=True)
    location_ids = fields.Many2many(compute="_compute_tags", store=True)
    department_ids = fields.Many2many(compute="_compute_tags", store=True)

    def _auto_init(self):
        # no line has a tag yet: spare a long history the computation at installation,
        # which a relation that exists already does not start
        for name in TAGS:
            self._fields[name].update_db(self, {})
        return super()._auto_init()

    @api.depends("line_ids.brand_id", "line_ids.location_id", "line_ids.department_id")
    def _compute_tags(self):
        for notice in self:
            notice.brand_ids = notice.line_ids.brand_id
            notice.location_ids = notice.line_ids.location_id
            notice.department_ids = notice.line_ids.department_id
