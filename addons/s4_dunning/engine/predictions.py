"""When open items are paid, in SQL: rules/prediction.py says what is calculated."""

from odoo.tools import SQL

from ..rules import prediction


def learn(group, before):
    """Learn from what was paid before a day, out of dunning_judged_item.

    Makes two temporary tables: dunning_estimate, with every debtor, and
    dunning_late_count, with how many invoices of the group were how late. A consumer
    is taken as one of its like, unless the group wants more (GDPR, article 5: no more
    data than the purpose needs).

    :param group: one dunning.group, whose items were collected, see judged_items
    :param before: date
    """
    cr = group.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_estimate, dunning_late_count")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_estimate ON COMMIT DROP AS
            WITH own AS (
                SELECT item.debtor_id, debtor.segment_id, COUNT(*) AS number,
                       AVG(days) AS average,
                       %(rhythm)s AS rhythm,
                       PERCENTILE_CONT(ARRAY[0.25, 0.5, 0.75])
                           WITHIN GROUP (ORDER BY days) AS quartile
                  FROM dunning_judged_item item
                  JOIN dunning_debtor debtor ON debtor.id = item.debtor_id
                 WHERE date_paid < %(before)s
                 GROUP BY item.debtor_id, debtor.segment_id
            ),
            pool AS (
                SELECT segment_id, GROUPING(segment_id) AS is_group,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY quartile[2])
                           AS median,
                       AVG(average) AS average
                  FROM own
                 GROUP BY GROUPING SETS ((segment_id), ())
                HAVING GROUPING(segment_id) = 1
                    OR segment_id IS NOT NULL AND COUNT(*) >= %(pool_debtors)s
            )
            SELECT debtor.id AS debtor_id,
                   COALESCE(own.number, 0)::int AS number,
                   own.rhythm,
                   ROUND(COALESCE(own.average, everyone.average))::int AS average,
                   ROUND(((COALESCE(own.number * own.quartile[2], 0)
                           + %(weight)s * COALESCE(pool.median, everyone.median))
                          / (COALESCE(own.number, 0) + %(weight)s))::numeric)::int
                       AS days,
                   CASE %(classes)s ELSE 'low' END AS reliability
              FROM dunning_debtor debtor
              LEFT JOIN own ON own.debtor_id = debtor.id
                           AND (%(consumers)s OR debtor.is_consumer IS NOT TRUE)
              LEFT JOIN pool
                ON pool.segment_id = debtor.segment_id AND pool.is_group = 0
              JOIN pool everyone
                ON everyone.is_group = 1 AND everyone.median IS NOT NULL
             WHERE debtor.group_id = %(group)s
            """,
            before=before,
            group=group.id,
            consumers=group.expectation_scope == "all",
            pool_debtors=prediction.POOL_DEBTORS,
            weight=prediction.POOL_WEIGHT,
            rhythm=_rhythm(),
            classes=SQL(" ").join(
                SQL(
                    "WHEN own.number >= %s"
                    " AND (own.quartile[3] - own.quartile[1]) / 2 <= %s THEN %s",
                    *limits,
                    name,
                )
                for name, limits in (
                    ("high", prediction.HIGH),
                    ("medium", prediction.MEDIUM),
                )
            ),
        )
    )
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_late_count ON COMMIT DROP AS
            SELECT days, number, SUM(number) OVER (ORDER BY days DESC) AS from_here
              FROM (SELECT days, COUNT(*) AS number
                      FROM dunning_judged_item
                     WHERE date_paid < %s
                     GROUP BY days) counted
            """,
            before,
        )
    )
    cr.execute("ANALYZE dunning_estimate, dunning_late_count")


def _rhythm():
    month_end = SQL(
        "date_paid + %s >= DATE_TRUNC('month', date_paid) + INTERVAL '1 month'",
        prediction.MONTH_END_DAYS,
    )
    habits = {
        prediction.MONTH_END: month_end,
        **{day: SQL("EXTRACT(isodow FROM date_paid) = %s", day) for day in range(1, 8)},
    }
    return SQL(
        "CASE WHEN COUNT(*) >= %s THEN CASE %s END END",
        prediction.RHYTHM_INVOICES,
        SQL(" ").join(
            SQL(
                "WHEN COUNT(*) FILTER (WHERE %s) >= %s * COUNT(*) THEN %s",
                condition,
                float(prediction.RHYTHM_SHARE),
                habit,
            )
            for habit, condition in habits.items()
        ),
    )


def expect(today, items):
    """Expect the payment of items, as known on a day, from what was learned.

    :param today: date
    :param items: SQL of a SELECT with id, debtor_id, date_due, and what else is wanted
    :return: SQL of a SELECT of the items with method, date_expected, days_usual,
        number (of invoices that the debtor paid), average and reliability
    """
    return SQL(
        """
        SELECT item.*, estimate.number, estimate.average,
               estimate.days AS days_usual,
               CASE WHEN item.date_due + estimate.days >= %(today)s THEN 'habit'
                    WHEN later.days IS NOT NULL THEN 'late'
                    ELSE 'unknown' END AS method,
               CASE WHEN item.date_due + estimate.days >= %(today)s
                    THEN %(in_rhythm)s
                    ELSE item.date_due + later.days END AS date_expected,
               CASE WHEN item.date_due + estimate.days >= %(today)s
                    THEN estimate.rhythm END AS rhythm,
               CASE WHEN item.date_due + estimate.days >= %(today)s
                    THEN estimate.reliability ELSE 'low' END AS reliability
          FROM (%(items)s) item
          JOIN dunning_estimate estimate ON estimate.debtor_id = item.debtor_id
          LEFT JOIN (%(later)s) later ON later.elapsed = %(today)s - item.date_due
        """,
        today=today,
        items=items,
        later=_later(today, items),
        in_rhythm=_in_rhythm(today),
    )


def _in_rhythm(today):
    """The usual day, moved to the nearest of the rhythm that is not over."""
    return SQL(
        """
        CASE WHEN estimate.rhythm IS NULL THEN item.date_due + estimate.days
             ELSE (SELECT CASE WHEN later - day <= day - sooner OR sooner < %(today)s
                               THEN later ELSE sooner END
                     FROM (SELECT day,
                                  CASE WHEN estimate.rhythm = %(end)s
                                       THEN (month + INTERVAL '1 month')::date - 1
                                       ELSE day + ahead END AS later,
                                  CASE WHEN estimate.rhythm = %(end)s
                                       THEN month::date - 1
                                       ELSE day + ahead - 7 END AS sooner
                             FROM (SELECT usual.day,
                                          DATE_TRUNC('month', usual.day) AS month,
                                          (estimate.rhythm + 7
                                           - EXTRACT(isodow FROM usual.day)::int) %% 7
                                              AS ahead
                                     FROM (SELECT item.date_due + estimate.days AS day
                                          ) usual) part) near) END
        """,
        today=today,
        end=prediction.MONTH_END,
    )


def _later(today, items):
    """The lower median of those that were as late, once for each number of days."""
    return SQL(
        """
        SELECT passed.elapsed, reached.days
          FROM (SELECT DISTINCT %(today)s - date_due AS elapsed
                  FROM (%(items)s) item
                 WHERE date_due < %(today)s) passed
          JOIN LATERAL (
               SELECT MAX(from_here) AS number
                 FROM dunning_late_count
                WHERE days >= passed.elapsed) as_late ON as_late.number >= %(least)s
          JOIN LATERAL (
               SELECT MIN(days) AS days
                 FROM dunning_late_count counted
                WHERE days >= passed.elapsed
                  AND 2 * (as_late.number - counted.from_here + counted.number)
                      >= as_late.number) reached ON TRUE
        """,
        today=today,
        items=items,
        least=prediction.LATER_PAYMENTS,
    )
