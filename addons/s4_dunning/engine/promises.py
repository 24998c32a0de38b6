"""What was paid on the items of promises, as the ledger says."""

from odoo.tools import SQL


def payments(promises):
    """Look at the items of promises in one statement.

    What was paid is what was matched since, without credit notes. Money that is dated
    after the last day of the tolerance came too late. Only posted invoices count.

    :param promises: dunning.promise
    :return: dict of dunning.promise id to dict: amount_open now, amount_paid, and
        amount_in_time of it, in the currency of the promise; is_corrected: an invoice
        is back in draft
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
                       line.amount_residual_currency AS amount_open,
                       COALESCE(
                           (promise.amounts_before ->> line.id::text)::numeric, 0
                       ) AS amount_before
                  FROM dunning_promise promise
                  JOIN dunning_promise_item_rel rel ON rel.promise_id = promise.id
                  JOIN account_move_line line ON line.id = rel.move_line_id
                 WHERE promise.id = ANY(%(promises)s)
                   AND line.parent_state = 'posted'
            ),
            owed AS (
                SELECT promise_id, SUM(amount_open) AS amount_open,
                       SUM(amount_before) AS amount_before
                  FROM item
                 GROUP BY promise_id
            ),
            paid AS (
                SELECT item.promise_id, SUM(partial.debit_amount_currency) AS amount,
                       SUM(partial.debit_amount_currency) FILTER (
                           WHERE partial.max_date > item.date_end) AS late
                  FROM item
                  JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = item.id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                  JOIN account_move entry ON entry.id = credit.move_id
                 WHERE entry.move_type != 'out_refund'
                 GROUP BY item.promise_id
            ),
            total AS (
                SELECT promise.id, COALESCE(owed.amount_open, 0) AS amount_open,
                       COALESCE(paid.amount, 0) - COALESCE(owed.amount_before, 0)
                           AS amount_paid,
                       COALESCE(paid.late, 0) AS amount_late
                  FROM dunning_promise promise
                  LEFT JOIN owed ON owed.promise_id = promise.id
                  LEFT JOIN paid ON paid.promise_id = promise.id
                 WHERE promise.id = ANY(%(promises)s)
            )
            SELECT id, amount_open, amount_paid,
                   amount_paid - amount_late AS amount_in_time,
                   EXISTS (
                       SELECT FROM dunning_promise_item_rel rel
                         JOIN account_move_line line ON line.id = rel.move_line_id
                        WHERE rel.promise_id = total.id
                          AND line.parent_state = 'draft'
                   ) AS is_corrected
              FROM total
            """,
            promises=promises.ids,
        )
    )
    return {row.pop("id"): row for row in env.cr.dictfetchall()}
