"""The ledger of a simulation cut into batches of customers.

Customers do not depend on each other: a batch replays the whole period for some of them
in one short transaction. The customers of a payer stand in the batch of the payer.
"""

from odoo.tools import SQL

from . import open_items

# Items of a batch: seconds of work, and some dozens of megabytes of temporary tables.
BATCH_SIZE = 100_000
# Items that one request can simulate at once.
AT_ONCE = 1000


def items_of_period(simulation):
    """Condition on `item`: it was open on some day of the period.

    :param simulation: one dunning.simulation
    """
    for model in ("account.partial.reconcile", *open_items.MODELS):
        simulation.env[model].flush_model()
    return SQL(
        """
        %(is_receivable)s
        AND item.parent_state = 'posted'
        AND item.date <= %(date_to)s
        AND (item.reconciled IS NOT TRUE
             OR EXISTS (SELECT FROM account_partial_reconcile part
                         WHERE part.debit_move_id = item.id
                           AND part.max_date > %(date_from)s)
             OR EXISTS (SELECT FROM account_partial_reconcile part
                         WHERE part.credit_move_id = item.id
                           AND part.max_date > %(date_from)s))
        """,
        is_receivable=open_items.is_receivable(simulation.env),
        date_from=simulation.date_from,
        date_to=simulation.date_to,
    )


def is_small(simulation):
    """:return: bool, whether one request can simulate the ledger at once

    :param simulation: one dunning.simulation
    """
    [[count]] = simulation.env.execute_query(
        SQL(
            """
            SELECT COUNT(*)
              FROM (SELECT FROM account_move_line item
                      JOIN res_company company ON company.id = item.company_id
                     WHERE %s AND company.dunning_group_id = %s
                     LIMIT %s) item
            """,
            items_of_period(simulation),
            simulation.group_id.id,
            AT_ONCE + 1,
        )
    )
    return count <= AT_ONCE


def plan(simulation):
    """Cut the customers into batches of about as many items, by their numbers.

    The first and the last batch are open: customers may come while others are at work.

    :param simulation: one dunning.simulation
    :return: list of [number of the customer before it or None, number of its last
        customer or None, how many it has], at least one
    """
    simulation.env["dunning.debtor"].flush_model()
    rows = simulation.env.execute_query(
        SQL(
            """
            WITH customer AS (
                SELECT customer.id, COUNT(*) AS items
                  FROM %(tables)s
                  %(debtors)s
                 WHERE %(items)s
                   AND company.dunning_group_id = %(group)s
                   AND customer.id IS NOT NULL
                   AND (%(segment)s::integer IS NULL OR debtor.segment_id = %(segment)s)
                 GROUP BY customer.id
            ),
            numbered AS (
                SELECT id, (SUM(items) OVER (ORDER BY id) - items)::bigint / %(size)s
                           AS batch
                  FROM customer
            )
            SELECT MAX(id), COUNT(*) FROM numbered GROUP BY batch ORDER BY batch
            """,
            tables=open_items.TABLES,
            debtors=open_items.DEBTORS,
            items=items_of_period(simulation),
            group=simulation.group_id.id,
            segment=simulation.segment_id.id or None,
            size=BATCH_SIZE,
        )
    )
    counts = [count for _last, count in rows] or [0]
    bounds = [None, *(last for last, _count in rows[:-1]), None]
    return [list(row) for row in zip(bounds[:-1], bounds[1:], counts, strict=True)]


def choose(simulation, after, until):
    """Note the contacts of the customers of a batch in a temporary table.

    :param simulation: one dunning.simulation
    :param after: number of the customer before the batch, None: from the first
    :param until: number of its last customer, None: to the last
    """
    cr = simulation.env.cr
    for model in ("dunning.debtor", "dunning.group", "res.partner"):
        simulation.env[model].flush_model()
    cr.execute("DROP TABLE IF EXISTS dunning_simulation_customer")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_simulation_customer ON COMMIT DROP AS
            SELECT contact.id AS contact_id
              FROM res_partner contact
             CROSS JOIN (SELECT %(group)s AS dunning_group_id) company
              %(debtors)s
             WHERE (%(after)s::integer IS NULL OR customer.id > %(after)s)
               AND (%(until)s::integer IS NULL OR customer.id <= %(until)s)
               AND (%(segment)s::integer IS NULL OR debtor.segment_id = %(segment)s)
            """,
            group=simulation.group_id.id,
            debtors=open_items.DEBTORS,
            after=after,
            until=until,
            segment=simulation.segment_id.id or None,
        )
    )
    cr.execute("ANALYZE dunning_simulation_customer")
