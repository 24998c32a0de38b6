"""How urgent each debtor is: a priority of 0 to 100 that orders the work of people.

Each criterion gives up to as many points as the dunning group says, in proportion to
how much there is of it:

    points = weight * min(value / full, 1), rounded

    criterion  value                                      full
    amount     what is overdue                            as the group says
    days       days overdue of the oldest item            as the group says
    level      position of the highest level sent         levels of its workflow
    promise    broken promises of the last year           1
    dispute    open disputes                              1
    contact    days since the last notice, call, answer,  as the group says
               or since the oldest item is overdue

It is their sum, 100 at most, less what is expected soon: up to as many points as the
group says, in proportion to how much of what is overdue is expected within
EXPECTED_DAYS because the customer usually pays then. Where no day is predicted, or its
reliability is low, nothing is taken off. A debtor without anything overdue has none. It
decides in which order people see their tasks and nothing else.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from . import criteria_points

CRITERIA = ("amount", "days", "level", "promise", "dispute", "contact")
MODELS = (
    *("account.move.line", "dunning.call", "dunning.debtor", "dunning.dispute"),
    *("dunning.expectation", "dunning.level", "dunning.notice", "dunning.promise"),
    "dunning.reply",
)
EXPECTED_DAYS = 7
YEAR = relativedelta(years=1)


def refresh(group):
    """Write the priorities of the debtors where they, or their reasons, changed.

    :param group: one dunning.group, whose debtors have just been refreshed
    """
    env = group.env
    for model in MODELS:
        env[model].flush_model()
    env.cr.execute(
        SQL(
            """
            UPDATE dunning_debtor debtor
               SET priority = wanted.priority,
                   priority_points = wanted.points
              FROM (SELECT known.id,
                           GREATEST(LEAST(COALESCE(%(sum)s, 0), 100)
                                    - COALESCE(score.expected_points, 0), 0)
                               AS priority,
                           %(reasons)s AS points
                      FROM dunning_debtor known
                 LEFT JOIN (SELECT fact.*, %(points)s, %(expected_points)s
                              FROM (%(facts)s) fact) score ON score.id = known.id
                     WHERE known.group_id = %(group)s) wanted
             WHERE debtor.id = wanted.id
               AND (debtor.priority, debtor.priority_points)
                   IS DISTINCT FROM (wanted.priority, wanted.points)
            """,
            facts=_facts(group),
            points=SQL(", ").join(_points(group, name) for name in CRITERIA),
            sum=criteria_points.total("score", CRITERIA),
            expected_points=SQL(
                "ROUND(%s * fact.expected_share)::int AS expected_points",
                group.priority_expected,
            ),
            reasons=_reasons(),
            group=group.id,
        )
    )
    env["dunning.debtor"].invalidate_model()


def _points(group, criterion):
    """SQL of the points that a debtor has by one criterion."""
    full = {
        "amount": group.priority_amount_full,
        "days": group.priority_days_full,
        "contact": group.priority_contact_full,
    }.get(criterion, 1)
    return SQL(
        "ROUND(%(weight)s * LEAST(fact.%(name)s / %(full)s::numeric, 1))::int"
        " AS %(points)s",
        weight=group[f"priority_{criterion}"],
        name=SQL.identifier(criterion),
        points=criteria_points.name(criterion),
        full=full,
    )


def _reasons():
    """What is expected soon is there with its last day, its percent of what is overdue,
    and points below zero.
    """
    expected = SQL(
        "'expected', CASE WHEN score.expected_points > 0 THEN"
        " jsonb_build_array(jsonb_build_array(score.date_expected,"
        " ROUND(100 * score.expected_share)), -score.expected_points) END"
    )
    return criteria_points.reasons("score", CRITERIA, expected)


def _facts(group):
    """SELECT the values of the criteria of the debtors with something overdue."""
    today = fields.Date.context_today(group)
    return SQL(
        """
        SELECT debtor.id,
               debtor.amount_overdue AS amount,
               debtor.days_overdue AS days,
               COALESCE(level.position, 0) AS level,
               COALESCE(promise.number, 0) AS promise,
               COALESCE(dispute.number, 0) AS dispute,
               LEAST(debtor.days_overdue, %(today)s - contact.date) AS contact,
               LEAST(COALESCE(expected.amount, 0) / debtor.amount_overdue, 1)
                   AS expected_share,
               expected.date AS date_expected
          FROM dunning_debtor debtor
     LEFT JOIN (SELECT id,
                       ROUND(RANK() OVER (PARTITION BY workflow_id
                                          ORDER BY sequence, id)::numeric
                             / COUNT(*) OVER (PARTITION BY workflow_id), 2) AS position
                  FROM dunning_level
                 WHERE active) level ON level.id = debtor.level_id
     LEFT JOIN (SELECT debtor_id, COUNT(*) AS number
                  FROM dunning_promise
                 WHERE state = 'broken' AND date_ended >= %(year_ago)s
                 GROUP BY debtor_id) promise ON promise.debtor_id = debtor.id
     LEFT JOIN (SELECT debtor_id, COUNT(*) AS number
                  FROM dunning_dispute
                 WHERE state = 'open'
                 GROUP BY debtor_id) dispute ON dispute.debtor_id = debtor.id
     LEFT JOIN (SELECT debtor_id, MAX(date) AS date
                  FROM (SELECT debtor_id, date_sent AS date
                          FROM dunning_notice
                         WHERE group_id = %(group)s AND date_sent IS NOT NULL
                         UNION ALL
                        SELECT debtor_id, date::date
                          FROM dunning_call
                         WHERE outcome != 'not_reached'
                         UNION ALL
                        SELECT debtor_id, date::date
                          FROM dunning_reply
                         WHERE debtor_id IS NOT NULL) contacts
                 GROUP BY debtor_id) contact ON contact.debtor_id = debtor.id
     LEFT JOIN (%(expected)s) expected ON expected.debtor_id = debtor.id
         WHERE debtor.group_id = %(group)s
           AND debtor.amount_overdue > 0
        """,
        expected=_expected(today),
        today=today,
        year_ago=today - YEAR,
        group=group.id,
    )


def _expected(today):
    """SELECT what is overdue and usually paid within days, and until when."""
    return SQL(
        """
        SELECT expectation.debtor_id,
               SUM(entry.amount_residual * expectation.factor) AS amount,
               MAX(expectation.date_expected) AS date
          FROM dunning_expectation expectation
          JOIN account_move_line entry ON entry.id = expectation.move_line_id
         WHERE expectation.method = 'habit'
           AND expectation.reliability != 'low'
           AND expectation.date_due < %(today)s
           AND expectation.date_expected BETWEEN %(today)s AND %(last)s
           AND entry.parent_state = 'posted'
           AND entry.reconciled IS NOT TRUE
           AND entry.amount_residual > 0
         GROUP BY expectation.debtor_id
        """,
        today=today,
        last=today + timedelta(days=EXPECTED_DAYS),
    )
