from odoo import models
from odoo.tools import SQL

# Activities of these types of this add-on are of the kind that their name says.
ACTIVITY_KINDS = (*("promise", "dispute", "arrangement", "hold", "sales", "question"),)
DEBTOR_OF_ITEM = SQL(
    """
    SELECT debtor.id
      FROM account_move_line item
      JOIN res_partner contact ON contact.id = item.partner_id
      JOIN dunning_debtor debtor ON debtor.partner_id = contact.commercial_partner_id
     WHERE item.id = record.move_line_id AND debtor.group_id = record.group_id
    """
)

# The notice that an activity is about, by the model of its record.
NOTICES = {
    "dunning.notice": SQL("record.id"),
    "dunning.reply": SQL("record.notice_id"),
}
# Its amount and currency, where they are not those of the notice or the debtor: who
# sees the record need not see all of the debtor.
AMOUNTS = {
    "dunning.arrangement": SQL("record.amount_total, record.currency_id"),
    "dunning.dispute": SQL("record.amount, record.currency_id"),
    "dunning.hold": SQL(
        "COALESCE(NULLIF(record.amount, 0), item.amount_residual_currency),"
        " item.currency_id"
    ),
}
ITEM_ON_HOLD = SQL("LEFT JOIN account_move_line item ON item.id = record.move_line_id")


class DunningTask(models.Model):
    """The activities on what dunning is about, as tasks of their debtors."""

    _inherit = "dunning.task"

    _depends = {
        "account.move.line": ["amount_residual_currency", "currency_id"],
        "dunning.arrangement": ["amount_total", "currency_id"],
        "dunning.dispute": ["amount", "currency_id", "debtor_id", "group_id"],
        "dunning.hold": ["amount", "debtor_id", "group_id", "move_line_id"],
    }

    def _models_with_activities(self):
        """:return: dict of model to SQL of its id of the debtor, for the alias record

        The models are mail.activity.mixin and have a group_id.
        """
        return {
            "dunning.arrangement": SQL("record.debtor_id"),
            "dunning.debtor": SQL("record.id"),
            "dunning.dispute": SQL("record.debtor_id"),
            "dunning.hold": SQL("COALESCE(record.debtor_id, (%s))", DEBTOR_OF_ITEM),
            "dunning.notice": SQL("record.debtor_id"),
            "dunning.reply": SQL("record.debtor_id"),
        }

    def _activities(self):
        """:return: list of SQL, a SELECT for each model"""
        return [self._activities_of(model) for model in self._models_with_activities()]

    def _activities_of(self, model):
        """SELECT the activities on the records of a model.

        Left out are those that an answer or a failure made: they are there already.
        """
        return SQL(
            """
            SELECT activity.id::bigint * 16 + 4, %(kind)s, %(model)s, activity.res_id,
                   record.group_id, %(debtor)s, %(notice)s, NULL, activity.id, NULL,
                   activity.user_id, activity.date_deadline, activity.summary,
                   %(amount)s
              FROM mail_activity activity
              JOIN %(table)s record ON record.id = activity.res_id
              %(item)s
         LEFT JOIN mail_activity_type type ON type.id = activity.activity_type_id
             WHERE activity.res_model = %(model)s
               AND activity.active
               AND NOT EXISTS (
                   SELECT FROM dunning_reply reply
                    WHERE reply.state IN ('to_assign', 'to_confirm')
                      AND %(answer)s
                   )
               AND NOT EXISTS (
                   SELECT FROM failed_notice WHERE failed_notice.task_id = activity.id
                   )
            """,
            answer=SQL("reply.id = activity.res_id AND activity.automated")
            if model == "dunning.reply"
            else SQL("reply.task_id = activity.id"),
            kind=self._kind_of_activity(),
            model=model,
            notice=NOTICES.get(model, SQL("NULL")),
            amount=AMOUNTS.get(model, SQL("NULL, NULL")),
            item=ITEM_ON_HOLD if model == "dunning.hold" else SQL(),
            debtor=self._models_with_activities()[model],
            table=SQL.identifier(self.env[model]._table),
        )

    def _kind_of_activity(self):
        """:return: SQL of the kind of an activity, by its type"""
        cases = SQL(" ").join(
            SQL(
                "WHEN type.id = %s THEN %s",
                self.env["ir.model.data"]._xmlid_to_res_id(
                    f"s4_dunning.mail_activity_{kind}", raise_if_not_found=False
                )
                or None,
                kind,
            )
            for kind in ACTIVITY_KINDS
        )
        return SQL(
            "CASE %s WHEN type.category = 'phonecall' THEN 'call' ELSE 'other' END",
            cases,
        )
