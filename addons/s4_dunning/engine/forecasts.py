"""The parts of open items that are expected on one day each, in SQL."""

from datetime import timedelta

from odoo.tools import SQL
from odoo.tools.misc import get_lang

WEEKS = 13
HELD = ("move_line_id", "debtor_id", "company_id")  # one of a hold, by its scope
PARTS = 256  # of an item at most: three, its instalments, and credits off each
# What agreements and holds say something about is cut; most items are one part.
OPEN = SQL(
    """
    dunning_expectation expectation
    JOIN account_move_line entry ON entry.id = expectation.move_line_id
     AND entry.parent_state = 'posted'
     AND entry.reconciled IS NOT TRUE
     AND entry.amount_residual > 0
    """
)


def end(env, today):
    """The first day after the weeks of the forecast, of which the current one is one.

    Weeks begin as in the language of the user, where Odoo cuts them as well.

    :return: date
    """
    first = int(get_lang(env).week_start)
    start = today - timedelta(days=(today.isoweekday() - first) % 7)
    return start + timedelta(weeks=WEEKS)


def parts(env, today, debtors=None):
    """SELECT what is open of every item, cut by promise, instalments and hold.

    The parts of an item sum to what is open of it. What is paid by instalments is
    expected with them and nothing else counts; of the others, what is promised comes
    first, and what is on hold next.

    :param env: Environment
    :param today: date; nothing is expected before
    :param debtors: SQL of a SELECT of ids of dunning.debtor; None: all
    :return: SQL, amounts in the currency of the company, factor to that of the group
    """
    whose = SQL("expectation.debtor_id IN (%s)", debtors) if debtors else SQL("TRUE")
    return SQL(
        """
        WITH special AS MATERIALIZED (%(special)s),
        item AS MATERIALIZED (
            SELECT expectation.*, entry.move_id, entry.amount_residual AS amount,
                   entry.amount_residual_currency AS amount_currency,
                   currency.rounding
              FROM %(open)s
              JOIN res_company company ON company.id = entry.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
             WHERE entry.id IN (SELECT id FROM special) AND %(whose)s
        ),
        arranged AS (%(arranged)s)
        SELECT entry.id::bigint * %(parts)s AS id, entry.id AS move_line_id,
               entry.move_id, expectation.debtor_id, expectation.company_id,
               expectation.date_due,
               GREATEST(expectation.date_expected,
                        CASE WHEN expectation.date_expected IS NOT NULL
                             THEN %(today)s END) AS date,
               'expected' AS kind, expectation.reliability, expectation.factor,
               entry.amount_residual AS amount
          FROM %(open)s
         WHERE NOT EXISTS (SELECT FROM special WHERE special.id = entry.id)
           AND %(whose)s
         UNION ALL
        SELECT item.move_line_id::bigint * %(parts)s + 3 + arranged.number,
               item.move_line_id, item.move_id, item.debtor_id, item.company_id,
               item.date_due, GREATEST(arranged.date, %(today)s), 'arranged', NULL,
               item.factor, %(arranged_amount)s
          FROM item
          JOIN arranged USING (move_line_id)
         UNION ALL
        %(cut)s
        """,
        special=_special(env, today),
        open=OPEN,
        whose=whose,
        arranged=_arranged(),
        today=SQL("%s::date", today),
        parts=PARTS,
        arranged_amount=SQL(
            "%s - %s",
            _share(SQL("arranged.share_up_to")),
            _share(SQL("arranged.share_before")),
        ),
        cut=_cut(env, today),
    )


def _special(env, today):
    """The ids of the items that may be more than one part."""
    return SQL(
        """
        SELECT link.move_line_id AS id
          FROM dunning_arrangement_item_rel link
          JOIN dunning_arrangement arrangement
            ON arrangement.id = link.arrangement_id AND arrangement.state = 'active'
         UNION
        SELECT link.move_line_id
          FROM dunning_promise_item_rel link
          JOIN dunning_promise promise
            ON promise.id = link.promise_id AND promise.state = 'open'
         UNION
        %(held)s
        """,
        held=SQL(" UNION ").join(
            SQL(
                "SELECT expectation.move_line_id FROM dunning_hold hold"
                " JOIN dunning_expectation expectation"
                " ON expectation.%(name)s = hold.%(name)s WHERE %(is_current)s",
                name=SQL.identifier(name),
                is_current=_is_current(env, today),
            )
            for name in HELD
        ),
    )


def _is_current(env, today):
    return env["dunning.hold"]._current_sql(SQL("hold"), today)


def _cut(env, today):
    """SELECT the parts of the items that are not paid by instalments."""
    return SQL(
        """
        SELECT item.move_line_id::bigint * %(parts)s + part.number,
               item.move_line_id, item.move_id, item.debtor_id, item.company_id,
               item.date_due, part.date, part.kind,
               CASE part.kind WHEN 'expected' THEN item.reliability END,
               item.factor, part.amount
          FROM item
          LEFT JOIN (%(promised)s) promised USING (move_line_id)
          LEFT JOIN (%(held)s) held USING (move_line_id)
          CROSS JOIN LATERAL (
               SELECT %(promised_amount)s AS promised) one
          CROSS JOIN LATERAL (
               SELECT LEAST(%(held_amount)s, item.amount - one.promised) AS held) two
          CROSS JOIN LATERAL (VALUES
               (0, 'expected', CASE WHEN item.date_expected IS NOT NULL
                                    THEN GREATEST(item.date_expected, %(today)s) END,
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
        promised=_promised(),
        held=_held(env, today),
        today=SQL("%s::date", today),
        parts=PARTS,
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
        SELECT item.move_line_id, BOOL_OR(COALESCE(hold.amount, 0) = 0) AS is_full,
               SUM(hold.amount) AS amount, BOOL_OR(hold.date_end IS NULL) AS is_endless,
               MAX(hold.date_end) AS date_end
          FROM item
          JOIN (%(held)s) held ON held.move_line_id = item.move_line_id
          JOIN dunning_hold hold ON hold.id = held.hold_id
         WHERE hold.promise_id IS NULL AND hold.arrangement_id IS NULL
         GROUP BY item.move_line_id
        """,
        held=SQL(" UNION ALL ").join(
            SQL(
                "SELECT item.move_line_id, hold.id AS hold_id FROM item"
                " JOIN dunning_hold hold ON hold.%(name)s = item.%(name)s"
                " WHERE %(is_current)s",
                name=SQL.identifier(name),
                is_current=_is_current(env, today),
            )
            for name in HELD
        ),
    )
