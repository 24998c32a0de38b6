"""The ledger as it was on every day of a period, in temporary tables.

What of an item was open on a day is its amount less what was reconciled with it by
then. Odoo keeps the day of a reconciliation as the later date of its two entries.

dunning_simulation_ledger: the items that were open on some day of the period
dunning_simulation_payment: what reduced them, and when
dunning_simulation_hold, dunning_simulation_broken: pauses and broken agreements
dunning_simulation_step, dunning_simulation_position: the levels, as engine/steps.py
    knows them
dunning_simulation_past: see engine/simulation_past.py
"""

from odoo.tools import SQL

from . import (
    agreements,
    consumers,
    currencies,
    open_items,
    simulation_batches,
    simulation_past,
    steps,
)

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
    """Read the ledger of the period once, for the customers that were chosen.

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
    simulation_past.collect(simulation)
    index(simulation, "past", "move_line_id")


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
            WITH rate (company_id, currency_id, factor) AS (VALUES %(factors)s)
            SELECT item.id AS move_line_id,
                   item.move_id,
                   item.company_id,
                   item.currency_id,
                   COALESCE(debtor.partner_id, contact.commercial_partner_id)
                       AS partner_id,
                   COALESCE(debtor.id, -contact.commercial_partner_id) AS debtor_id,
                   COALESCE(ordering.id, 0) AS ordering_id,
                   debtor.segment_id,
                   debtor.is_consumer IS NOT FALSE AS is_consumer,
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
              FROM (
                   SELECT item.*
                     FROM dunning_simulation_customer chosen
                     JOIN account_move_line item ON item.partner_id = chosen.contact_id
                    WHERE %(items)s
                   ) item
              %(owners)s
              JOIN account_account account ON account.id = item.account_id
              JOIN account_move move ON move.id = item.move_id
              %(debtors)s
              LEFT JOIN dunning_segment segment ON segment.id = debtor.segment_id
              LEFT JOIN rate
                ON rate.company_id = item.company_id
               AND rate.currency_id = item.currency_id
              %(joins)s
             WHERE company.dunning_group_id = %(group)s
               AND customer.id IS NOT NULL
            """,
            factors=currencies.factors(simulation.group_id, simulation.date_to),
            items=simulation_batches.items_of_period(simulation),
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
            owners=open_items.OWNERS,
            debtors=open_items.DEBTORS,
            joins=run._candidate_joins(),
            group=simulation.group_id.id,
        )
    )
    _judge_consumers(simulation)
    index(simulation, "ledger", "move_line_id")


def _judge_consumers(simulation):
    """Judge the customers who have no debtor as new debtors are judged."""
    cr = simulation.env.cr
    cr.execute(
        """
        SELECT customer.id, customer.is_company, customer.vat, country.code
          FROM res_partner customer
          LEFT JOIN res_country country ON country.id = customer.country_id
         WHERE customer.id IN (
               SELECT partner_id FROM dunning_simulation_ledger WHERE debtor_id < 0)
        """
    )
    judged = ((id_, consumers.judge(None, *facts)) for id_, *facts in cr.fetchall())
    cr.execute(
        SQL(
            """
            UPDATE dunning_simulation_ledger SET is_consumer = FALSE
             WHERE debtor_id < 0 AND partner_id = ANY(%s)
            """,
            [id_ for id_, (is_consumer, _source) in judged if not is_consumer],
        )
    )


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
    index(simulation, "payment", "move_line_id")


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


def index(simulation, name, column):
    table = SQL.identifier(f"dunning_simulation_{name}")
    simulation.env.cr.execute(
        SQL("CREATE INDEX ON %s (%s)", table, SQL.identifier(column))
    )
    simulation.env.cr.execute(SQL("ANALYZE %s", table))
