from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import segment_collectors, segment_previews, segments
from .dunning_workflow import GROUPINGS

CHANNELS = [("email", "E-mail"), ("letter", "Letter"), ("phone", "Phone call")]


class DunningSegment(models.Model):
    """Debtors that are treated alike: how they are treated, and how they get in."""

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
    currency_id = fields.Many2one(related="group_id.currency_id")
    mode = fields.Selection(
        [
            ("automatic", "Automatic"),
            ("proposed", "Proposed, a person confirms"),
            ("manual", "By hand"),
        ],
        string="Assignment",
        required=True,
        default="manual",
        help="At each refresh every debtor gets the first segment in this order whose "
        "criteria it meets, at once or when a person confirms. By hand: only people "
        "move debtors in and out. What a person chose for a debtor always stays.",
    )
    workflow_id = fields.Many2one(
        "dunning.workflow",
        ondelete="restrict",
        domain="[('group_id', 'in', (group_id, False))]",
        help="Empty: the company or the dunning group decides.",
    )
    grouping = fields.Selection(
        GROUPINGS, help="Empty: the workflow decides. A debtor may choose otherwise."
    )
    channel = fields.Selection(
        CHANNELS,
        string="Preferred channel",
        help="Empty: the level decides. A debtor may choose otherwise.",
    )
    second_channel = fields.Selection(
        CHANNELS,
        string="Second channel",
        help="Tried where the first choice does not reach a debtor. Empty: e-mail, "
        "then letter, then call.",
    )
    channel_order = fields.Char(string="Channels", compute="_compute_channel_order")
    collector_id = fields.Many2one(
        "res.users",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Becomes the collector of debtors that come into the segment and have "
        "none, or that of the segment which they leave.",
    )
    debtor_ids = fields.One2many("dunning.debtor", "segment_id", string="Debtors")
    text_ids = fields.One2many("dunning.level.text", "segment_id", string="Texts")

    _two_channels = models.Constraint(
        "CHECK(second_channel != channel)",
        "The second channel of a segment must be another one than the first.",
    )

    @api.depends_context("lang")
    @api.depends("channel", "second_channel")
    def _compute_channel_order(self):
        names = dict(self._fields["channel"]._description_selection(self.env))
        for segment in self:
            first = names.get(segment.channel, self.env._("As the level says"))
            if segment.second_channel:
                segment.channel_order = self.env._(
                    "%(first)s, then %(second)s",
                    first=first,
                    second=names[segment.second_channel],
                )
            else:
                segment.channel_order = first

    @api.constrains("workflow_id", "group_id")
    def _check_workflow_group(self):
        for segment in self:
            group = segment.workflow_id.group_id
            if group and group != segment.group_id:
                raise ValidationError(
                    self.env._(
                        "%(workflow)s belongs to %(group)s: choose another workflow "
                        "for %(segment)s.",
                        workflow=segment.workflow_id.name,
                        group=group.name,
                        segment=segment.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: debtors and changes that the user does not see count as well
        changes = self.env["dunning.segment.change"].sudo()
        for segment in self:
            named = changes.search_count(
                [
                    "|",
                    ("segment_id", "=", segment.id),
                    ("segment_before_id", "=", segment.id),
                ],
                limit=1,
            )
            if named or segment.sudo().debtor_ids:
                raise UserError(
                    self.env._(
                        "%s has debtors, or had some: archive it instead, so that "
                        "they keep their history.",
                        segment.name,
                    )
                )

    def write(self, vals):
        if "collector_id" in vals:
            self._replace_collector(vals["collector_id"])
        return super().write(vals)

    def _replace_collector(self, collector_id):
        """Let the debtors follow that have the collector of their segment, or none.

        :param collector_id: id of res.users, or False
        """
        for segment in self.filtered(lambda one: one.collector_id.id != collector_id):
            segment_collectors.replace(segment, collector_id)

    @api.model
    def _refresh(self, group):
        """Assign the debtors of a group to its segments, set-based.

        :param group: one dunning.group, whose debtors have just been refreshed
        """
        segments.assign(group)

    def action_preview(self):
        """Show who would come into the segment by its criteria, and who would leave.

        :return: window action
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: all debtors of the group; who may write the segment may read them
        segment_previews.refresh(self.sudo())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would change: %s", self.name),
            "res_model": "dunning.segment.preview",
            "view_mode": "list",
            "context": {"search_default_group_by_segment": 1},
            "help": Markup("<p>%s</p><p>%s</p>")
            % (
                self.env._("Nobody would change."),
                self.env._(
                    "Who was put into a segment by hand, or by a level, stays there; "
                    "of several segments the first in the list wins."
                ),
            ),
        }

    def action_open_debtors(self):
        """Show the debtors of the segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "s4_dunning.dunning_debtor_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("segment_id", "=", self.id)],
            "context": {},
        }
