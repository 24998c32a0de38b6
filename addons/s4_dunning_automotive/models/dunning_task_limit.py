from odoo import api, fields, models
from odoo.fields import Domain


class DunningTask(models.Model):
    """A limited user sees the tasks about what that user may see."""

    # EXTENDS s4_dunning
    _inherit = "dunning.task"

    is_of_my_locations = fields.Boolean(
        compute="_compute_is_of_my_locations",
        search="_search_is_of_my_locations",
        help="I may see what it is about.",
    )

    @api.depends_context("uid")
    def _compute_is_of_my_locations(self):
        mine = self.sudo().search(  # sudo: the record rule asks this itself
            [("id", "in", self.ids), ("is_of_my_locations", "=", True)]
        )
        for task in self:
            task.is_of_my_locations = task in mine

    def _search_is_of_my_locations(self, operator, value):
        if operator != "in":
            return NotImplemented
        tasks = self.sudo(False).with_context(active_test=False)
        mine = Domain.OR(
            Domain("res_model", "=", model)
            # the record rules of the user say what is in reach
            & Domain("res_id", "in", tasks.env[model]._search(Domain.TRUE))
            for model in self._models_with_activities()
        )
        return mine if True in value else ~mine
