from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..engine import segments

SIGNATURE = {"segment_cause", "segment_source", "segment_user_id", "segment_date"}


def _precedence(segment, source):
    """:return: int, how much a choice weighs; a person may choose no segment at all"""
    if source == "manual" or segment and not source:
        return 3
    if source == "level":
        return 2
    return 1 if segment else 0


class DunningDebtor(models.Model):
    """Segment: who or what chose it. A person wins over levels, both over criteria."""

    _inherit = "dunning.debtor"

    is_key_account = fields.Boolean(string="Key account", tracking=True)
    segment_source = fields.Selection(
        [
            ("rule", "Its criteria"),
            ("confirmed", "Its criteria, confirmed"),
            ("manual", "Chosen by hand"),
            ("level", "A level"),
        ],
        string="Segment from",
        readonly=True,
        copy=False,
        tracking=True,
    )
    segment_reason = fields.Char(string="Why this segment", copy=False, tracking=True)
    # what decided, unless a person gave a reason; see dunning_segment_cause
    segment_cause = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    segment_user_id = fields.Many2one(
        "res.users",
        string="Segment chosen by",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    segment_date = fields.Date(string="Segment since", readonly=True, copy=False)
    segment_rule = fields.Char(string="Why this one", compute="_compute_segment_rule")
    segment_change_ids = fields.One2many(
        "dunning.segment.change", "debtor_id", string="Changes of segment"
    )

    @api.depends_context("lang")
    @api.depends(
        *("segment_id", "segment_source", "segment_reason", "segment_user_id"),
        "segment_cause",
    )
    def _compute_segment_rule(self):
        for debtor in self:
            debtor.segment_rule = debtor._segment_sentence()

    def _segment_sentence(self):
        """:return: str, who or what chose the segment, and why"""
        self.ensure_one()
        [cause] = self.env["dunning.segment"]._cause_sentences([self.segment_cause])
        names = {
            # sudo: a colleague of another company
            "user": self.sudo().segment_user_id.name,
            "date": format_date(self.env, self.segment_date),
            "reason": self.segment_reason or cause or self.env._("no reason given"),
        }
        if self.segment_source == "manual" and names["user"]:
            return self.env._("Chosen by %(user)s on %(date)s: %(reason)s", **names)
        if self.segment_source == "confirmed":
            return self.env._("Confirmed by %(user)s on %(date)s: %(reason)s", **names)
        if self.segment_source == "level":
            return self.env._("By a level on %(date)s: %(reason)s", **names)
        if self.segment_source == "rule":
            return self.env._("By its criteria: %(reason)s", **names)
        return self.segment_id and self.env._("Chosen by hand")

    def _has_free_segment(self):
        """:return: bool, whether criteria decide, as engine.segments.IS_FREE says"""
        self.ensure_one()
        if self.segment_id.mode == "manual":
            return False
        if not self.segment_source:
            return not self.segment_id
        return self.segment_source in ("rule", "confirmed")

    @api.constrains("segment_id")
    def _check_segment_group(self):
        for debtor in self:
            group = debtor.segment_id.group_id
            if group and group != debtor.group_id:
                raise ValidationError(
                    self.env._(
                        "%(segment)s is a segment of %(group)s: choose one of the "
                        "dunning group of %(customer)s.",
                        segment=debtor.segment_id.name,
                        group=group.name,
                        customer=debtor.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_segment_signature(vals)
        debtors = super().create(
            [
                self._signed_segment(vals) if vals.get("segment_id") else vals
                for vals in vals_list
            ]
        )
        nowhere = self.env["dunning.segment"]
        debtors.filtered("segment_id")._log_segment(
            dict.fromkeys(debtors, (nowhere, False))
        )
        return debtors

    def write(self, vals):
        self._check_segment_signature(vals)
        if "segment_id" not in vals:
            if "segment_reason" in vals and not self.env.su:
                raise AccessError(
                    self.env._("Choose the segment again to give another reason.")
                )
            return super().write(vals)
        before = {debtor: (debtor.segment_id, debtor.segment_source) for debtor in self}
        result = super().write(self._signed_segment(vals))
        self._log_segment(before)
        return result

    @api.model
    def _check_segment_signature(self, vals):
        if not self.env.su and vals.keys() & SIGNATURE:
            raise AccessError(
                self.env._("Who chose the segment follows from the choice itself.")
            )

    @api.model
    def _signed_segment(self, vals):
        """Let the choice of a segment name who made it; by hand unless told so."""
        return {
            "segment_source": "manual",
            "segment_user_id": self.env.uid,
            "segment_date": fields.Date.context_today(self),
            "segment_reason": False,
            "segment_cause": False,
            **vals,
        }

    def _log_segment(self, before):
        """Note changes that a person or a level made, and let the collector follow.

        :param before: dict of debtor to (its dunning.segment, its source) before
        """
        # sudo: nobody writes the log by hand
        changes = self.env["dunning.segment.change"].sudo()
        changes.search(
            [("debtor_id", "in", self.ids), ("state", "=", "proposed")]
        ).write({"state": "lapsed", "date_decided": fields.Datetime.now()})
        # of the notice whose level moves the debtors, or moved them
        notice_id = self.env.context.get("dunning_segment_notice_id")
        now = fields.Datetime.now()
        changes.create(
            [
                {
                    "debtor_id": debtor.id,
                    "segment_before_id": before[debtor][0].id,
                    "source_before": before[debtor][1],
                    "segment_id": debtor.segment_id.id,
                    "mode": "level" if notice_id else "manual",
                    "state": "done",
                    "notice_id": notice_id,
                    "reason": debtor.segment_reason,
                    "cause": debtor.segment_cause,
                    "user_id": debtor.segment_user_id.id,
                    "date": now,
                    "date_decided": now,
                }
                for debtor in self
            ]
        )
        for debtor in self:
            former = before[debtor][0].collector_id
            if debtor.collector_id <= former:
                debtor.collector_id = debtor.segment_id.collector_id

    def action_choose_segment(self, segment_id, reason):
        """Put the debtors into a segment by hand; it stays until a person says else.

        :param segment_id: id of a dunning.segment of their group; False: none at all
        :param reason: str, shown on the debtor and in its log
        :raise UserError: without a reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you choose this segment."))
        return self.write({"segment_id": segment_id, "segment_reason": reason.strip()})

    def action_release_segment(self):
        """Let the criteria of the segments decide about the debtors again, now."""
        self.check_access("write")
        # sudo: the right was checked above; criteria span all companies of the group
        released = self.sudo()
        by_criteria = {
            "segment_source": "rule",
            "segment_reason": False,
            "segment_cause": False,
        }
        by_hand = released.filtered(lambda debtor: debtor.segment_id.mode == "manual")
        by_hand.write({"segment_id": False, **by_criteria})
        (released - by_hand).write(by_criteria)
        for group, debtors in released.grouped("group_id").items():
            segments.assign(group, debtors.ids)
        return True

    def action_explain_segment(self):
        """Say which segment the debtor would get by criteria, and why.

        :return: window action
        """
        return self.env["dunning.segment.explanation"]._action_explain(self)

    @api.model
    def _references(self):
        return [*super()._references(), ("dunning.segment.change", "debtor_id")]

    @api.model
    def _merge_into(self, targets):
        debtors = self.browse().concat(*targets)
        # sudo: one proposal for each debtor, and that of who stays counts
        self.env["dunning.segment.change"].sudo().search(
            [("debtor_id", "in", debtors.ids), ("state", "=", "proposed")]
        ).write({"state": "lapsed", "date_decided": fields.Datetime.now()})
        return super()._merge_into(targets)

    def _settings(self):
        return super()._settings() | {
            name: self[name] for name in ("segment_reason", *sorted(SIGNATURE))
        }

    def _adopt(self, settings):
        settings = dict(settings)
        chosen = {
            name: settings.pop(name, False)
            for name in ("segment_id", "segment_reason", *SIGNATURE)
        }
        result = super()._adopt(settings)
        own = _precedence(self.segment_id, self.segment_source)
        if _precedence(chosen["segment_id"], chosen["segment_source"]) > own:
            # sudo: who merges customers does not choose for them
            self.sudo().write(
                {
                    name: self._fields[name].convert_to_write(value, self)
                    for name, value in chosen.items()
                }
            )
        return result
