from collections import defaultdict

from odoo import api, fields, models

from ..engine import assignment

# Of each tag: whether a person set it, which rule gave it, and that by which of
# its fields.
MANUAL = {
    "dunning_brand_id": "is_dunning_brand_manual",
    "dunning_location_id": "is_dunning_location_manual",
    "dunning_department_id": "is_dunning_department_manual",
}
RULE = {
    "dunning_brand_id": "dunning_brand_rule_id",
    "dunning_location_id": "dunning_location_rule_id",
    "dunning_department_id": "dunning_department_rule_id",
}
RESULT = {
    "dunning_brand_id": "brand_id",
    "dunning_location_id": "location_id",
    "dunning_department_id": "department_id",
}
TAGS = tuple(MANUAL)


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    dunning_brand_id = fields.Many2one(
        "dunning.brand",
        string="Brand",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    dunning_location_id = fields.Many2one(
        "dunning.location",
        string="Location",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    dunning_department_id = fields.Many2one(
        "dunning.department",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    # Set by hand, to a value or to none: the assignment rules leave the tag alone.
    is_dunning_brand_manual = fields.Boolean(string="Brand set by hand", readonly=True)
    is_dunning_location_manual = fields.Boolean(
        string="Location set by hand", readonly=True
    )
    is_dunning_department_manual = fields.Boolean(
        string="Department set by hand", readonly=True
    )
    dunning_brand_rule_id = fields.Many2one(
        "dunning.assignment.rule",
        string="Brand given by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dunning_location_rule_id = fields.Many2one(
        "dunning.assignment.rule",
        string="Location given by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dunning_department_rule_id = fields.Many2one(
        "dunning.assignment.rule",
        string="Department given by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # an empty tag of a new document was not set by anybody: forms send all fields
        return super().create(
            [
                {**self._hand_edits(tag for tag in TAGS if vals.get(tag)), **vals}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        return super().write(
            {**self._hand_edits(tag for tag in TAGS if tag in vals), **vals}
        )

    @api.model
    def _hand_edits(self, tags):
        """Values that remember tags as set by hand. Who writes the flags is no hand."""
        return {
            name: value
            for tag in tags
            for name, value in ((MANUAL[tag], True), (RULE[tag], False))
        }

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._assign_dunning_tags()
        return posted

    def action_assign_dunning_tags(self):
        """Forget the hand edits of these documents: the assignment rules decide."""
        self.write(dict.fromkeys(MANUAL.values(), False))
        self._assign_dunning_tags()

    def _assign_dunning_tags(self):
        """Fill the tags that nobody set by hand with what the assignment rules say."""
        # sudo: the rules decide, whoever posts the document
        self.sudo()._write_dunning_tags(self._plan_dunning_tags())

    def _plan_dunning_tags(self):
        """What the assignment rules say of these documents.

        A reversal has the tags of the document that it reverses, as they will be.

        :return: dict of id of a document that carries tags, to dict of tag to
            (id of its value or None, id of the rule or None)
        """
        moves = self.sudo()  # sudo: rules may look at what the user may not
        rules = moves.env["dunning.assignment.rule"].search(
            [("company_id", "in", [False, *moves.company_id.ids])]
        )
        decided = assignment.decide(rules, moves)
        plan = {
            move_id: {tag: results[RESULT[tag]] for tag in TAGS}
            for move_id, results in decided.items()
        }
        for move in moves.browse(plan).filtered("reversed_entry_id").sorted("id"):
            plan[move.id] = move.reversed_entry_id._dunning_tags_after(plan)
        return plan

    def _dunning_tags_after(self, plan):
        """The tags of one document once a plan has been carried out."""
        self.ensure_one()
        planned = plan.get(self.id, {})
        return {
            tag: (self[tag].id or None, self[RULE[tag]].id or None)
            if self[MANUAL[tag]] or tag not in planned
            else planned[tag]
            for tag in TAGS
        }

    @api.model
    def _write_dunning_tags(self, plan, is_forced=False):
        """Carry out a plan, with one write for all documents that change alike.

        :param plan: what `_plan_dunning_tags` gave, or a part of it
        :param is_forced: take back hand edits too
        """
        alike = defaultdict(list)
        for move in self.browse(plan):
            values = {}
            for tag, (value_id, rule_id) in plan[move.id].items():
                if is_forced or not move[MANUAL[tag]]:
                    values |= move._changed_dunning_tag(tag, value_id, rule_id)
            if values:
                alike[tuple(values.items())].append(move.id)
        # the chatter and Odoo's flag of manual changes are about persons; amounts and
        # taxes do not depend on tags
        quiet = self.with_context(
            tracking_disable=True,
            skip_is_manually_modified=True,
            skip_invoice_sync=True,
            check_move_validity=False,
        )
        for values, ids in alike.items():
            quiet.browse(ids).write(dict(values))

    def _changed_dunning_tag(self, tag, value_id, rule_id):
        values = {tag: value_id, MANUAL[tag]: False, RULE[tag]: rule_id}
        current = {
            tag: self[tag].id or None,
            MANUAL[tag]: self[MANUAL[tag]],
            RULE[tag]: self[RULE[tag]].id or None,
        }
        return {} if values == current else values
