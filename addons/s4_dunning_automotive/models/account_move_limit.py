from odoo import api, models
from odoo.exceptions import UserError

from .account_move_tags import MANUAL

LOCATION = "dunning_location_id"


class AccountMove(models.Model):
    """What a user limited to locations makes belongs to one of them."""

    # EXTENDS account
    _inherit = "account.move"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if LOCATION in fields and not values.get(LOCATION):
            locations = self._own_locations(self.env.company)
            if len(locations) == 1:
                values[LOCATION] = locations.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.user._limited_to():
            vals_list = [self._with_own_location(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if LOCATION in vals:
            self._check_own_location(vals[LOCATION])
        return super().write(vals)

    @api.model
    def _own_locations(self, company):
        """The locations for what the user makes: as superuser too, as Sales does.

        :return: the active dunning.location of a company to which the user is limited
        """
        return self.env.user._limited_to().filtered(
            lambda location: location.active and location.company_id == company
        )

    @api.model
    def _with_own_location(self, vals):
        """Values of a new document with a location, so that its author can read it.

        Nobody chose it: the assignment rules may decide on another of these locations.
        """
        if vals.get(LOCATION):
            return vals
        known = ("company_id", "journal_id", "move_type", "statement_line_id")
        draft = self.new({name: vals[name] for name in known if name in vals})
        location = self._own_locations(draft.company_id)[:1]
        return {**vals, LOCATION: location.id, MANUAL[LOCATION]: False}

    @api.model
    def _check_own_location(self, location_id):
        """Refuse to move a document to where its author would not see it any more.

        :param location_id: id of the dunning.location, or False
        """
        own = self.env["res.users"]._location_limit()
        if own and location_id not in own.ids:
            raise UserError(
                self.env._(
                    "Choose one of your locations: %(locations)s.",
                    locations=own.mapped("name"),
                )
            )

    def _plan_dunning_tags(self):
        # a document that its author posts stays where the author sees it
        plan = super()._plan_dunning_tags()
        own = self.env.user._limited_to()
        for move in self.browse(plan) if own else ():
            location_id, _rule_id = plan[move.id][LOCATION]
            if location_id not in own.ids and move.dunning_location_id in own:
                rule_id = move.dunning_location_rule_id.id or None
                plan[move.id][LOCATION] = (move.dunning_location_id.id, rule_id)
        return plan

    def action_open_dunning_notices(self):
        # a limited user sees the lines of collective notices, not the notices
        lines = self.line_ids.dunning_line_ids
        if not lines.notice_id - lines.notice_id._filtered_access("read"):
            return super().action_open_dunning_notices()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notices"),
            "res_model": lines._name,
            "view_mode": "list",
            "domain": [("id", "in", lines.ids)],
            "context": {"create": False},
        }
