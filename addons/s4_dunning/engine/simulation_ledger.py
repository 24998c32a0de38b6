"""The ledger as it was on every day of a period, in temporary tables.

What of an item was open on a day is its amount less what was reconciled with it by
then. Odoo keeps the day of a reconciliation as the later date of its two entries.

dunning_simulation_ledger: the items that were open on some day of the period
dunning_simulation_payment: what reduced them, and when
dunning_simulation_hold, dunning_simulation_broken: pauses and broken agreements
dunning_simulation_step, dunning_simulation_position: the levels, as engine/steps.py
    knows them
dunning_simulation_past: the notices that were sent before the period, by item
"""

from odoo.tools import SQL

from . import agreements, currencies, open_items, steps

MODELS = (
    "account.partial.reconcile",
    "dunning.debtor",
    "dunning.hold",
    "dunning.level",
    "dunning.notice",
    "dunning.notice.line",
    "dunning.segment",
    "dunning.workflow",
    *agreements.MODELS,
    *open_items.MODELS,
)
TABLES = ("ledger", "payment", "hold", "broken", "step", "position", "past")

# Chosen by a person for one invoice or customer: no policy that is tried changes it.
CHOSEN_RULES = ("invoice", "debtor")


def collect(simulation, run):
    """Read the ledger of the period once.

    :param simulation: one dunning.simulation
    :param run: a dunning.run that is not saved, of its group and last day
    """
    for model in MODELS:
        simulation.env[model].flush_model()
    for name in TABLES:
        simulation.env.cr.execute(
            SQL("DROP TABLE IF EXISTS %s", SQL.identifier(f"dunning_simulation_{name}"))
        )
    _collect_items(simulation, run)
    _collect_payments(simulation)
    _collect_pauses(simulation)
    _collect_levels(simulation)
    _collect_past(simulation)


def _collect_items(simulation, run):
    """Read the items with what engine/candidates.py needs to know of them.

    A customer who owes nothing any more may have no debtor: the customer's own number,
    negative, takes the place of the debtor's.
    """
    workflows = simulation.env["dunning.workflow"].search([]).ids
    rules = run._workflow_rules()
    simulation.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_ledger ON COMMIT DROP AS
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s),
            touched AS (
                SELECT debit_move_id AS id FROM account_partial_reconcile
                 WHERE max_date > %(date_from)s
                 UNION
                SELECT credit_move_id FROM account_partial_reconcile
                 WHERE max_date > %(date_from)s
            )
            SELECT item.id AS move_line_id,
                   item.move_id,
                   item.company_id,
                   item.currency_id,
                   COALESCE(debtor.partner_id, contact.commercial_partner_id)
                       AS partner_id,
                   COALESCE(debtor.id, -contact.commercial_partner_id) AS debtor_id,
                   COALESCE(ordering.id, 0) AS ordering_id,
                   debtor.segment_id,
                   CASE WHEN debtor.id IS NOT NULL
                        THEN debtor.is_consumer IS NOT FALSE
                        ELSE customer.is_company IS NOT TRUE
                         AND COALESCE(NULLIF(customer.vat, '/'), '') = ''
                        END AS is_consumer,
                   dunning_group.is_consumer_collective,
                   debtor.grouping AS debtor_grouping,
                   segment.grouping AS segment_grouping_today,
                   item.amount_currency AS amount,
                   rate.factor,
                   item.date AS date_open,
                   item.reconciled IS TRUE AS is_reconciled,
                   COALESCE(item.date_maturity, item.date) AS date_due,
                   item.no_followup IS TRUE
                       OR move.payment_state = 'blocked'
                       OR customer.id IN (SELECT partner_id FROM res_company)
                       AS is_left_out,
                   move.dunning_level_cap_id,
                   %(today)s AS workflow_today_id,
                   %(tried)s AS workflow_tried_id
                   %(columns)s
              FROM %(tables)s
              JOIN account_account account ON account.id = item.account_id
              JOIN account_move move ON move.id = item.move_id
              JOIN dunning_group ON dunning_group.id = company.dunning_group_id
              LEFT JOIN dunning_debtor ordering
                ON ordering.partner_id = contact.commercial_partner_id
               AND ordering.group_id = company.dunning_group_id
              LEFT JOIN dunning_debtor payer
                ON ordering.addressee = 'payer'
               AND payer.partner_id = ordering.payer_id
               AND payer.group_id = ordering.group_id
              LEFT JOIN dunning_debtor debtor
                ON debtor.id = COALESCE(payer.id, ordering.id)
              JOIN res_partner customer
                ON customer.id
                 = COALESCE(debtor.partner_id, contact.commercial_partner_id)
              LEFT JOIN dunning_segment segment ON segment.id = debtor.segment_id
              LEFT JOIN rate
                ON rate.company_id = item.company_id
               AND rate.currency_id = item.currency_id
              %(joins)s
             WHERE %(is_receivable)s
               AND item.parent_state = 'posted'
               AND company.dunning_group_id = %(group)s
               AND item.date <= %(date_to)s
               AND (item.reconciled IS NOT TRUE OR item.id IN (SELECT id FROM touched))
               AND (%(segment)s::integer IS NULL OR debtor.segment_id = %(segment)s)
            """,
            factors=currencies.factors(simulation.group_id, simulation.date_to),
            date_from=simulation.date_from,
            date_to=simulation.date_to,
            today=_workflow(rules, workflows),
            tried=_workflow(
                [
                    *(rule for rule in rules if rule[0] in CHOSEN_RULES),
                    ("tried", SQL("%s", simulation.workflow_id.id)),
                ],
                workflows,
            ),
            columns=SQL("").join(
                SQL(", %s AS %s", expression, SQL.identifier(name))
                for name, expression in run._candidate_columns().items()
            ),
            tables=open_items.TABLES,
            joins=run._candidate_joins(),
            is_receivable=open_items.is_receivable(simulation.env),
            group=simulation.group_id.id,
            segment=simulation.segment_id.id or None,
        )
    )
    _index(simulation, "ledger", "move_line_id")


def _workflow(rules, workflows):
    """:return: SQL of the first active workflow that the rules name"""
    return SQL(
        "COALESCE(%s)",
        SQL(", ").join(
            SQL("CASE WHEN %s = ANY(%s) THEN %s END", field, workflows, field)
            for _rule, field in rules
        ),
    )


def _collect_payments(simulation):
    """Read what reduced the items: money where the other entry is of a bank or cash."""
    simulation.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_payment ON COMMIT DROP AS
            SELECT item.move_line_id, part.max_date AS date,
                   part.debit_amount_currency AS amount,
                   journal.type IN ('bank', 'cash', 'credit') AS is_money
              FROM account_partial_reconcile part
              JOIN dunning_simulation_ledger item
                ON item.move_line_id = part.debit_move_id
              JOIN account_move_line other ON other.id = part.credit_move_id
              JOIN account_journal journal ON journal.id = other.journal_id
             UNION ALL
            SELECT item.move_line_id, part.max_date, -part.credit_amount_currency, FALSE
              FROM account_partial_reconcile part
              JOIN dunning_simulation_ledger item
                ON item.move_line_id = part.credit_move_id
            """
        )
    )
    _index(simulation, "payment", "move_line_id")


def _collect_pauses(simulation):
    """Read the holds as they were, and when agreements were broken.

    Who released a hold did so before the run of that day.
    """
    cr = simulation.env.cr
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_hold ON COMMIT DROP AS
            SELECT hold.move_line_id, hold.debtor_id, hold.company_id, hold.date_start,
                   NULLIF(hold.amount, 0) AS amount,
                   LEAST(hold.date_end,
                         CASE WHEN hold.is_released
                              THEN COALESCE(hold.date_released, hold.date_start) - 1
                              END,
                         'infinity'::date) AS date_end
              FROM dunning_hold hold
             WHERE hold.group_id = %s
            """,
            simulation.group_id.id,
        )
    )
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_broken ON COMMIT DROP AS
            SELECT * FROM (%s) broken
             WHERE move_line_id IN (SELECT move_line_id FROM dunning_simulation_ledger)
            """,
            agreements.ALL_BROKEN,
        )
    )


def _collect_levels(simulation):
    for name in ("step", "position"):
        simulation.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS WITH %s SELECT * FROM %s",
                SQL.identifier(f"dunning_simulation_{name}"),
                steps.COMMON_TABLES,
                SQL.identifier(name),
            )
        )


def _collect_past(simulation):
    """Read how far the items were when the period began."""
    simulation.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_past ON COMMIT DROP AS
            SELECT line.move_line_id,
                   (MAX(ARRAY[level.sequence, level.id]))[2] AS level_id,
                   MAX(notice.date_sent) AS dunning_date,
                   (ARRAY_AGG(notice.date_deadline
                              ORDER BY notice.date_sent DESC, notice.id DESC))[1]
                       AS dunning_date_deadline,
                   COUNT(*) AS dunning_count
              FROM dunning_notice notice
              JOIN dunning_notice_line line ON line.notice_id = notice.id
              JOIN dunning_level level ON level.id = line.level_id
             WHERE notice.group_id = %s
               AND notice.date_sent < %s
               AND line.kind = 'overdue'
               AND line.notice_state IN ('sent', 'closed')
             GROUP BY line.move_line_id
            """,
            simulation.group_id.id,
            simulation.date_from,
        )
    )
    _index(simulation, "past", "move_line_id")


def _index(simulation, name, column):
    table = SQL.identifier(f"dunning_simulation_{name}")
    simulation.env.cr.execute(
        SQL("CREATE INDEX ON %s (%s)", table, SQL.identifier(column))
    )
    simulation.env.cr.execute(SQL("ANALYZE %s", table))
