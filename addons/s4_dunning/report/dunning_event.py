from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Kind, what it is called, its model and its icon; the place in the list is in the id.
KINDS = (
    ("notice", "Notice", "dunning.notice", "fa-envelope-o"),
    ("promise", "Promise", "dunning.promise", "fa-handshake-o"),
    ("dispute", "Dispute", "dunning.dispute", "fa-comments-o"),
    ("arrangement", "Arrangement", "dunning.arrangement", "fa-calendar-check-o"),
    ("call", "Phone call", "dunning.call", "fa-phone"),
    ("reply", "Answer", "dunning.reply", "fa-reply"),
    ("hold", "Hold", "dunning.hold", "fa-pause"),
    ("delay", "Delay", "dunning.delay", "fa-bullhorn"),
    ("email", "Message", "mail.message", "fa-comment-o"),
    ("note", "Note", "mail.message", "fa-sticky-note-o"),
)
MODELS = {kind: model for kind, _label, model, _icon in KINDS}
ICONS = {kind: icon for kind, _label, _model, icon in KINDS}
# From somebody outside, or to one; the rest colleagues say among themselves.
IS_WITH_OUTSIDER = SQL(
    """
    (author.partner_share
     OR (author.id IS NULL AND message.message_type = 'email')
     OR EXISTS (
        SELECT FROM mail_message_res_partner_rel link
          JOIN res_partner recipient ON recipient.id = link.res_partner_id
         WHERE link.mail_message_id = message.id AND recipient.partner_share
     ))
    """
)


class DunningEvent(models.Model):
    """Whatever happened with a debtor, in one line of time."""

    _name = "dunning.event"
    _description = "Event of a Debtor"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "sentence"

    date = fields.Datetime(readonly=True)
    day = fields.Date(readonly=True)
    kind = fields.Selection([kind[:2] for kind in KINDS], readonly=True)
    group_id = fields.Many2one("dunning.group", string="Dunning group", readonly=True)
    debtor_id = fields.Many2one("dunning.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    res_id = fields.Integer(string="Record", readonly=True)
    icon = fields.Char(compute="_compute_icon")

    _depends = {
        "dunning.arrangement": ["create_date", "date_offered", "debtor_id"],
        "dunning.call": ["date", "debtor_id", "user_id"],
        "dunning.debtor": ["group_id", "partner_id"],
        "dunning.delay": ["date", "debtor_id", "user_id"],
        "dunning.dispute": ["date", "debtor_id"],
        "dunning.hold": ["date_start", "debtor_id", "group_id", "move_line_id"],
        "dunning.notice": ["date_sent", "debtor_id", "approved_by_id"],
        "dunning.promise": ["date_made", "debtor_id"],
        "dunning.reply": ["date", "debtor_id"],
        "mail.message": [
            *("author_id", "date", "message_type", "model", "partner_ids", "res_id"),
        ],
        "res.partner": ["partner_share"],
    }

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        # PostgreSQL cannot tell from an id which of many rows it means: the parts can
        named = Domain(domain)
        is_by_id = getattr(named, "field_expr", None) == "id" and named.operator == "in"
        events = self.with_context(
            dunning_event_ids=tuple(named.value) if is_by_id else None
        )
        return super(DunningEvent, events)._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT event.id::bigint * %(kinds)s + event.place AS id, event.date,
                   event.date::date AS day, event.kind,
                   debtor.group_id, event.debtor_id, debtor.partner_id, event.user_id,
                   event.id AS res_id
              FROM (%(parts)s) event
              JOIN dunning_debtor debtor ON debtor.id = event.debtor_id
            """,
            kinds=len(KINDS),
            parts=SQL(" UNION ALL ").join(self._parts()),
        )

    def _parts(self):
        """:return: list of SQL with place, kind, id, debtor_id, date and user_id"""
        ids = self.env.context.get("dunning_event_ids")
        sources = self._sources()
        parts = []
        for place, (kind, *_rest) in enumerate(KINDS):
            if ids is None:
                chosen = SQL("TRUE")
            else:
                of_kind = [
                    id_ // len(KINDS) for id_ in ids if id_ % len(KINDS) == place
                ]
                chosen = SQL("source.id = ANY(%s)", of_kind)
            parts.append(
                SQL(
                    "SELECT %s AS place, %s AS kind, source.id, source.debtor_id,"
                    " source.date::timestamp AS date, source.user_id"
                    " FROM (%s) source WHERE %s",
                    place,
                    kind,
                    sources[kind],
                    chosen,
                )
            )
        return parts

    def _sources(self):
        """:return: dict of kind to SQL with id, debtor_id, date and user_id"""
        without_origin = SQL(" AND ").join(
            SQL("hold.%s IS NULL", SQL.identifier(name))
            for name in self.env["dunning.hold"]._origins()
        )
        return {
            "notice": SQL(
                "SELECT id, debtor_id, date_sent AS date, approved_by_id AS user_id"
                " FROM dunning_notice WHERE date_sent IS NOT NULL"
            ),
            "promise": SQL(
                "SELECT id, debtor_id, date_made AS date, create_uid AS user_id"
                " FROM dunning_promise"
            ),
            "dispute": SQL(
                "SELECT id, debtor_id, date, create_uid AS user_id FROM dunning_dispute"
            ),
            "arrangement": SQL(
                "SELECT id, debtor_id, COALESCE(date_offered, create_date) AS date,"
                " create_uid AS user_id FROM dunning_arrangement"
            ),
            "call": SQL("SELECT id, debtor_id, date, user_id FROM dunning_call"),
            "reply": SQL(
                "SELECT id, debtor_id, date, NULL::int AS user_id FROM dunning_reply"
                " WHERE debtor_id IS NOT NULL"
            ),
            # those that something else made are told with it
            "hold": SQL(
                """
                SELECT hold.id, hold.debtor_id, hold.date_start AS date,
                       hold.create_uid AS user_id
                  FROM dunning_hold hold
                 WHERE hold.debtor_id IS NOT NULL AND %(without_origin)s
                 UNION ALL
                SELECT hold.id, debtor.id, hold.date_start, hold.create_uid
                  FROM dunning_debtor debtor
                  JOIN res_partner contact
                    ON contact.commercial_partner_id = debtor.partner_id
                  JOIN account_move_line item ON item.partner_id = contact.id
                  JOIN dunning_hold hold ON hold.move_line_id = item.id
                   AND hold.group_id = debtor.group_id
                 WHERE %(without_origin)s
                """,
                without_origin=without_origin,
            ),
            "delay": SQL("SELECT id, debtor_id, date, user_id FROM dunning_delay"),
            "email": self._messages(IS_WITH_OUTSIDER),
            "note": self._messages(SQL("%s IS NOT TRUE", IS_WITH_OUTSIDER)),
        }

    def _messages(self, condition):
        """SELECT the messages that persons wrote in the chatter of debtors.

        :param condition: SQL on message and its author
        """
        return SQL(
            """
            SELECT message.id, message.res_id AS debtor_id, message.date,
                   message.create_uid AS user_id
              FROM mail_message message
         LEFT JOIN res_partner author ON author.id = message.author_id
             WHERE message.model = 'dunning.debtor'
               AND message.message_type IN ('comment', 'email', 'email_outgoing')
               AND %s
            """,
            condition,
        )

    @api.depends("kind")
    def _compute_icon(self):
        for event in self:
            event.icon = ICONS.get(event.kind)

    def action_open(self):
        """Open what the event is about; a message stands in the chatter.

        :return: window action
        """
        self.ensure_one()
        if MODELS[self.kind] == "mail.message":
            return self.debtor_id._get_records_action()
        return self.env[MODELS[self.kind]].browse(self.res_id)._get_records_action()
