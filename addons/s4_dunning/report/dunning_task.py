from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("review", "To review"),
    ("approval", "Second approval"),
    ("reply", "Answer"),
    ("failure", "Failure"),
    ("call", "Call"),
    ("promise", "Promise"),
    ("dispute", "Dispute"),
    ("arrangement", "Arrangement"),
    ("hold", "Hold"),
    ("sales", "Sales"),
    ("question", "Question"),
    ("segment", "Segments"),
    ("other", "Other"),
]
# Of who writes to an unknown customer; the scores go from 0 to 100.
PRIORITY_UNKNOWN = 50


class DunningTask(models.Model):
    """One thing to do: a notice, an answer, a failure or an activity that waits.

    Nothing is stored here: a task is there as long as what it is about waits for a
    person. To put it off, see `dunning.snooze`.
    """

    _name = "dunning.task"
    _description = "Task"
    _auto = False
    _order = "priority desc, date, id"
    _rec_name = "partner_id"

    kind = fields.Selection(KINDS, readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, export_string_translation=False
    )
    group_id = fields.Many2one("dunning.group", string="Dunning group", readonly=True)
    debtor_id = fields.Many2one("dunning.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    notice_id = fields.Many2one("dunning.notice", readonly=True)
    reply_id = fields.Many2one("dunning.reply", string="Answer", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True)
    first_approved_by_id = fields.Many2one("res.users", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="In charge",
        readonly=True,
        help="Who has the activity; else the collector of the debtor; else who is "
        "responsible for the dunning group. Empty: everybody.",
    )
    date = fields.Date(
        string="Due on", readonly=True, help="If put off: until when it was."
    )
    is_snoozed = fields.Boolean(string="Put off", readonly=True)
    summary = fields.Char(readonly=True)
    amount_overdue = fields.Monetary(
        string="Amount",
        readonly=True,
        help="Of what it is about: a notice, a dispute, an arrangement or an item on "
        "hold; else what is overdue of the debtor.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    level_id = fields.Many2one("dunning.level", readonly=True)
    priority = fields.Integer(
        readonly=True, aggregator="max", help="The score of the debtor, 0 to 100."
    )
    date_expected = fields.Date(
        string="Payment expected by",
        readonly=True,
        help="As the customer usually pays; only if it is within days.",
    )
    percent_expected = fields.Integer(
        string="Expected of what is overdue", readonly=True, aggregator=None, help="%"
    )

    _depends = {
        "dunning.debtor": [
            *("amount_overdue", "collector_id", "days_overdue", "group_id"),
            *("level_id", "partner_id", "priority", "priority_points"),
        ],
        "dunning.group": ["currency_id", "responsible_id"],
        "dunning.notice": [
            *("amount_total", "currency_id", "date_sent", "days_overdue", "debtor_id"),
            *("failure_task_id", "first_approved_by_id", "group_id"),
            *("is_failure_settled", "level_id", "run_id", "send_after", "send_error"),
            "state",
        ],
        "dunning.reply": [
            *("date", "debtor_id", "group_id", "notice_id", "state", "subject"),
            "task_id",
        ],
        "dunning.snooze": ["date_end", "kind", "res_id", "res_model"],
        "mail.activity": [
            *("active", "activity_type_id", "automated", "date_deadline"),
            *("res_id", "res_model", "summary", "user_id"),
        ],
        "mail.activity.type": ["category"],
        "mail.message": ["model", "res_id"],
        "mail.notification": [
            *("mail_message_id", "notification_status", "notification_type"),
        ],
        "res.users": ["active"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            WITH failed_notice AS (%(failures)s)
            SELECT part.id, part.kind, part.res_model, part.res_id, part.group_id,
                   part.debtor_id, debtor.partner_id, part.notice_id, part.reply_id,
                   part.activity_id, part.first_approved_by_id,
                   CASE WHEN part.kind != 'approval'
                        THEN COALESCE(owner.id, collector.id, responsible.id)
                   END AS user_id,
                   GREATEST(part.date, snooze.date_end) AS date,
                   COALESCE(snooze.date_end > part.date, FALSE) AS is_snoozed,
                   part.summary,
                   COALESCE(part.amount, notice.amount_total, debtor.amount_overdue)
                   AS amount_overdue,
                   COALESCE(part.currency_id, notice.currency_id, credit.currency_id)
                   AS currency_id,
                   CASE WHEN part.amount IS NULL
                        THEN COALESCE(notice.days_overdue, debtor.days_overdue)
                   END AS days_overdue,
                   CASE WHEN part.amount IS NULL
                        THEN COALESCE(notice.level_id, debtor.level_id)
                   END AS level_id,
                   CASE WHEN part.kind = 'segment' THEN 0
                        WHEN debtor.id IS NULL THEN %(unknown)s
                        ELSE COALESCE(debtor.priority, 0)
                   END AS priority,
                   (debtor.priority_points #>> '{expected,0,0}')::date
                       AS date_expected,
                   (debtor.priority_points #>> '{expected,0,1}')::int
                       AS percent_expected
              FROM (%(parts)s) part
              JOIN dunning_group credit ON credit.id = part.group_id
         LEFT JOIN dunning_debtor debtor ON debtor.id = part.debtor_id
         LEFT JOIN dunning_notice notice ON notice.id = part.notice_id
         LEFT JOIN res_users owner ON owner.id = part.user_id AND owner.active
         LEFT JOIN res_users collector
                ON collector.id = debtor.collector_id AND collector.active
         LEFT JOIN res_users responsible
                ON responsible.id = credit.responsible_id AND responsible.active
         LEFT JOIN dunning_snooze snooze
                ON snooze.res_model = part.res_model
               AND snooze.res_id = part.res_id
               AND snooze.kind = part.kind
            """,
            failures=self._failures(),
            parts=SQL(" UNION ALL ").join(self._parts()),
            unknown=PRIORITY_UNKNOWN,
        )

    def _parts(self):
        """What waits, one SELECT for each place where it does.

        An add-on adds a SELECT with the same columns. Its ids are those of its records
        times 16, plus a number from 8 to 15 of its own, so that they do not meet.

        :return: list of SQL
        """
        return [
            self._notices_to_review(),
            self._notices_not_sent(),
            self._notices_not_delivered(),
            self._replies(),
            *self._activities(),
        ]

    def _notices_to_review(self):
        return SQL(
            """
            SELECT notice.id::bigint * 16 AS id,
                   CASE WHEN notice.first_approved_by_id IS NULL
                        THEN 'review' ELSE 'approval'
                   END AS kind,
                   'dunning.notice' AS res_model, notice.id AS res_id,
                   notice.group_id, notice.debtor_id, notice.id AS notice_id,
                   NULL::int AS reply_id, NULL::int AS activity_id,
                   notice.first_approved_by_id, NULL::int AS user_id,
                   run.date, NULL::varchar AS summary,
                   NULL::numeric AS amount, NULL::int AS currency_id
              FROM dunning_notice notice
              JOIN dunning_run run ON run.id = notice.run_id
             WHERE notice.state = 'proposed'
            """
        )

    def _notices_not_sent(self):
        return SQL(
            """
            SELECT notice.id::bigint * 16 + 1, 'failure', 'dunning.notice', notice.id,
                   notice.group_id, notice.debtor_id, notice.id,
                   NULL, NULL, NULL, notice.approved_by_id,
                   notice.send_after::date, notice.send_error, NULL, NULL
              FROM dunning_notice notice
             WHERE notice.state = 'approved' AND notice.send_error IS NOT NULL
            """
        )

    def _failures(self):
        """SELECT the sent notices of which an e-mail did not arrive, not settled yet.

        The task that a failure makes is the same thing to do: when that is done, so is
        the failure.
        """
        return SQL(
            """
            SELECT notice.id, notice.group_id, notice.debtor_id, notice.date_sent,
                   task.id AS task_id, task.user_id
              FROM dunning_notice notice
         LEFT JOIN mail_activity task ON task.id = notice.failure_task_id
             WHERE notice.id IN (
                   SELECT message.res_id
                     FROM mail_notification notification
                     JOIN mail_message message
                       ON message.id = notification.mail_message_id
                    WHERE notification.notification_status IN ('bounce', 'exception')
                      AND notification.notification_type = ANY(%s)
                      AND message.model = 'dunning.notice'
                   )
               AND notice.state = 'sent'
               AND notice.is_failure_settled IS NOT TRUE
               AND task.active IS NOT FALSE
            """,
            self.env["dunning.notice"]._delivery_types(),
        )

    def _notices_not_delivered(self):
        return SQL(
            """
            SELECT failed_notice.id::bigint * 16 + 2, 'failure', 'dunning.notice',
                   failed_notice.id, failed_notice.group_id, failed_notice.debtor_id,
                   failed_notice.id, NULL, NULL, NULL, failed_notice.user_id,
                   failed_notice.date_sent, NULL, NULL, NULL
              FROM failed_notice
            """
        )

    def _replies(self):
        return SQL(
            """
            SELECT reply.id::bigint * 16 + 3, 'reply', 'dunning.reply', reply.id,
                   reply.group_id, reply.debtor_id, reply.notice_id, reply.id, NULL,
                   NULL, task.user_id, reply.date::date, reply.subject, NULL, NULL
              FROM dunning_reply reply
         LEFT JOIN mail_activity task ON task.id = reply.task_id AND task.active
             WHERE reply.state IN ('to_assign', 'to_confirm')
            """
        )
