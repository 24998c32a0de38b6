"""Scores of all debtors of a group: rules/scores.py in SQL."""

from odoo import fields
from odoo.tools import SQL

from ..rules.scores import CRITERIA, FULL, LOW_RISK, MEDIUM_RISK
from . import criteria_points, currencies, judged_items
from .whole_tables import no_nested_loops

MODELS = ("account.move", "dunning.debtor", "dunning.dispute", "dunning.promise")
MONTH_DAYS = 30


def refresh(group):
    """Write the scores of the debtors whose score, or its reasons, changed.

    :param group: one dunning.group, whose debtors and their behaviour have just been
        refreshed: what was collected for that is used, see judged_items
    """
    env = group.env
    for model in MODELS:
        env[model].flush_model()
    statement = SQL(
        """
        UPDATE dunning_debtor debtor
           SET (score, score_risk, score_points) =
               (wanted.score, wanted.risk, wanted.points)
          FROM (SELECT known.id, judged.score, %(reasons)s AS points,
                       CASE WHEN judged.score >= %(low)s THEN 'low'
                            WHEN judged.score >= %(medium)s THEN 'medium'
                            WHEN judged.score >= 0 THEN 'high' END AS risk
                  FROM dunning_debtor known
             LEFT JOIN (SELECT counted.*, 100 - (%(sum)s) AS score
                          FROM (SELECT fact.*, %(points)s
                                  FROM (%(facts)s) fact) counted) judged
                    ON judged.id = known.id
                 WHERE known.group_id = %(group)s) wanted
         WHERE debtor.id = wanted.id
           AND (debtor.score, debtor.score_risk, debtor.score_points)
               IS DISTINCT FROM (wanted.score, wanted.risk, wanted.points)
        """,
        reasons=criteria_points.reasons("judged", CRITERIA),
        low=LOW_RISK,
        medium=MEDIUM_RISK,
        sum=criteria_points.total("counted", CRITERIA),
        points=SQL(", ").join(points(group, name) for name in CRITERIA),
        facts=facts(group),
        group=group.id,
    )
    with no_nested_loops(env.cr):
        env.cr.execute(statement)
    env["dunning.debtor"].invalidate_model()


def points(group, criterion):
    """SQL of the points that a debtor loses by one criterion.

    :param group: one dunning.group, whose weights count
    :param criterion: one of rules.scores.CRITERIA, a column of what is called fact
    :return: SQL, named after the criterion
    """
    full = FULL[criterion]
    value = SQL("fact.%s", SQL.identifier(criterion))
    if criterion == "relation":
        value = SQL("%s - %s", full, value)
    return SQL(
        "ROUND(%(weight)s * LEAST(GREATEST(%(value)s, 0), %(full)s)"
        " / %(full)s::numeric)::int AS %(name)s",
        weight=group[f"score_{criterion}"],
        value=value,
        full=full,
        name=criteria_points.name(criterion),
    )


def facts(group):
    """SELECT the values of the criteria of the debtors that can be judged.

    :param group: one dunning.group
    :return: SQL with the columns id and rules.scores.CRITERIA
    """
    today = fields.Date.context_today(group)
    return SQL(
        """
        SELECT debtor.id,
               debtor.days_late_median AS days,
               ROUND(100.0 * (debtor.invoice_count - debtor.on_time_count)
                     / NULLIF(debtor.invoice_count, 0))::int AS late,
               COALESCE(debtor.days_late_trend, 0) AS trend,
               COALESCE(promise.number, 0) AS promise,
               COALESCE(debtor.returned_payment_count, 0) AS returned,
               COALESCE(dispute.number, 0) AS dispute,
               (%(today)s - relation.date) / %(month)s AS relation,
               LEAST(COALESCE(ROUND(100 * late.amount / NULLIF(
                   debtor.amount_open + debtor.amount_credit, 0)), 0), 100)::int
                   AS overdue,
               COALESCE(late.days, 0) AS oldest
          FROM dunning_debtor debtor
          JOIN (%(relations)s) relation ON relation.debtor_id = debtor.id
     LEFT JOIN (%(late)s) late ON late.debtor_id = debtor.id
     LEFT JOIN (SELECT debtor_id, COUNT(*)::int AS number
                  FROM dunning_promise
                 WHERE state = 'broken' AND date_ended >= %(start)s
                 GROUP BY debtor_id) promise ON promise.debtor_id = debtor.id
     LEFT JOIN (SELECT debtor_id, COUNT(*)::int AS number
                  FROM dunning_dispute
                 WHERE state = 'rejected' AND date >= %(start)s
                 GROUP BY debtor_id) dispute ON dispute.debtor_id = debtor.id
         WHERE debtor.group_id = %(group)s
           AND debtor.behaviour != 'new'
        """,
        today=today,
        month=MONTH_DAYS,
        start=judged_items.first_day(group),
        relations=_relations(group),
        late=_late(group, today),
        group=group.id,
    )


def _relations(group):
    """SELECT since when each debtor is a customer, as far as the ledger goes back."""
    return SQL(
        """
        SELECT debtor_id, MIN(date) AS date
          FROM (SELECT contact.debtor_id, claim.invoice_date AS date
                  FROM account_move claim
                  JOIN res_company company ON company.id = claim.company_id
                                          AND company.dunning_group_id = %s
                  JOIN dunning_debtor_contact contact ON contact.id = claim.partner_id
                 WHERE claim.move_type = 'out_invoice' AND claim.state = 'posted'
                 UNION ALL
                SELECT debtor_id, date_invoice
                  FROM dunning_judged_item) invoice
         GROUP BY debtor_id
        """,
        group.id,
    )


def _late(group, today):
    """SELECT what is open and late by debtor, without what rests by agreement."""
    return SQL(
        """
        SELECT judged.debtor_id, MAX(judged.days) AS days,
               SUM(judged.amount * rate.factor) AS amount
          FROM dunning_judged_item judged
          JOIN res_company company ON company.id = judged.company_id
          JOIN (VALUES %(factors)s) rate (company_id, currency_id, factor)
            ON rate.company_id = company.id
           AND rate.currency_id = company.currency_id
         WHERE judged.date_paid IS NULL
         GROUP BY judged.debtor_id
        """,
        factors=currencies.factors(group, today),
    )
