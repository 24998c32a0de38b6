"""Expected payment dates of open items, and how good they would have been.

What would have been expected HOLD_OUT_DAYS ago is compared with what came: the mean of
the days by which it was wrong, beside those of two other ways to tell, which are the
due date as it is, and the plain average of what the debtor had paid. Where it is not
better than the due date, or too little could be compared, the due date is shown.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import currencies, open_items, predictions
from .whole_tables import no_nested_loops

MODELS = ("dunning.expectation", "dunning.prediction")
HOLD_OUT_DAYS = 91  # as far as the forecast looks ahead
COMPARED_MINIMUM = 20
OPEN_ITEMS = SQL("SELECT * FROM dunning_open_item")
COLUMNS = (
    *("debtor_id", "company_id", "date_due", "date_expected", "days_usual"),
    *("invoice_count", "rhythm", "method", "reliability", "factor"),
)


def refresh(group):
    """Bring what is expected of all open items of a group up to date.

    :param group: one dunning.group, whose debtors and their behaviour have just been
        refreshed: what was collected for that is used, see judged_items
    """
    env = group.env
    for model in MODELS:
        env[model].flush_model()
    today = fields.Date.context_today(group)
    _compare(group, today - timedelta(days=HOLD_OUT_DAYS), today)
    predictions.learn(group, today + timedelta(days=1))
    _write(group, today)
    for model in MODELS:
        env[model].invalidate_model()


def _compare(group, day, today):
    """Note how good the expectations of a past day were, by reliability and of all.

    What is still open is wrong by the days since it was expected, at least.
    """
    predictions.learn(group, day)
    cr = group.env.cr
    cr.execute(SQL("DELETE FROM dunning_prediction WHERE group_id = %s", group.id))
    known = SQL(
        """
        SELECT id, debtor_id, date_due, date_paid
          FROM dunning_judged_item
         WHERE date_invoice < %(day)s AND COALESCE(date_paid >= %(day)s, TRUE)
        """,
        day=day,
    )
    cr.execute(
        SQL(
            """
            INSERT INTO dunning_prediction
                   (group_id, reliability, date, item_count,
                    error, error_average, error_due, is_better,
                    create_uid, write_uid, create_date, write_date)
            SELECT %(group)s, COALESCE(reliability, 'all'), %(day)s, COUNT(*),
                   AVG(error), AVG(error_average), AVG(error_due),
                   COUNT(*) >= %(minimum)s AND AVG(error) < AVG(error_due),
                   %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (SELECT reliability, %(error)s AS error,
                           %(error_average)s AS error_average,
                           %(error_due)s AS error_due
                      FROM (%(expected)s) expected
                     WHERE date_expected IS NOT NULL) compared
             GROUP BY GROUPING SETS ((reliability), ())
            HAVING COUNT(*) > 0
            """,
            group=group.id,
            day=day,
            minimum=COMPARED_MINIMUM,
            user=group.env.uid,
            expected=predictions.expect(day, known),
            error=_error(SQL("date_expected"), today),
            error_average=_error(
                SQL("GREATEST(date_due + average, %s)", day),
                today,
            ),
            error_due=_error(SQL("GREATEST(date_due, %s)", day), today),
        )
    )


def _error(date, today):
    return SQL(
        "CASE WHEN date_paid IS NULL THEN GREATEST(%(today)s - %(date)s, 0)"
        " ELSE ABS(date_paid - %(date)s) END",
        date=date,
        today=today,
    )


def _open(group, today):
    return SQL(
        """
        SELECT item.id, whose.debtor_id, item.company_id,
               COALESCE(item.date_maturity, item.date) AS date_due, rate.factor
          FROM %(tables)s
          JOIN (VALUES %(factors)s) AS rate (company_id, currency_id, factor)
            ON rate.company_id = item.company_id
           AND rate.currency_id = company.currency_id
          JOIN dunning_debtor_contact whose ON whose.id = item.partner_id
         WHERE %(condition)s AND item.amount_residual > 0
        """,
        tables=open_items.TABLES,
        factors=currencies.factors(group, today),
        condition=open_items.condition(group),
    )


def _wanted(group, today):
    """Every open item; the due date where nothing better is known."""
    return SQL(
        """
        SELECT item.id AS move_line_id, item.debtor_id, item.company_id, item.date_due,
               CASE WHEN shown.is_better THEN expected.date_expected
                    ELSE GREATEST(item.date_due, %(today)s) END AS date_expected,
               CASE WHEN shown.is_better THEN expected.days_usual END AS days_usual,
               CASE WHEN shown.is_better THEN expected.number END AS invoice_count,
               CASE WHEN shown.is_better THEN expected.rhythm END::varchar AS rhythm,
               CASE WHEN shown.is_better THEN expected.method ELSE 'due' END AS method,
               CASE WHEN shown.is_better THEN expected.reliability ELSE 'low' END
                   AS reliability,
               item.factor
          FROM (%(open)s) item
          LEFT JOIN (%(expected)s) expected ON expected.id = item.id
          LEFT JOIN (
               SELECT class.reliability,
                      %(is_wanted)s
                      AND COALESCE(own.is_better, everything.is_better) AS is_better
                 FROM (VALUES ('high'), ('medium'), ('low')) AS class (reliability)
                 LEFT JOIN dunning_prediction own
                   ON own.reliability = class.reliability
                  AND own.group_id = %(group)s AND own.item_count >= %(minimum)s
                 LEFT JOIN dunning_prediction everything
                   ON everything.reliability = 'all' AND everything.group_id = %(group)s
               ) shown ON shown.reliability = expected.reliability
        """,
        today=today,
        open=OPEN_ITEMS,
        expected=predictions.expect(today, OPEN_ITEMS),
        group=group.id,
        minimum=COMPARED_MINIMUM,
        is_wanted=group.expectation_scope != "none",
    )


def _write(group, today):
    """Write what changed; drop the rows of what is not open any more."""
    cr = group.env.cr
    for table, query in (
        (SQL("dunning_open_item"), _open(group, today)),
        (SQL("dunning_wanted_expectation"), _wanted(group, today)),
    ):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
        cr.execute(SQL("ANALYZE %s", table))
    values = {
        "names": _names(),
        "wanted": _names("wanted"),
        "known": _names("known"),
        "group": group.id,
        "user": group.env.uid,
    }
    for statement in (
        """
        DELETE FROM dunning_expectation known
         USING dunning_debtor debtor
         WHERE debtor.id = known.debtor_id
           AND debtor.group_id = %(group)s
           AND NOT EXISTS (SELECT FROM dunning_wanted_expectation wanted
                            WHERE wanted.move_line_id = known.move_line_id)
        """,
        """
        UPDATE dunning_expectation known
           SET (%(names)s, write_uid, write_date) =
               (%(wanted)s, %(user)s, now() AT TIME ZONE 'UTC')
          FROM dunning_wanted_expectation wanted
         WHERE wanted.move_line_id = known.move_line_id
           AND (%(known)s) IS DISTINCT FROM (%(wanted)s)
        """,
        """
        INSERT INTO dunning_expectation
               (move_line_id, %(names)s, create_uid, write_uid, create_date, write_date)
        SELECT move_line_id, %(names)s, %(user)s, %(user)s,
               now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM dunning_wanted_expectation wanted
         WHERE NOT EXISTS (SELECT FROM dunning_expectation known
                            WHERE known.move_line_id = wanted.move_line_id)
        """,
    ):
        with no_nested_loops(cr):
            cr.execute(SQL(statement, **values))


def _names(table=None):
    return SQL(", ").join(
        SQL.identifier(table, name) if table else SQL.identifier(name)
        for name in COLUMNS
    )
