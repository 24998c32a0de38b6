from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class DunningSegmentExplanation(models.TransientModel):
    """Which segment would this customer get, and why? Judged as a refresh would."""

    _name = "dunning.segment.explanation"
    _description = "Which Segment, and Why"

    sentence = fields.Char(readonly=True)
    line_ids = fields.One2many(
        "dunning.segment.explanation.line", "explanation_id", readonly=True
    )

    @api.model
    def _action_explain(self, debtor):
        """:return: window action

        :param debtor: one dunning.debtor
        """
        debtor.ensure_one()
        debtor.check_access("read")
        # sudo: what the segments of the debtor's group ask for; it is shown, not kept
        lines = self._prepare_lines(debtor.sudo())
        explanation = self.sudo().create(
            {
                "sentence": self._sentence(debtor.sudo(), lines),
                "line_ids": list(map(Command.create, lines)),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which segment, and why"),
            "res_model": self._name,
            "res_id": explanation.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, debtor):
        """:return: list of dict of values, one for each segment in its order"""
        segments = debtor.env["dunning.segment"].search(
            [("group_id", "=", debtor.group_id.id)]
        )
        lines = []
        for segment in segments:
            state, reason = self._judge(segment, debtor)
            if state == "yes" and any(line["state"] == "yes" for line in lines):
                state = "later"
            lines.append({"segment_id": segment.id, "state": state, "reason": reason})
        return lines

    @api.model
    def _judge(self, segment, debtor):
        """:return: (state of the line, str why)"""
        if segment.mode == "manual":
            return "hand", self.env._("People move debtors in and out.")
        failed = [
            segment._criterion_sentence(name)
            for name, criterion in segment._criteria().items()
            if not self._meets(segment, criterion, debtor)
        ]
        if failed:
            return "no", self.env._("Not met: %s", "; ".join(failed))
        rejected = self._rejected(debtor, segment)[:1]
        is_out = debtor.segment_id != segment
        if rejected and is_out and segment.mode == "proposed":
            return "no", self.env._(
                "Rejected by %(user)s on %(date)s", **self._decided(rejected)
            )
        return "yes", self.env._("Met: %s", segment._criteria_sentence())

    @api.model
    def _rejected(self, debtor, segment):
        """:return: dunning.segment.change, the proposals of a segment, or of none, that
        a person rejected, the latest first
        """
        return debtor.segment_change_ids.filtered_domain(
            [
                ("state", "=", "rejected"),
                ("mode", "=", "proposed"),
                ("segment_id", "=", segment.id),
            ]
        )

    @api.model
    def _decided(self, change):
        """:return: dict of the words that say who decided about a change, and when"""
        return {
            "user": change.user_id.name,
            "date": format_date(self.env, change.date_decided),
        }

    @api.model
    def _meets(self, segment, criterion, debtor):
        found = segment._search_env().search_count(
            Domain("id", "=", debtor.id) & criterion
        )
        return bool(found)

    @api.model
    def _sentence(self, debtor, lines):
        """:return: str, what the next refresh makes of the debtor"""
        nothing = self.env._("no segment")
        name = debtor.segment_id.name or nothing
        found = [line["segment_id"] for line in lines if line["state"] == "yes"]
        wanted = debtor.env["dunning.segment"].browse(found)
        if not debtor._has_free_segment():
            return self.env._(
                "Stays in %(segment)s. %(rule)s",
                segment=name,
                rule=debtor.segment_rule or self.env._("Only people move debtors."),
            )
        if wanted == debtor.segment_id:
            return self.env._("Stays in %(segment)s.", segment=name)
        rejected = not wanted and self._rejected(debtor, wanted).filtered(
            lambda change: change.segment_before_id == debtor.segment_id
        )
        mode = (wanted or debtor.segment_id).mode
        if rejected and mode == "proposed":
            return self.env._(
                "Stays in %(segment)s: %(user)s rejected on %(date)s that it leaves.",
                segment=name,
                **self._decided(rejected[:1]),
            )
        name = wanted.name or nothing
        if mode == "proposed":
            return self.env._("Is proposed for %(segment)s.", segment=name)
        return self.env._("Comes into %(segment)s at the next refresh.", segment=name)


class DunningSegmentExplanationLine(models.TransientModel):
    _name = "dunning.segment.explanation.line"
    _description = "Why This Segment, or Why Not"

    explanation_id = fields.Many2one(
        "dunning.segment.explanation", required=True, index=True, ondelete="cascade"
    )
    segment_id = fields.Many2one("dunning.segment", readonly=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("yes", "Yes"),
            ("later", "Yes, but one before comes first"),
            ("no", "No"),
            ("hand", "By hand"),
        ],
        string="Fits",
        readonly=True,
    )
    reason = fields.Char(string="Why", readonly=True)
    channel_order = fields.Char(related="segment_id.channel_order")
