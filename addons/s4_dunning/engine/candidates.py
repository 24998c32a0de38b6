"""Every open item with the one decision about it: its next level, or why it has none.

This is a single SELECT without effects: the run turns it into notices and exclusions,
the outbox asks it again before sending, and the explanation of an item reads it as is.
"""

from odoo.tools import SQL

from . import (
    agreements,
    currencies,
    exclusion_reasons,
    notice_key,
    open_items,
    steps,
)

MODELS = (
    "dunning.debtor",
    "dunning.hold",
    "dunning.level",
    "dunning.notice",
    "dunning.notice.line",
    "dunning.segment",
    "dunning.workflow",
    *agreements.MODELS,
)

# The part of an open item for which dunning rests while it asks for the others.
AMOUNT_HELD = SQL(
    """
    CASE WHEN item.amount_residual_currency > 0
         THEN LEAST(COALESCE(item_hold.amount, 0), item.amount_residual_currency)
         ELSE 0 END
    """
)


def query(run, item_ids=None, ignored_notices=()):
    """SELECT the candidates of a run, one row for every open item.

    Many items are in the same situation: due on one day, and equally far. Their next
    level is looked up once for all of them.

    :param run: a dunning.run, saved or not, with group and date
    :param item_ids: ids of account.move.line to look at; None: the whole ledger
    :param ignored_notices: ids of dunning.notice that do not count as open
    :return: SQL of a SELECT: the columns of `item` below, the next level, the reason
    """
    for model in MODELS:
        run.env[model].flush_model()
    return SQL(
        """
        WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s),
        %(steps)s,
        hold AS (
            SELECT id, scope, move_line_id, debtor_id, company_id,
                   NULLIF(amount, 0) AS amount
              FROM dunning_hold hold
             WHERE %(is_current)s
        ),
        broken AS (%(broken)s),
        item AS (%(items)s),
        situation AS (
            SELECT DISTINCT
                   workflow_id, date_due, level_before_id, dunning_level_cap_id,
                   dunning_date, dunning_date_deadline, is_broken
              FROM item
             WHERE workflow_id IS NOT NULL
        ),
        next AS (
            SELECT situation.*,
                   COALESCE(position.number, 0) AS number_before,
                   cap.number IS NOT NULL AND EXISTS (
                       SELECT FROM step
                        WHERE step.workflow_id = situation.workflow_id
                          AND step.number_before = COALESCE(position.number, 0)
                          AND step.is_overdue = (situation.date_due < %(date)s)
                   ) AS is_limited,
                   reached.level_id,
                   reached.number,
                   reached.date_next
              FROM situation
              JOIN dunning_workflow workflow ON workflow.id = situation.workflow_id
              LEFT JOIN position
                ON position.workflow_id = situation.workflow_id
               AND position.level_id = situation.level_before_id
              LEFT JOIN position cap
                ON cap.workflow_id = situation.workflow_id
               AND cap.level_id = situation.dunning_level_cap_id
              LEFT JOIN LATERAL (
                   %(reached)s
                   ) reached ON TRUE
        )
        SELECT item.*,
               %(grouping)s,
               COALESCE(next.number_before, 0) AS number_before,
               next.level_id,
               next.number AS level_number,
               next.date_next,
               %(reason)s AS reason
          FROM item
          LEFT JOIN dunning_workflow workflow ON workflow.id = item.workflow_id
          LEFT JOIN next
            ON next.workflow_id = item.workflow_id
           AND next.date_due = item.date_due
           AND (next.level_before_id, next.dunning_level_cap_id,
                next.dunning_date, next.dunning_date_deadline, next.is_broken)
               IS NOT DISTINCT FROM
               (item.level_before_id, item.dunning_level_cap_id,
                item.dunning_date, item.dunning_date_deadline, item.is_broken)
          LEFT JOIN dunning_level ON dunning_level.id = next.level_id
        """,
        factors=currencies.factors(run.group_id, run.date),
        steps=steps.COMMON_TABLES,
        is_current=run.env["dunning.hold"]._current_sql(SQL("hold"), run.date),
        items=_items(run, item_ids, ignored_notices),
        reason=exclusion_reasons.first(run),
        grouping=notice_key.GROUPING,
        broken=agreements.BROKEN,
        reached=steps.reached(run.date),
        date=run.date,
    )


def _items(run, item_ids, ignored_notices):
    """SELECT the open items with what the decision needs to know of them.

    Items are given as plain ids: PostgreSQL joins so many tables in the order written,
    so only a condition on the item itself spares it the rest of the ledger.
    """
    workflows = run.env["dunning.workflow"].search([]).ids  # archived ones do not count
    workflow_rules = [
        (rule, SQL("CASE WHEN %s = ANY(%s) THEN %s END", field, workflows, field))
        for rule, field in run._workflow_rules()
    ]
    return SQL(
        """
        SELECT item.id AS move_line_id,
               item.move_id,
               item.company_id,
               item.currency_id,
               COALESCE(debtor.partner_id, contact.commercial_partner_id) AS partner_id,
               NULLIF(contact.commercial_partner_id, debtor.partner_id) AS customer_id,
               debtor.id AS debtor_id,
               debtor.is_consumer IS NOT FALSE AS is_consumer,
               dunning_group.is_consumer_collective,
               debtor.grouping AS debtor_grouping,
               segment.grouping AS segment_grouping,
               item.amount_residual_currency AS amount_residual,
               item.amount_residual AS amount_balance,
               %(amount_held)s AS amount_held,
               (item.amount_residual_currency - %(amount_held)s) * rate.factor
                   AS amount_group,
               COALESCE(item.date_maturity, item.date) AS date_due,
               item.dunning_level_id AS level_before_id,
               item.dunning_date,
               item.dunning_date_deadline,
               COALESCE(item.dunning_count, 0) AS dunning_count,
               item.no_followup,
               move.payment_state,
               move.dunning_level_cap_id,
               COALESCE(
                   item_hold.id, debtor_hold.id, customer_hold.id, company_hold.id,
                   CASE WHEN item_hold.amount >= item.amount_residual_currency
                        THEN item_hold.part_id END
               ) AS hold_id,
               item_hold.id IS NOT NULL AS is_item_held,
               broken.date_broken > COALESCE(item.dunning_date, DATE '-infinity')
                   IS TRUE AS is_broken,
               COALESCE(open_line.notice_id, skipped.notice_id) AS open_notice_id,
               CASE WHEN open_line.id IS NULL AND skipped.notice_id IS NOT NULL
                    THEN 'skipped' ELSE open_line.notice_state END AS open_notice_state,
               COALESCE(%(workflows)s) AS workflow_id,
               CASE %(workflow_rules)s END AS workflow_rule
               %(columns)s
          FROM %(tables)s
          JOIN account_account account ON account.id = item.account_id
          JOIN account_move move ON move.id = item.move_id
          %(debtors)s
          LEFT JOIN dunning_segment segment ON segment.id = debtor.segment_id
          LEFT JOIN rate
            ON rate.company_id = item.company_id AND rate.currency_id = item.currency_id
          LEFT JOIN (
               SELECT move_line_id,
                      MIN(id) FILTER (WHERE amount IS NULL) AS id,
                      MIN(id) FILTER (WHERE amount IS NOT NULL) AS part_id,
                      SUM(amount) AS amount
                 FROM hold
                WHERE move_line_id IS NOT NULL
                GROUP BY move_line_id
               ) item_hold ON item_hold.move_line_id = item.id
          LEFT JOIN (
               SELECT debtor_id, MIN(id) AS id FROM hold GROUP BY debtor_id
               ) debtor_hold ON debtor_hold.debtor_id = debtor.id
          LEFT JOIN (
               SELECT debtor_id, MIN(id) AS id FROM hold GROUP BY debtor_id
               ) customer_hold ON customer_hold.debtor_id = ordering.id
          LEFT JOIN (
               SELECT company_id, MIN(id) AS id FROM hold GROUP BY company_id
               ) company_hold ON company_hold.company_id = item.company_id
          LEFT JOIN broken ON broken.move_line_id = item.id
          LEFT JOIN dunning_notice_line open_line
            ON open_line.move_line_id = item.id
           AND open_line.notice_state = 'proposed'
           AND open_line.notice_id != ALL(%(ignored)s)
          LEFT JOIN (
               SELECT line.move_line_id, MIN(line.notice_id) AS notice_id
                 FROM dunning_notice notice
                 JOIN dunning_notice_line line ON line.notice_id = notice.id
                WHERE notice.run_id = %(run)s AND notice.state = 'skipped'
                  AND notice.id != ALL(%(ignored)s)
                GROUP BY line.move_line_id
               ) skipped ON skipped.move_line_id = item.id
          %(joins)s
         WHERE %(open_item)s AND %(chosen_item)s
        """,
        amount_held=AMOUNT_HELD,
        workflows=SQL(", ").join(field for _rule, field in workflow_rules),
        workflow_rules=SQL(" ").join(
            SQL("WHEN %s IS NOT NULL THEN %s", field, rule)
            for rule, field in workflow_rules
        ),
        joins=run._candidate_joins(),
        columns=SQL("").join(
            SQL(", %s AS %s", expression, SQL.identifier(name))
            for name, expression in run._candidate_columns().items()
        ),
        tables=open_items.TABLES,
        debtors=open_items.DEBTORS,
        run=run._origin.id or 0,
        ignored=list(ignored_notices),
        open_item=open_items.condition(run.group_id),
        chosen_item=(
            SQL("TRUE") if item_ids is None else SQL("item.id = ANY(%s)", item_ids)
        ),
    )
