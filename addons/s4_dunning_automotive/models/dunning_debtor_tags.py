from odoo import api, fields, models

from ..engine import tags
from .dunning_workflow_tags import GROUPINGS


class DunningDebtor(models.Model):
    # EXTENDS s4_dunning
    _name = "dunning.debtor"
    _inherit = ["dunning.debtor", "dunning.tags.mixin"]

    grouping = fields.Selection(
        selection_add=GROUPINGS,
        ondelete={grouping: "set null" for grouping, _label in GROUPINGS},
    )

    @api.model
    def _refresh(self, group):
        result = super()._refresh(group)
        tags.update_debtors(group)
        return result

    @api.depends("partner_id.category_id.dunning_workflow_id.active")
    def _compute_workflow_rule(self):
        return super()._compute_workflow_rule()

    def _workflow_sentence(self):
        category = self._deciding_category()
        if self.workflow_id.active or not category:
            return super()._workflow_sentence()
        return self.env._(
            "%(workflow)s: from the customer tag %(tag)s",
            workflow=category.dunning_workflow_id.name,
            tag=category.name,
        )

    def _workflow(self):
        category = self._deciding_category()
        if self.workflow_id.active or not category:
            return super()._workflow()
        return category.dunning_workflow_id

    def _deciding_category(self):
        """The customer tag that names the workflow, of several the first workflow's.

        :return: res.partner.category, empty if none names a workflow of this group
        """
        self.ensure_one()
        # sudo: a tag may name a workflow of another group, which does not count here
        categories = self.partner_id.sudo().category_id.filtered(
            lambda category: (
                category.dunning_workflow_id.active
                and category.dunning_workflow_id.group_id <= self.group_id
            )
        )
        return categories.sorted(
            lambda category: (
                category.dunning_workflow_id.sequence,
                category.dunning_workflow_id.id,
                category.id,
            )
        )[:1]
