"""The parts of open items that are expected on one day each, in SQL."""

from datetime import timedelta

from odoo.tools import SQL
from odoo.tools.misc import get_lang

WEEKS = 13
PARTS = 128  # of an item at most: three, and its instalments


def end(env, today):
    """The first day after the weeks of the forecast, of which the current one is one.

    Weeks begin as in the language of the user, where Odoo cuts them as well.

    :return: date
    """
    first = int(get_lang(env).week_start)
    start = today - timedelta(days=(today.isoweekday() - first) % 7)
    return start + timedelta(weeks=WEEKS)


def parts(env, today):
    """SELECT what is open of every item, cut by promise, instalments and hold.

    The parts of an item sum to what is open of it. What is paid by instalments is
    expected with them and nothing else counts; of the others, what is promised comes
    first, and what is on hold next.

    :param env: Environment
    :param today: date; nothing is expected before
    :return: SQL, amounts in the currency of the company, factor to that of the group
    """
    return SQL(
        """
        WITH item AS (
            SELECT expectation.move_line_id, item.move_id, expectation.debtor_id,
                   expectation.company_id, expectation.date_due,
                   expectation.date_expected, expectation.reliability,
                   expectation.factor, item.amount_residual AS amount,
                   item.amount_residual_currency AS amount_currency,
                   currency.rounding
              FROM dunning_expectation expectation
              JOIN account_move_line item ON item.id = expectation.move_line_id
              JOIN res_company company ON company.id = item.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
             WHERE item.parent_state = 'posted'
               AND item.reconciled IS NOT TRUE
               AND item.amount_residual > 0
        ),
        arranged AS (%(arranged)s),
        promised AS (%(promised)s),
        held AS (%(held)s)
        SELECT item.move_line_id::bigint * %(parts)s + 3 + arranged.number AS id,
               item.move_line_id, item.move_id, item.debtor_id, item.company_id,
               item.date_due, GREATEST(arranged.date, %(today)s) AS date,
               'arranged' AS kind, item.reliability, item.factor,
               %(arranged_amount)s AS amount
          FROM item
          JOIN arranged USING (move_line_id)
         UNION ALL
        SELECT item.move_line_id::bigint * %(parts)s + part.number,
               item.move_line_id, item.move_id, item.debtor_id, item.company_id,
               item.date_due, part.date, part.kind, item.reliability, item.factor,
               part.amount
          FROM item
          LEFT JOIN promised USING (move_line_id)
          LEFT JOIN held USING (move_line_id)
          CROSS JOIN LATERAL (
               SELECT %(promised_amount)s AS promised) one
          CROSS JOIN LATERAL (
               SELECT LEAST(%(held_amount)s, item.amount - one.promised) AS held) two
          CROSS JOIN LATERAL (VALUES
               (0, 'expected', GREATEST(item.date_expected, %(expected_from)s),
                item.amount - one.promised - two.held),
               (1, 'promised', GREATEST(promised.date, %(today)s), one.promised),
               (2, 'held', CASE WHEN NOT held.is_endless
                                THEN GREATEST(item.date_expected, held.date_end + 1)
                           END, two.held)
               ) AS part (number, kind, date, amount)
         WHERE part.amount != 0
           AND NOT EXISTS (SELECT FROM arranged
                            WHERE arranged.move_line_id = item.move_line_id)
        """,
        arranged=_arranged(),
        promised=_promised(),
        held=_held(env, today),
        today=today,
        expected_from=SQL(
            "CASE WHEN item.date_expected IS NOT NULL THEN %s::date END", today
        ),
        parts=PARTS,
        arranged_amount=SQL(
            "%s - %s",
            _share(SQL("arranged.share_up_to")),
            _share(SQL("arranged.share_before")),
        ),
        promised_amount=_share(SQL("COALESCE(promised.share, 0)")),
        held_amount=_share(
            SQL(
                "CASE WHEN held.is_full THEN 1 ELSE"
                " LEAST(COALESCE(held.amount / item.amount_currency, 0), 1) END"
            )
        ),
    )


def _share(share):
    """A part of what is open, rounded as the currency is."""
    return SQL("ROUND(item.amount * %s / item.rounding) * item.rounding", share)


def _arranged():
    """The open instalments of active arrangements, as shares of each of their items."""
    return SQL(
        """
        SELECT item.move_line_id, instalment.number, instalment.date_due AS date,
               SUM(instalment.open) OVER upto / SUM(instalment.open) OVER total
                   AS share_up_to,
               (SUM(instalment.open) OVER upto - instalment.open)
                   / SUM(instalment.open) OVER total AS share_before
          FROM item
          JOIN dunning_arrangement_item_rel link
            ON link.move_line_id = item.move_line_id
          JOIN dunning_arrangement arrangement
            ON arrangement.id = link.arrangement_id AND arrangement.state = 'active'
          JOIN (SELECT arrangement_id, company_id, number, date_due,
                       amount - COALESCE(amount_paid, 0) AS open
                  FROM dunning_arrangement_instalment) instalment
            ON instalment.arrangement_id = arrangement.id
           AND instalment.company_id = item.company_id
           AND instalment.open > 0
        WINDOW total AS (PARTITION BY item.move_line_id),
               upto AS (PARTITION BY item.move_line_id ORDER BY instalment.number)
        """
    )


def _promised():
    """What is still to come of open promises, spread over their open items."""
    return SQL(
        """
        SELECT item.move_line_id, promise.date,
               LEAST((promise.amount - COALESCE(promise.amount_paid, 0))
                     / SUM(item.amount_currency) OVER (PARTITION BY promise.id), 1)
                   AS share
          FROM item
          JOIN dunning_promise_item_rel link ON link.move_line_id = item.move_line_id
          JOIN dunning_promise promise
            ON promise.id = link.promise_id AND promise.state = 'open'
           AND promise.amount > COALESCE(promise.amount_paid, 0)
        """
    )


def _held(env, today):
    """What rests for another reason than an agreement to pay, and until when."""
    return SQL(
        """
        SELECT move_line_id, BOOL_OR(is_full) AS is_full, SUM(amount) AS amount,
               BOOL_OR(date_end IS NULL) AS is_endless, MAX(date_end) AS date_end
          FROM (SELECT item.move_line_id, COALESCE(hold.amount, 0) = 0 AS is_full,
                       hold.amount, hold.date_end
                  FROM item
                  JOIN dunning_hold hold ON hold.move_line_id = item.move_line_id
                 WHERE hold.promise_id IS NULL AND hold.arrangement_id IS NULL
                   AND %(is_current)s
                 UNION ALL
                SELECT item.move_line_id, TRUE, NULL, hold.date_end
                  FROM item
                  JOIN dunning_hold hold
                    ON hold.scope = 'debtor' AND hold.debtor_id = item.debtor_id
                 WHERE %(is_current)s
                 UNION ALL
                SELECT item.move_line_id, TRUE, NULL, hold.date_end
                  FROM item
                  JOIN dunning_hold hold
                    ON hold.scope = 'company' AND hold.company_id = item.company_id
                 WHERE %(is_current)s) hold
         GROUP BY move_line_id
        """,
        is_current=env["dunning.hold"]._current_sql(SQL("hold"), today),
    )
