from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.dunning_debtor_follow_up import OUTCOMES
from ..models.dunning_reply import SUMMARY_LENGTH


class DunningCorrespondence(models.Model):
    """What was written to customers and what they answered, in one list."""

    _name = "dunning.correspondence"
    _description = "Correspondence"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "subject"

    date = fields.Date(readonly=True)
    direction = fields.Selection([("out", "Sent"), ("in", "Received")], readonly=True)
    channel = fields.Selection(
        lambda self: self.env["dunning.notice"]._fields["channel"].selection,
        readonly=True,
    )
    group_id = fields.Many2one("dunning.group", string="Dunning group", readonly=True)
    debtor_id = fields.Many2one("dunning.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    notice_id = fields.Many2one("dunning.notice", readonly=True)
    level_id = fields.Many2one("dunning.level", readonly=True)
    reply_id = fields.Many2one("dunning.reply", string="Answer", readonly=True)
    call_id = fields.Many2one("dunning.call", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["dunning.reply"]._fields["kind"].selection,
        string="Says",
        readonly=True,
    )
    address = fields.Char(string="From or to", readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True)
    summary = fields.Char(string="In short", compute="_compute_summary")

    _depends = {
        "dunning.call": [
            *("date", "debtor_id", "group_id", "note", "notice_id"),
            *("outcome", "phone"),
        ],
        "dunning.notice": [
            *("channel", "date_sent", "debtor_id", "email", "group_id", "level_id"),
            *("own_subject", "partner_id"),
        ],
        "dunning.reply": [
            *("date", "debtor_id", "email_from", "group_id", "kind", "notice_id"),
            *("partner_id", "subject", "text"),
        ],
    }

    @api.depends("text")
    def _compute_summary(self):
        for row in self:
            row.summary = shorten(row.text or "", SUMMARY_LENGTH, placeholder=" …")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._parts())

    def _parts(self):
        """:return: list of SQL, one for each kind of correspondence; ids do not meet"""
        return [
            SQL(
                """
                SELECT notice.id * 4 AS id, notice.date_sent AS date,
                       'out' AS direction, notice.channel, notice.group_id,
                       notice.debtor_id, notice.partner_id, notice.id AS notice_id,
                       notice.level_id, NULL::int AS reply_id, NULL AS kind,
                       notice.email AS address, notice.own_subject AS subject,
                       NULL AS text, NULL::int AS call_id
                  FROM dunning_notice notice
                 WHERE notice.date_sent IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT reply.id * 4 + 1, reply.date::date, 'in', 'email',
                       reply.group_id, reply.debtor_id, reply.partner_id,
                       reply.notice_id, notice.level_id, reply.id, reply.kind,
                       reply.email_from, reply.subject, reply.text, NULL
                  FROM dunning_reply reply
             LEFT JOIN dunning_notice notice ON notice.id = reply.notice_id
                 WHERE reply.debtor_id IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT call.id * 4 + 2, call.date::date, 'out', 'phone',
                       call.group_id, call.debtor_id, debtor.partner_id,
                       call.notice_id, notice.level_id, NULL,
                       CASE WHEN call.outcome IN %(kinds)s THEN call.outcome END,
                       call.phone, NULL, call.note, call.id
                  FROM dunning_call call
                  JOIN dunning_debtor debtor ON debtor.id = call.debtor_id
             LEFT JOIN dunning_notice notice ON notice.id = call.notice_id
                """,
                kinds=tuple(kind for kind, _label in OUTCOMES),
            ),
        ]

    def action_open(self):
        """Open the notice, the answer or the call itself.

        :return: window action
        """
        self.ensure_one()
        record = self.reply_id or self.call_id or self.notice_id
        return record._get_records_action()
