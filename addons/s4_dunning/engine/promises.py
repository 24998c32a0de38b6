"""What was paid on the items of promises, as the ledger says."""

from odoo.tools import SQL


def payments(promises):
    """Look at the items of promises in one statement.

    What was paid is what is not open any more, without what credit notes took away.
    Money that is dated after the last day of the tolerance came too late.

    :param promises: dunning.promise
    :return: dict of dunning.promise id to dict: amount_open now, amount_paid, and
        amount_in_time of it, in the currency of the promise
    """
    env = promises.env
    for model in ("account.move", "account.move.line", "account.partial.reconcile"):
        env[model].flush_model()
    promises.flush_model()
    env.cr.execute(
        SQL(
            """
            WITH item AS (
                SELECT promise.id AS promise_id, promise.date_end, line.id,
                       line.amount_residual_currency AS amount_open
                  FROM dunning_promise promise
                  JOIN dunning_promise_item_rel rel ON rel.promise_id = promise.id
                  JOIN account_move_line line ON line.id = rel.move_line_id
                 WHERE promise.id = ANY(%(promises)s)
            ),
            later AS (
                SELECT item.promise_id,
                       SUM(partial.debit_amount_currency) FILTER (
                           WHERE entry.move_type = 'out_refund') AS credited,
                       SUM(partial.debit_amount_currency) FILTER (
                           WHERE entry.move_type != 'out_refund'
                             AND partial.max_date > item.date_end) AS late
                  FROM item
                  JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = item.id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                  JOIN account_move entry ON entry.id = credit.move_id
                 GROUP BY item.promise_id
            ),
            open AS (
                SELECT promise_id, SUM(amount_open) AS amount
                  FROM item
                 GROUP BY promise_id
            )
            SELECT promise.id,
                   COALESCE(open.amount, 0) AS amount_open,
                   promise.amount_open + promise.amount_credited
                       - COALESCE(open.amount, 0)
                       - COALESCE(later.credited, 0) AS amount_paid,
                   promise.amount_open + promise.amount_credited
                       - COALESCE(open.amount, 0)
                       - COALESCE(later.credited, 0)
                       - COALESCE(later.late, 0) AS amount_in_time
              FROM dunning_promise promise
              LEFT JOIN open ON open.promise_id = promise.id
              LEFT JOIN later ON later.promise_id = promise.id
             WHERE promise.id = ANY(%(promises)s)
            """,
            promises=promises.ids,
        )
    )
    return {row.pop("id"): row for row in env.cr.dictfetchall()}
