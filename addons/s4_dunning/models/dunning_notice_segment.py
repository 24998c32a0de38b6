from itertools import takewhile

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningLevel(models.Model):
    """Levels whose notices move the debtor to another segment."""

    _inherit = "dunning.level"

    segment_id = fields.Many2one(
        "dunning.segment",
        string="Move the debtor to",
        index="btree_not_null",
        ondelete="set null",
        help="When a notice of this level is sent, unless a person chose the segment "
        "of the debtor. It stays there until somebody chooses again.",
    )

    @api.constrains("segment_id", "workflow_id")
    def _check_segment_group(self):
        for level in self:
            group = level.segment_id.group_id
            own = level.workflow_id.group_id
            if group and own and group != own:
                raise ValidationError(
                    self.env._(
                        "%(segment)s belongs to %(group)s, which does not use this "
                        "workflow: choose another segment.",
                        segment=level.segment_id.name,
                        group=group.name,
                    )
                )


class DunningNotice(models.Model):
    """Segment: a notice moves its debtor, and back when it is cancelled."""

    _inherit = "dunning.notice"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sent":
            self._move_debtors()
        elif vals.get("state") == "cancelled":
            self._move_debtors_back()
        return result

    def _moves_to(self):
        """:return: the dunning.segment into which the level moves the debtor, if any

        A workflow of all groups may name a segment of one: others have their own of the
        same name.
        """
        self.ensure_one()
        segment = self.group_id._counterpart(self.level_id.segment_id)
        return segment.filtered("active")

    def _move_debtors(self):
        # sudo: follows from the sending; nobody does it by hand
        for notice in self.sudo():
            segment = notice._moves_to()
            if segment:
                notice.debtor_id._move_by_level(segment, notice)

    def _move_debtors_back(self):
        # sudo: follows from the cancelling; nobody does it by hand
        for notice in self.sudo().filtered("level_id.segment_id"):
            debtor = notice.debtor_id
            undone = debtor._moves_undone()
            if undone and not debtor._is_kept_since(undone[-1].date):
                debtor._move_back(undone[-1], notice)


class DunningDebtor(models.Model):
    """Moves by levels: criteria do not undo them, people may."""

    _inherit = "dunning.debtor"

    def _move_by_level(self, segment, notice):
        """Put the debtor into a segment, or note that a person wants it elsewhere.

        :param segment: dunning.segment
        :param notice: the dunning.notice that was sent
        """
        self.ensure_one()
        by_hand = self.segment_source == "manual" or (
            self.segment_id and not self.segment_source
        )
        if by_hand:
            self._note_move_refused(segment, notice)
        elif (self.segment_source, self.segment_id) != ("level", segment):
            self.with_context(dunning_segment_notice_id=notice.id).write(
                {
                    "segment_id": segment.id,
                    "segment_source": "level",
                    "segment_cause": {"code": "sent", "notice": notice.display_name},
                }
            )

    def _moves_undone(self):
        """:return: dunning.segment.change, the last moves by levels, the latest first,
        back to one whose notice still counts
        """
        self.ensure_one()
        changes = self.env["dunning.segment.change"]
        if self.segment_source != "level":
            return changes
        done = changes.search(
            [("debtor_id", "=", self.id), ("state", "=", "done")], order="id desc"
        )
        return changes.concat(
            *takewhile(
                lambda change: (
                    change.mode == "level" and change.notice_id.state == "cancelled"
                ),
                done,
            )
        )

    def _is_kept_since(self, moment):
        """:return: bool, whether a notice would have moved the debtor here by itself

        :param moment: datetime, from its day on
        """
        notices = self.env["dunning.notice"].search(
            [
                ("debtor_id", "=", self.id),
                ("state", "in", ("sent", "closed")),
                ("date_sent", ">=", moment.date()),
                ("level_id.segment_id", "!=", False),
            ]
        )
        return any(notice._moves_to() == self.segment_id for notice in notices)

    def _note_move_refused(self, segment, notice):
        if self.segment_id == segment:
            return
        now = fields.Datetime.now()
        self.env["dunning.segment.change"].create(
            {
                "debtor_id": self.id,
                "segment_before_id": self.segment_id.id,
                "source_before": self.segment_source,
                "segment_id": segment.id,
                "mode": "level",
                "state": "rejected",
                "notice_id": notice.id,
                "cause": {"code": "person"},
                "user_id": self.segment_user_id.id,
                "date": now,
                "date_decided": now,
            }
        )

    def _move_back(self, change, notice):
        """Undo what a level did.

        :param change: the dunning.segment.change by the level
        :param notice: the dunning.notice that was cancelled
        """
        self.ensure_one()
        self.with_context(dunning_segment_notice_id=notice.id).write(
            {
                "segment_id": change.segment_before_id.id,
                "segment_source": change.source_before,
                "segment_cause": {
                    "code": "cancelled",
                    "notice": notice.display_name,
                },
            }
        )


class DunningGroup(models.Model):
    """Moves go along with their notices to another group."""

    _inherit = "dunning.group"

    def _take_over(self, origin, companies):
        result = super()._take_over(origin, companies)
        # sudo: nobody writes the log by hand
        changes = self.env["dunning.segment.change"].sudo()
        for change in changes.search(
            [
                ("notice_id.group_id", "=", self.id),
                ("debtor_id.group_id", "=", origin.id),
            ]
        ):
            change.write(
                {
                    "debtor_id": change.notice_id.debtor_id.id,
                    "segment_id": self._counterpart(change.segment_id).id,
                    "segment_before_id": self._counterpart(change.segment_before_id).id,
                }
            )
        return result
