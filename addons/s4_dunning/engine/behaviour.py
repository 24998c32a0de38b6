"""How debtors pay: summed from their invoices, per company and for the whole group.

    late        paid, or open, more days after the due date than the group tolerates
    new         fewer invoices than the group wants to see before it judges
    prompt      no invoice late
    habitual    late with at least the share that the group says, and not just once
    occasional  late, but not habitual

Once is whatever was late within OCCASION_DAYS: who forgets to pay a bundle of invoices
has forgotten once, and what is open now counts as one time, however much it is.
"""

from odoo import fields
from odoo.tools import SQL

from . import judged_items, returned_payments
from .whole_tables import no_nested_loops

MODELS = ("dunning.behaviour", "dunning.dispute")
FIELDS = (
    "invoice_count",
    "on_time_count",
    "on_time_ratio",
    "late_open_count",
    "days_late_average",
    "days_late_median",
    "days_late_trend",
    "returned_payment_count",
    "dispute_count",
    "behaviour",
)
OCCASION_DAYS = 30
TREND_INVOICES = 3  # in each half of the window, or there is no trend


def refresh(group):
    """Bring the behaviour of all debtors of a group up to date.

    :param group: one dunning.group, whose debtors have just been refreshed
    """
    env = group.env
    judged_items.collect(group)
    for model in MODELS:
        env[model].flush_model()
    _sum(group)
    _write_rows(group)
    _write_debtors(group)
    env["dunning.behaviour"].invalidate_model()
    env["dunning.debtor"].invalidate_model()


def _sum(group):
    """Sum by debtor and company; company 0 is the whole group."""
    cr = group.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_behaviour_figure")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_behaviour_figure ON COMMIT DROP AS
            SELECT debtor_id, company_id,
                   COALESCE(invoice_count, 0) AS invoice_count,
                   COALESCE(on_time_count, 0) AS on_time_count,
                   ROUND(on_time_count::numeric / NULLIF(invoice_count, 0), 4)
                       ::double precision AS on_time_ratio,
                   COALESCE(late_open_count, 0) AS late_open_count,
                   days_late_average, days_late_median, days_late_trend,
                   COALESCE(returned_payment_count, 0) AS returned_payment_count,
                   COALESCE(dispute_count, 0) AS dispute_count,
                   CASE WHEN COALESCE(invoice_count, 0) < %(minimum)s THEN 'new'
                        WHEN on_time_count = invoice_count THEN 'prompt'
                        WHEN late_days > %(occasion)s
                         AND 100 * (invoice_count - on_time_count)
                             >= %(share)s * invoice_count THEN 'habitual'
                        ELSE 'occasional' END AS behaviour
              FROM (%(payments)s) payment
              FULL JOIN (%(troubles)s) trouble USING (debtor_id, company_id)
            """,
            minimum=group.behaviour_invoice_minimum,
            share=group.behaviour_late_percentage,
            occasion=OCCASION_DAYS,
            payments=_payments(group),
            troubles=_troubles(group),
        )
    )
    cr.execute("ANALYZE dunning_behaviour_figure")


def _payments(group):
    """The trend compares what fell due in the two halves of the window."""
    today = fields.Date.context_today(group)
    start = judged_items.first_day(group)
    middle = start + (today - start) / 2
    recent = SQL("date_due >= %s", middle)
    older = SQL("date_due >= %s AND date_due < %s", start, middle)
    return SQL(
        """
        SELECT debtor_id, COALESCE(company_id, 0) AS company_id,
               COUNT(*)::int AS invoice_count,
               COUNT(*) FILTER (WHERE days <= %(tolerance)s)::int AS on_time_count,
               COUNT(*) FILTER (WHERE date_paid IS NULL)::int AS late_open_count,
               ROUND(AVG(days), 1)::double precision AS days_late_average,
               ROUND(%(median)s)::int AS days_late_median,
               CASE WHEN COUNT(*) FILTER (WHERE %(recent)s) >= %(least)s
                     AND COUNT(*) FILTER (WHERE %(older)s) >= %(least)s
                    THEN ROUND(%(median)s FILTER (WHERE %(recent)s)
                               - %(median)s FILTER (WHERE %(older)s))::int
                     END AS days_late_trend,
               MAX(COALESCE(date_paid, %(today)s)) FILTER (WHERE days > %(tolerance)s)
               - MIN(COALESCE(date_paid, %(today)s)) FILTER (WHERE days > %(tolerance)s)
                   AS late_days
          FROM dunning_judged_item
         GROUP BY GROUPING SETS ((debtor_id, company_id), (debtor_id))
        """,
        tolerance=group.behaviour_tolerance_days,
        median=SQL("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days)"),
        recent=recent,
        older=older,
        least=TREND_INVOICES,
        today=today,
    )


def _troubles(group):
    start = judged_items.first_day(group)
    return SQL(
        """
        SELECT contact.debtor_id, COALESCE(trouble.company_id, 0) AS company_id,
               SUM(is_return)::int AS returned_payment_count,
               SUM(1 - is_return)::int AS dispute_count
          FROM (SELECT partner_id, company_id, 1 AS is_return
                  FROM (%(returned)s) payment
                 UNION ALL
                SELECT partner_id, company_id, 0
                  FROM dunning_dispute
                 WHERE date >= %(start)s) trouble
          JOIN res_company company ON company.id = trouble.company_id
                                  AND company.dunning_group_id = %(group)s
          JOIN dunning_debtor_contact contact ON contact.id = trouble.partner_id
         GROUP BY GROUPING SETS
               ((contact.debtor_id, trouble.company_id), (contact.debtor_id))
        """,
        returned=returned_payments.query(group, start),
        start=start,
        group=group.id,
    )


def _write_rows(group):
    """Write the rows that changed; drop those of what there is no more."""
    names = _names()
    values = {
        "names": names,
        "wanted": _names("wanted"),
        "known": _names("known"),
        "group": group.id,
        "user": group.env.uid,
        "same": SQL(
            "wanted.debtor_id = known.debtor_id"
            " AND wanted.company_id = COALESCE(known.company_id, 0)"
        ),
    }
    for statement in (
        """
        DELETE FROM dunning_behaviour known
         USING dunning_debtor debtor
         WHERE debtor.id = known.debtor_id
           AND debtor.group_id = %(group)s
           AND NOT EXISTS (SELECT FROM dunning_behaviour_figure wanted WHERE %(same)s)
        """,
        """
        UPDATE dunning_behaviour known
           SET (%(names)s, write_uid, write_date) =
               (%(wanted)s, %(user)s, now() AT TIME ZONE 'UTC')
          FROM dunning_behaviour_figure wanted
         WHERE %(same)s AND (%(known)s) IS DISTINCT FROM (%(wanted)s)
        """,
        """
        INSERT INTO dunning_behaviour
               (debtor_id, company_id, %(names)s,
                create_uid, write_uid, create_date, write_date)
        SELECT debtor_id, NULLIF(company_id, 0), %(names)s, %(user)s, %(user)s,
               now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM dunning_behaviour_figure wanted
         WHERE NOT EXISTS (SELECT FROM dunning_behaviour known WHERE %(same)s)
        """,
    ):
        with no_nested_loops(group.env.cr):
            group.env.cr.execute(SQL(statement, **values))


def _write_debtors(group):
    """Write the behaviour towards the whole group on its debtors."""
    group.env.cr.execute(
        SQL(
            """
            UPDATE dunning_debtor debtor
               SET (%(names)s) = (%(wanted)s)
              FROM (SELECT known.id, %(found)s
                      FROM dunning_debtor known
                      LEFT JOIN dunning_behaviour_figure figure
                        ON figure.debtor_id = known.id AND figure.company_id = 0
                     WHERE known.group_id = %(group)s) wanted
             WHERE debtor.id = wanted.id
               AND (%(debtor)s) IS DISTINCT FROM (%(wanted)s)
            """,
            names=_names(),
            wanted=_names("wanted"),
            debtor=_names("debtor"),
            found=SQL(", ").join(
                SQL("%s AS %s", _found(name), SQL.identifier(name)) for name in FIELDS
            ),
            group=group.id,
        )
    )


def _found(name):
    """Of a debtor without any invoice nothing is known but that."""
    value = SQL.identifier("figure", name)
    if name == "behaviour":
        return SQL("COALESCE(%s, 'new')", value)
    return SQL("COALESCE(%s, 0)", value) if name.endswith("_count") else value


def _names(table=None):
    return SQL(", ").join(
        SQL.identifier(table, name) if table else SQL.identifier(name)
        for name in FIELDS
    )
