from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import segments


class DunningSegmentChange(models.Model):
    """A debtor came into another segment, or would: from, to, by whom and why.

    A row is never changed but by the decision about a proposal, and never deleted.
    """

    _name = "dunning.segment.change"
    _description = "Change of Segment"
    _order = "date desc, id desc"
    _rec_name = "debtor_id"

    debtor_id = fields.Many2one(
        "dunning.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(related="debtor_id.group_id", string="Dunning group")
    currency_id = fields.Many2one(related="debtor_id.currency_id")
    amount_overdue = fields.Monetary(related="debtor_id.amount_overdue")
    segment_before_id = fields.Many2one(
        "dunning.segment",
        string="From",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    source_before = fields.Char(readonly=True, export_string_translation=False)
    segment_id = fields.Many2one(
        "dunning.segment",
        string="To",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mode = fields.Selection(
        [
            ("automatic", "Automatic"),
            ("proposed", "Proposed"),
            ("manual", "By hand"),
            ("level", "By a level"),
        ],
        string="How",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("proposed", "To confirm"),
            ("done", "Done"),
            ("rejected", "Rejected"),
            ("lapsed", "No longer applies"),
        ],
        string="Status",
        required=True,
        readonly=True,
        index=True,
    )
    notice_id = fields.Many2one(
        "dunning.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The notice whose level moved the debtor.",
    )
    reason = fields.Char(string="Words of a person", readonly=True)
    cause = fields.Json(readonly=True, export_string_translation=False)
    sentence = fields.Char(string="Why", compute="_compute_sentence")
    user_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="set null"
    )
    date = fields.Datetime(string="On", required=True, readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)

    _one_proposal = models.UniqueIndex(
        "(debtor_id) WHERE state = 'proposed'",
        "A change of segment is proposed for this debtor already.",
    )

    @api.depends("debtor_id", "segment_id")
    def _compute_display_name(self):
        for change in self:
            # sudo: a segment of a group that the company left
            name = change.sudo().segment_id.name or self.env._("no segment")
            change.display_name = f"{change.debtor_id.display_name}: {name}"

    @api.depends_context("lang")
    @api.depends("cause", "reason")
    def _compute_sentence(self):
        segments = self.env["dunning.segment"]
        sentences = segments._cause_sentences(self.mapped("cause"))
        for change, sentence in zip(self, sentences, strict=True):
            change.sentence = change.reason or sentence

    def action_confirm(self):
        """Move the debtors as proposed.

        :raise UserError: some of them are not proposed any more
        """
        self._decide("done")
        segments.confirm(self.sudo())  # sudo: the right was checked
        return True

    def action_reject(self):
        """Leave the debtors where they are; the same is not proposed again.

        :raise UserError: some of them are not proposed any more
        """
        self._decide("rejected")
        return True

    def _decide(self, state):
        self.check_access("read")
        self.debtor_id.check_access("write")
        # sudo: the right was checked; nobody writes the log by hand
        changes = self.sudo()
        if changes.try_lock_for_update() != changes or any(
            change.state != "proposed" for change in changes
        ):
            raise UserError(
                self.env._(
                    "Somebody decided about some of these changes already: reload the "
                    "list."
                )
            )
        changes.write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
