"""A run's proposal: every open item becomes a notice line or an exclusion, set-based.

The candidates are kept in a temporary table while the rules that look at all items of a
notice together (credits, minimum amounts, address) take their turn.
"""

from odoo.tools import SQL

from . import addresses, candidates, control_totals, notice_key, notice_rules

NO_PREFIX = SQL("")

# The item that comes first gives a notice its level, by the rule of the workflow.
DECIDES_LEVEL = SQL(
    """
    CASE workflow.level_rule
         WHEN 'oldest' THEN item.date_due - DATE '2000-01-01'
         WHEN 'lead_company' THEN (item.company_id != item.sender_id)::integer
         ELSE 0 END,
    item.level_number DESC, item.date_due, item.move_line_id
    """
)


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
            SELECT item.*, %(grouping_key)s AS grouping_key,
                   NULL::integer AS notice_id, NULL::varchar AS kind,
                   FALSE AS is_lowered
              FROM (%(candidates)s) item
            """,
            grouping_key=notice_key.value(run),
            candidates=candidates.query(run),
        )
    )
    cr.execute("ANALYZE dunning_candidate")
    # PostgreSQL knows nothing yet of the rows that the next statements write: it would
    # join them one by one, or compile for seconds what runs for milliseconds.
    cr.execute("SET LOCAL enable_nestloop = off")
    cr.execute("SET LOCAL jit = off")
    notice_rules.leave_out_covered_by_credit(run)
    notice_rules.assign_credits(run)
    notice_rules.lower_below_minimum(run)
    addresses.leave_out_without_address(run)
    # without what is left out now, credits may cover the rest
    notice_rules.leave_out_covered_by_credit(run)
    notice_rules.assign_credits(run)
    _insert_notices(run)
    _choose_lines(run)
    _insert_claims(run)
    _insert_lines(run)
    _insert_exclusions(run)
    control_totals.insert(run)
    run.env.invalidate_all()
    run._complete_proposal()
    cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
    cr.execute("SET LOCAL jit TO DEFAULT")


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
    """One notice for every key among the items to dun.

    The lead company of the group writes it where it has a claim, else the company to
    which most is overdue. The workflow tells which item gives it its level.
    """
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_notice (
                   run_id, group_id, state, %(columns)s, grouping_rule, currency_id,
                   partner_id, contact_id, email, level_id, channel, company_id,
                   days_overdue, create_uid, write_uid, create_date, write_date)
            SELECT %(run)s, %(group)s, 'proposed', %(key)s, MIN(item.grouping_rule),
                   CASE WHEN MIN(item.currency_id) = MAX(item.currency_id)
                        THEN MIN(item.currency_id) ELSE %(currency)s END,
                   MIN(item.partner_id), MIN(item.contact_id), MIN(item.email),
                   (ARRAY_AGG(item.level_id ORDER BY %(first)s))[1],
                   (ARRAY_AGG(item.channel ORDER BY %(first)s))[1],
                   MIN(item.sender_id),
                   MAX(%(date)s - item.date_due),
                   %(log)s
              FROM (%(items)s) item
              JOIN dunning_workflow workflow ON workflow.id = item.workflow_id
             GROUP BY %(key)s
            """,
            columns=notice_key.columns_of(),
            key=notice_key.columns_of("item"),
            items=_items_with_sender(run),
            first=DECIDES_LEVEL,
            run=run.id,
            group=run.group_id.id,
            currency=run.group_id.currency_id.id,
            date=run.date,
            log=_log_values(run),
        )
    )


def _items_with_sender(run):
    """SELECT the items to dun with the company that writes their notice."""
    return SQL(
        """
        SELECT item.*,
               FIRST_VALUE(item.company_id) OVER (
                   PARTITION BY %(key)s
                   ORDER BY item.company_id = %(lead)s DESC,
                            item.amount_company DESC, item.company_id
               ) AS sender_id
          FROM (SELECT item.*,
                       SUM(item.amount_group) OVER (
                           PARTITION BY %(key)s, item.company_id
                       ) AS amount_company
                  FROM dunning_candidate item
                 WHERE item.reason IS NULL) item
        """,
        key=notice_key.columns_of("item"),
        lead=run.group_id.lead_company_id.id or 0,
    )


def _choose_lines(run):
    """Tell which items stand in which notice, and as what.

    Beside the items to dun, a notice shows the other open items of the same key and
    nets the credits, of the companies and currencies that it claims for. No item rises
    above what its notice says.
    """
    cr = run.env.cr
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET notice_id = notice.id, kind = 'overdue',
                   level_id = CASE
                       WHEN said.number < item.level_number THEN notice.level_id
                       ELSE item.level_id END
              FROM dunning_notice notice
              JOIN (SELECT level_id, MIN(level_number) AS number
                      FROM dunning_candidate
                     WHERE reason IS NULL
                     GROUP BY level_id) said ON said.level_id = notice.level_id
             WHERE notice.run_id = %(run)s AND notice.state = 'proposed'
               AND item.reason IS NULL
               AND %(same_key)s
            """,
            run=run.id,
            same_key=notice_key.same("item", "notice"),
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET notice_id = claim.notice_id,
                   kind = CASE item.reason WHEN 'credit' THEN 'credit' ELSE 'open' END
              FROM (SELECT DISTINCT notice_id, company_id, currency_id, %(key)s
                      FROM dunning_candidate item
                     WHERE kind = 'overdue') claim
             WHERE item.company_id = claim.company_id
               AND item.currency_id = claim.currency_id
               AND (item.reason = 'credit' OR item.reason IN %(information)s)
               AND %(same_key)s
            """,
            key=notice_key.columns_of("item"),
            same_key=notice_key.same("item", "claim"),
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
               SET amount_total = CASE
                       WHEN claim.is_in_one_currency THEN claim.amount_total
                       ELSE ROUND(claim.amount_group, %(digits)s) END,
                   date_deadline = %(date)s + level.payment_days
              FROM (SELECT notice_id, SUM(amount_residual) AS amount_total,
                           SUM(amount_group) AS amount_group,
                           MIN(currency_id) = MAX(currency_id) AS is_in_one_currency
                      FROM dunning_candidate
                     WHERE kind IN ('overdue', 'credit')
                     GROUP BY notice_id) claim,
                   dunning_level level
             WHERE claim.notice_id = notice.id
               AND level.id = notice.level_id
               AND notice.run_id = %(run)s AND notice.state = 'proposed'
            """,
            date=run.date,
            digits=run.group_id.currency_id.decimal_places,
            run=run.id,
        )
    )


def _insert_lines(run):
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_notice_line (
                   notice_id, notice_state, claim_id, company_id, currency_id,
                   move_line_id, customer_id, kind, reason, date_due, date_next,
                   amount_residual, level_id, level_next_id, level_before_id,
                   is_lowered, workflow_rule
                   %(columns)s,
                   create_uid, write_uid, create_date, write_date)
            SELECT item.notice_id, 'proposed', claim.id, item.company_id,
                   item.currency_id, item.move_line_id, item.customer_id, item.kind,
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
