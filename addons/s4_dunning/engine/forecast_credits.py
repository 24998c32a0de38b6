"""What customers have on account already is not expected once more.

The open credits of a debtor in a company, credit notes and payments that are not
reconciled, are taken off what is expected of it there, the earliest day first. What a
customer has beyond what it owes is not expected to flow back.
"""

from odoo.tools import SQL

from . import forecasts, open_items

CREDIT = forecasts.PARTS // 2  # from a part to what is taken off it


def parts(env, today):
    """SELECT the parts of open items, and as rows of their own what is taken off them.

    :param env: Environment
    :param today: date; nothing is expected before
    :return: SQL, as forecasts.parts with is_credit
    """
    reduced = SQL("SELECT debtor_id FROM credit")
    return SQL(
        """
        WITH credit AS MATERIALIZED (%(credits)s)
        SELECT part.*, FALSE AS is_credit
          FROM (%(parts)s) part
         UNION ALL
        SELECT id + %(credit)s, move_line_id, move_id, debtor_id, company_id, date_due,
               date, kind, reliability, factor, -LEAST(amount, credit - before), TRUE
          FROM (SELECT part.*, credit.amount AS credit,
                       SUM(part.amount) OVER earlier - part.amount AS before
                  FROM credit
                  JOIN (%(reduced)s) part USING (debtor_id, company_id)
                WINDOW earlier AS (PARTITION BY debtor_id, company_id
                                   ORDER BY part.date NULLS LAST, part.date_due, part.id
                                   ROWS UNBOUNDED PRECEDING)) counted
         WHERE before < credit
        """,
        parts=forecasts.parts(env, today),
        reduced=forecasts.parts(env, today, reduced),
        credits=_credits(env),
        credit=CREDIT,
    )


def _credits(env):
    """SELECT what debtors have on account, in the currency of each company."""
    return SQL(
        """
        SELECT debtor.id AS debtor_id, item.company_id,
               -SUM(item.amount_residual) AS amount
          FROM %(tables)s
          JOIN dunning_debtor debtor
            ON debtor.partner_id = contact.commercial_partner_id
           AND debtor.group_id = company.dunning_group_id
         WHERE %(is_receivable)s
           AND item.parent_state = 'posted'
           AND item.reconciled IS NOT TRUE
           AND item.amount_residual < 0
         GROUP BY debtor.id, item.company_id
        """,
        tables=open_items.TABLES,
        is_receivable=open_items.is_receivable(env),
    )
