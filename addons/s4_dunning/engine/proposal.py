"""A run's proposal: every open item becomes a notice line or an exclusion, set-based.

The candidates are kept in a temporary table while the rules that look at all items of a
notice together (credits, minimum amounts, address) take their turn.
"""

from odoo.tools import SQL

from . import addresses, candidates, control_totals, notice_key, notice_rules

NO_PREFIX = SQL("")


def build(run):
    """Fill the run with notices, claims, lines, exclusions and control totals.

    :param run: a dunning.run without proposed notices and exclusions
    """
    cr = run.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_candidate")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_candidate ON COMMIT DROP AS
            SELECT *, NULL::integer AS notice_id, NULL::varchar AS kind,
                   FALSE AS is_lowered
              FROM (%s) candidate
            """,
            candidates.query(run),
        )
    )
    cr.execute("ANALYZE dunning_candidate")
    notice_rules.leave_out_covered_by_credit(run)
    notice_rules.lower_below_minimum(run)
    addresses.leave_out_without_address(run)
    _insert_notices(run)
    _choose_lines(run)
    _insert_claims(run)
    _insert_lines(run)
    _insert_exclusions(run)
    control_totals.insert(run)
    run.env.invalidate_all()


def _log_values(run):
    """The values of create_uid, write_uid, create_date and write_date."""
    return SQL(
        "%(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'",
        user=run.env.uid,
    )


def _carried(run, prefix=NO_PREFIX):
    """The columns that an add-on carries from the item, each with a comma before it."""
    return SQL("").join(
        SQL(", %s%s", prefix, SQL.identifier(column))
        for column in run._candidate_columns()
    )


def _insert_notices(run):
    """One notice for every key among the items to dun, at their highest level."""
    cr = run.env.cr
    columns = SQL(", ").join(SQL.identifier(column) for column in run._notice_key())
    cr.execute(
        SQL(
            """
            INSERT INTO dunning_notice (
                   run_id, group_id, state, %(columns)s, partner_id, contact_id, email,
                   level_id, channel, company_id, days_overdue,
                   create_uid, write_uid, create_date, write_date)
            SELECT %(run)s, %(group)s, 'proposed', %(key)s,
                   MIN(item.partner_id), MIN(item.contact_id), MIN(item.email),
                   (ARRAY_AGG(item.level_id ORDER BY item.level_number DESC))[1],
                   (ARRAY_AGG(item.channel ORDER BY item.level_number DESC))[1],
                   COALESCE(
                       MAX(item.company_id) FILTER (WHERE item.company_id = %(lead)s),
                       (ARRAY_AGG(item.company_id ORDER BY item.amount_company DESC))[1]
                   ),
                   MAX(%(date)s - item.date_due),
                   %(log)s
              FROM (SELECT item.*,
                           SUM(item.amount_group) OVER (
                               PARTITION BY %(key)s, item.company_id
                           ) AS amount_company
                      FROM dunning_candidate item
                     WHERE item.reason IS NULL) item
             GROUP BY %(key)s
            """,
            columns=columns,
            key=notice_key.columns_of(run, "item"),
            run=run.id,
            group=run.group_id.id,
            lead=run.group_id.lead_company_id.id or 0,
            date=run.date,
            log=_log_values(run),
        )
    )


def _choose_lines(run):
    """Tell which items stand in which notice, and as what.

    Beside the items to dun, a notice shows the other open items of the debtor and nets
    the credits, of the companies that it claims for. Credits that cover other items are
    used up.
    """
    cr = run.env.cr
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET notice_id = notice.id, kind = 'overdue'
              FROM dunning_notice notice
             WHERE notice.run_id = %(run)s AND notice.state = 'proposed'
               AND item.reason IS NULL
               AND %(same_key)s
            """,
            run=run.id,
            same_key=notice_key.same(run, "item", "notice"),
        )
    )
    claims = SQL(
        """
        SELECT notice_id, debtor_id, company_id, currency_id, workflow_id,
               ROW_NUMBER() OVER (
                   PARTITION BY debtor_id, company_id, currency_id
                   ORDER BY SUM(amount_residual) DESC
               ) AS place
          FROM dunning_candidate
         WHERE kind = 'overdue'
         GROUP BY notice_id, debtor_id, company_id, currency_id, workflow_id
        """
    )
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET notice_id = claim.notice_id,
                   kind = CASE item.reason WHEN 'credit' THEN 'credit' ELSE 'open' END
              FROM (%(claims)s) claim
             WHERE claim.place = 1
               AND NOT (item.reason = 'credit' AND EXISTS (
                   SELECT FROM dunning_candidate covered
                    WHERE covered.reason = 'covered_by_credit'
                      AND covered.debtor_id = item.debtor_id
                      AND covered.company_id = item.company_id
                      AND covered.currency_id = item.currency_id
               ))
               AND item.debtor_id = claim.debtor_id
               AND item.company_id = claim.company_id
               AND item.currency_id = claim.currency_id
               AND (item.reason = 'credit'
                    OR item.reason IN %(information)s
                   AND item.workflow_id = claim.workflow_id)
            """,
            claims=claims,
            information=candidates.INFORMATION,
        )
    )


def _insert_claims(run):
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_claim (
                   notice_id, company_id, currency_id, amount_principal, amount_credit,
                   amount_interest, amount_cost, amount_total,
                   create_uid, write_uid, create_date, write_date)
            SELECT notice_id, company_id, currency_id,
                   SUM(amount_residual) FILTER (WHERE kind = 'overdue'),
                   COALESCE(-SUM(amount_residual) FILTER (WHERE kind = 'credit'), 0),
                   0, 0,
                   SUM(amount_residual) FILTER (WHERE kind IN ('overdue', 'credit')),
                   %(log)s
              FROM dunning_candidate
             WHERE notice_id IS NOT NULL
             GROUP BY notice_id, company_id, currency_id
            """,
            log=_log_values(run),
        )
    )
    run.env.cr.execute(
        SQL(
            """
            UPDATE dunning_notice notice
               SET amount_total = claim.amount_total,
                   date_deadline = %(date)s + level.payment_days
              FROM (SELECT notice_id, SUM(amount_total) AS amount_total
                      FROM dunning_claim GROUP BY notice_id) claim,
                   dunning_level level
             WHERE claim.notice_id = notice.id
               AND level.id = notice.level_id
               AND notice.run_id = %(run)s AND notice.state = 'proposed'
            """,
            date=run.date,
            run=run.id,
        )
    )


def _insert_lines(run):
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_notice_line (
                   notice_id, notice_state, claim_id, company_id, currency_id,
                   move_line_id, kind, reason, date_due, date_next, amount_residual,
                   level_id, level_next_id, level_before_id, is_lowered, workflow_rule
                   %(columns)s,
                   create_uid, write_uid, create_date, write_date)
            SELECT item.notice_id, 'proposed', claim.id, item.company_id,
                   item.currency_id, item.move_line_id, item.kind,
                   CASE WHEN item.kind = 'open' THEN item.reason END,
                   item.date_due, item.date_next, item.amount_residual,
                   CASE WHEN item.kind = 'overdue' THEN item.level_id END,
                   CASE WHEN item.kind = 'open' THEN item.level_id END,
                   item.level_before_id, item.is_lowered, item.workflow_rule
                   %(values)s,
                   %(log)s
              FROM dunning_candidate item
              JOIN dunning_claim claim
                ON claim.notice_id = item.notice_id
               AND claim.company_id = item.company_id
               AND claim.currency_id = item.currency_id
             ORDER BY item.notice_id, item.date_due, item.move_line_id
            """,
            columns=_carried(run),
            values=_carried(run, SQL("item.")),
            log=_log_values(run),
        )
    )


def _insert_exclusions(run):
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_run_exclusion (
                   run_id, move_line_id, reason, company_id, partner_id, debtor_id,
                   currency_id, amount_residual, date_due, date_next, level_id,
                   hold_id, notice_id %(columns)s,
                   create_uid, write_uid, create_date, write_date)
            SELECT %(run)s, move_line_id, reason, company_id, partner_id, debtor_id,
                   currency_id, amount_residual, date_due, date_next,
                   COALESCE(level_id, level_before_id), hold_id, open_notice_id
                   %(columns)s,
                   %(log)s
              FROM dunning_candidate
             WHERE notice_id IS NULL
             ORDER BY company_id, debtor_id, move_line_id
            """,
            columns=_carried(run),
            run=run.id,
            log=_log_values(run),
        )
    )
