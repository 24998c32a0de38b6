from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import text_scopes


class DunningLevelText(models.Model):
    """A variant of the words of a level, for some of the debtors.

    Words for a narrower circle win; a part that says nothing is taken from the words
    for the next wider one, and at last from the level.
    """

    _name = "dunning.level.text"
    _description = "Variant of a Text"
    _inherit = ["dunning.text.mixin"]
    _order = "level_id, segment_id, id"

    level_id = fields.Many2one(
        "dunning.level", required=True, index=True, ondelete="cascade"
    )
    workflow_id = fields.Many2one(related="level_id.workflow_id")
    group_id = fields.Many2one(related="level_id.workflow_id.group_id")
    segment_id = fields.Many2one(
        "dunning.segment",
        index="btree_not_null",
        ondelete="cascade",
        help="For its debtors only.",
    )
    # Names all conditions, also those of add-ons; one column that can be unique.
    scope_key = fields.Char(
        compute="_compute_scope_key", store=True, export_string_translation=False
    )

    _scope_unique = models.Constraint(
        "UNIQUE(level_id, scope_key)",
        "The level has a variant for these debtors already: change that one.",
    )

    @api.depends(lambda self: self._scope_names())
    def _compute_display_name(self):
        for text in self:
            text.display_name = text._scope_label()

    @api.depends(lambda self: self._scope_names())
    def _compute_scope_key(self):
        for text in self:
            text.scope_key = text_scopes.key(text._scope())

    @api.depends(lambda self: ["level_id", *self._scope_names()])
    def _compute_preview(self):
        return super()._compute_preview()

    @api.constrains(lambda self: ["level_id", *self._scope_names()])
    def _check_scope(self):
        if not all(text.scope_key for text in self):
            raise ValidationError(
                self.env._(
                    "Choose for which debtors the variant is: the words for all of "
                    "them stand on the level."
                )
            )

    @api.constrains("level_id", "segment_id")
    def _check_segment_group(self):
        for text in self:
            group = text.segment_id.group_id
            if group and text.group_id and group != text.group_id:
                raise ValidationError(
                    self.env._(
                        "%(segment)s belongs to %(group)s, which does not use this "
                        "workflow: choose another segment.",
                        segment=text.segment_id.name,
                        group=group.name,
                    )
                )

    @api.model
    def _scope_names(self):
        """:return: fields that say for whom the words are, the weightiest first"""
        return ["segment_id"]

    def _scope(self):
        """:return: dict of condition to id, see rules.text_scopes"""
        self.ensure_one()
        return {name: self[name]._origin.id for name in self._scope_names()}

    def _scope_label(self):
        """:return: str, for whom the words are, such as: Segment Fleets"""
        return " + ".join(
            f"{self._fields[name]._description_string(self.env)} {self[name].name}"
            for name in self._scope_names()
            if self[name]
        )

    def _text_group(self):
        return self.segment_id.group_id or self.group_id

    def _level(self):
        return self.level_id

    def _wider(self):
        level = self.level_id._origin
        others = level.text_ids - self._origin
        return [*others._of_scope(self._scope()), level]

    def _example_notices(self):
        of_segment = [("debtor_id", "any", self._example_debtors())]
        return [*super()._example_notices(), *of_segment]

    def _example_debtors(self):
        segment = self.segment_id._origin
        return [("segment_id", "=", segment.id)] if segment else []

    def _of_scope(self, scope):
        """:return: list of those of these texts that a scope has, the narrowest first

        :param scope: dict of condition to id
        """
        by_key = {text.scope_key: text for text in self}
        return [by_key[key] for key in text_scopes.keys(scope) if key in by_key]
