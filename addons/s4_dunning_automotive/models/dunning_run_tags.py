from odoo import models
from odoo.tools import SQL

from ..engine import tags, workflow_rules
from .dunning_tag_mixin import ITEM_TAGS


class DunningRun(models.Model):
    # EXTENDS s4_dunning
    _inherit = "dunning.run"

    def _candidate_columns(self):
        return {
            **super()._candidate_columns(),
            **{
                column: SQL("item.%s", SQL.identifier(tag))
                for column, tag in ITEM_TAGS.items()
            },
        }

    def _grouping_keys(self):
        return {
            **super()._grouping_keys(),
            "brand": SQL("item.brand_id"),
            # a location is one of a company: so is what has none
            "location": SQL("CONCAT(item.company_id, '-', item.location_id)"),
            "department": SQL("item.department_id"),
        }

    def _candidate_joins(self):
        return SQL(
            "%s %s", super()._candidate_joins(), workflow_rules.joins(self.group_id)
        )

    def _workflow_rules(self):
        rules = []
        for rule, workflow in super()._workflow_rules():
            if rule in workflow_rules.BEFORE:
                rules.append(workflow_rules.BEFORE[rule])
            rules.append((rule, workflow))
        return rules

    def _complete_proposal(self):
        result = super()._complete_proposal()
        tags.fill_notices(self)
        return result
