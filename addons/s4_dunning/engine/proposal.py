"""A run's proposal: every open item becomes a notice line or an exclusion, set-based.

The candidates are kept in a temporary table while the rules that look at all items of a
notice together (credits, minimum amounts, address) take their turn. What the rules
change is little; what is much is written once.
"""

from odoo.tools import SQL

from . import (
    candidates,
    control_totals,
    exclusion_reasons,
    notice_key,
    notice_rules,
    notices,
)


def build(run):
    """Fill the run with notices, claims, lines, exclusions and control totals.

    :param run: a dunning.run without proposed notices and exclusions
    """
    cr = run.env.cr
    # A million rows are sorted and joined in memory. Machine code would take longer to
    # compile than to run.
    cr.execute("SET LOCAL work_mem = '64MB'")
    cr.execute("SET LOCAL jit = off")
    _collect_candidates(run)
    notice_rules.apply(run)
    notices.insert(run)
    control_totals.insert(run, _place_items(run))
    run.env.invalidate_all()
    run._complete_proposal()
    cr.execute("SET LOCAL work_mem TO DEFAULT")
    cr.execute("SET LOCAL jit TO DEFAULT")


def _collect_candidates(run):
    cr = run.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_candidate")
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_candidate ON COMMIT DROP AS
            SELECT item.*, %(grouping_key)s AS grouping_key, FALSE AS is_lowered
              FROM (%(candidates)s) item
             ORDER BY item.move_line_id
            """,
            grouping_key=notice_key.value(run),
            candidates=candidates.query(run),
        )
    )
    # of the columns by which the rules below join and select
    cr.execute(
        SQL(
            "ANALYZE dunning_candidate (%s, partner_id, company_id, currency_id,"
            " level_id, reason)",
            notice_key.columns_of(),
        )
    )


def _place_items(run):
    """Put every candidate into its claim, or else among the exclusions.

    Beside the items to dun, a notice shows the other open items of the same key and
    nets the credits, of the companies and currencies that it claims for. No item rises
    above what its notice says.

    :return: list of dict, the totals of each company for dunning.run.company
    """
    run.env.cr.execute(
        SQL(
            """
            WITH placed AS (
                SELECT item.*, claim.id AS claim_id, notice.id AS in_notice_id,
                       CASE WHEN notice.level_number < item.level_number
                            THEN notice.level_id ELSE item.level_id END
                           AS level_in_notice_id
                  FROM dunning_candidate item
                  LEFT JOIN (dunning_candidate_claim claim
                             JOIN dunning_candidate_notice notice
                               ON %(claim_of_notice)s)
                    ON %(item_of_claim)s
                   AND claim.company_id = item.company_id
                   AND claim.currency_id = item.currency_id
                   AND (item.reason IS NULL OR item.reason IN %(in_notice)s)
            ),
            line AS (
                INSERT INTO dunning_notice_line (
                       notice_id, notice_state, claim_id, company_id, move_line_id,
                       customer_id, kind, reason, date_due, date_next, amount_residual,
                       amount_held, level_id, level_next_id, level_before_id,
                       is_lowered, workflow_rule %(columns)s)
                SELECT in_notice_id, 'proposed', claim_id, company_id, move_line_id,
                       customer_id,
                       CASE WHEN reason IS NULL THEN 'overdue'
                            WHEN reason = 'credit' THEN 'credit'
                            ELSE 'open' END,
                       NULLIF(reason, 'credit'), date_due, date_next, amount_residual,
                       NULLIF(amount_held, 0),
                       CASE WHEN reason IS NULL THEN level_in_notice_id END,
                       CASE WHEN reason != 'credit' THEN level_id END,
                       level_before_id, is_lowered, workflow_rule %(columns)s
                  FROM placed
                 WHERE claim_id IS NOT NULL
            ),
            exclusion AS (
                INSERT INTO dunning_run_exclusion (
                       run_id, move_line_id, reason, company_id, partner_id, debtor_id,
                       currency_id, amount_residual, date_due, date_next, level_id,
                       hold_id, notice_id %(columns)s)
                SELECT %(run)s, move_line_id, reason, company_id, partner_id, debtor_id,
                       currency_id, amount_residual, date_due, date_next,
                       COALESCE(level_id, level_before_id), hold_id, open_notice_id
                       %(columns)s
                  FROM placed
                 WHERE claim_id IS NULL
            )
            SELECT company_id,
                   COALESCE(SUM(amount_balance) FILTER (WHERE claim_id IS NOT NULL), 0)
                       AS amount_included,
                   COALESCE(SUM(amount_balance) FILTER (WHERE claim_id IS NULL), 0)
                       AS amount_excluded,
                   COUNT(*) FILTER (WHERE claim_id IS NOT NULL) AS included_count,
                   COUNT(*) FILTER (WHERE claim_id IS NULL) AS excluded_count
              FROM placed
             GROUP BY company_id
            """,
            claim_of_notice=notice_key.same("claim", "notice"),
            item_of_claim=notice_key.same("item", "claim"),
            in_notice=("credit", *exclusion_reasons.INFORMATION),
            columns=_carried(run),
            run=run.id,
        )
    )
    return run.env.cr.dictfetchall()


def _carried(run):
    """The columns that an add-on carries from the item, each with a comma before it."""
    return SQL("").join(
        SQL(", %s", SQL.identifier(column)) for column in run._candidate_columns()
    )
