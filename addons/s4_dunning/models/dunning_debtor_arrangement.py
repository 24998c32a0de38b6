from odoo import fields, models
from odoo.exceptions import UserError


class DunningDebtor(models.Model):
    """Arrangements of the debtor; an item is in one of them only."""

    _inherit = "dunning.debtor"

    arrangement_ids = fields.One2many(
        "dunning.arrangement", "debtor_id", string="Arrangements"
    )
    arrangement_count = fields.Integer(compute="_compute_arrangement_count")

    def _compute_arrangement_count(self):
        counts = dict(
            self.env["dunning.arrangement"]._read_group(
                [("debtor_id", "in", self.ids)], ["debtor_id"], ["__count"]
            )
        )
        for debtor in self:
            debtor.arrangement_count = counts.get(debtor, 0)

    def action_arrangement(self):
        """Plan the payment of what is overdue in instalments.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Arrangement"),
            "res_model": "dunning.arrangement",
            "views": [(False, "form")],
            "context": {"default_debtor_id": self.id},
        }

    def action_open_arrangements(self):
        """Show the arrangements of the debtor."""
        return self.arrangement_ids._get_records_action(
            name=self.env._("Arrangements"), context={"default_debtor_id": self.id}
        )

    def _check_agreement(self, items, agreement):
        # EXTENDS promises
        arrangements = self.env["dunning.arrangement"]
        is_promise = agreement._name == "dunning.promise"
        result = super()._check_agreement(
            items, agreement if is_promise else self.env["dunning.promise"]
        )
        # sudo: also what the user does not see; only its number is told
        other = arrangements.sudo().search(
            [
                ("item_ids", "in", items.ids),
                ("state", "in", ("offered", "active")),
                ("id", "not in", [] if is_promise else agreement.ids),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(item)s is in the arrangement %(other)s already: leave it out, "
                    "or cancel that one.",
                    item=(items & other.item_ids)[0].move_id.name,
                    other=other.name,
                )
            )
        return result
