"""The notices of a proposal, and what each company claims in them."""

from odoo.tools import SQL

from . import addresses, notice_key

# The item that comes first gives a notice its level, by the rule of the workflow:
# arrays sort like words, by their first number that differs.
RANK = SQL(
    """
    ARRAY[
        CASE workflow.level_rule
             WHEN 'oldest' THEN item.date_due - DATE '2000-01-01' ELSE 0 END,
        -item.level_number::integer,
        item.level_id
    ]
    """
)

NEXT_CLAIM = SQL("nextval('dunning_claim_id_seq')::integer")
NEXT_NOTICE = SQL("nextval('dunning_notice_id_seq')::integer")


def insert(run):
    """Write one notice for every key among the items to dun, and its claims.

    What they are made of is kept in temporary tables, by which the items find them.

    :param run: a dunning.run whose candidates are decided
    """
    collect(run)
    _insert_notices(run)
    _insert_copies(run)
    _insert_claims(run)


def collect(run, claim_id=NEXT_CLAIM, notice_id=NEXT_NOTICE):
    """Sum the items to dun into claims and notices, in temporary tables.

    :param run: a dunning.run whose candidates are decided
    :param claim_id: SQL of the number of a claim; what is not kept takes none from
        the sequence
    :param notice_id: SQL of the number of a notice
    """
    run.env.cr.execute(
        "DROP TABLE IF EXISTS dunning_candidate_claim, dunning_candidate_notice"
    )
    _sum_claims(run, claim_id)
    _sum_notices(run, notice_id)


def _sum_claims(run, claim_id):
    """Sum what every company has to get in a notice, and tell who writes the notice.

    That is the lead company of the group where it has a claim, else the company to
    which most is overdue.
    """
    run.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_candidate_claim ON COMMIT DROP AS
            WITH claim AS (
                SELECT %(key)s, item.company_id, item.currency_id,
                       MIN(item.partner_id) AS partner_id,
                       MIN(item.grouping_rule) FILTER (WHERE item.reason IS NULL)
                           AS grouping_rule,
                       MIN(item.date_due) FILTER (WHERE item.reason IS NULL)
                           AS date_due,
                       MIN(%(rank)s) FILTER (WHERE item.reason IS NULL) AS rank,
                       SUM(item.amount_residual - item.amount_held)
                           FILTER (WHERE item.reason IS NULL) AS amount_principal,
                       SUM(item.amount_residual - item.amount_held) AS amount_total,
                       SUM(item.amount_group) FILTER (WHERE item.reason IS NULL)
                           AS amount_principal_group,
                       SUM(item.amount_group) AS amount_total_group
                  FROM dunning_candidate item
                  JOIN dunning_workflow workflow ON workflow.id = item.workflow_id
                 WHERE item.reason IS NULL OR item.reason = 'credit'
                 GROUP BY %(key)s, item.company_id, item.currency_id
                HAVING COUNT(*) FILTER (WHERE item.reason IS NULL) > 0
            )
            SELECT %(claim_id)s AS id,
                   claim.*,
                   FIRST_VALUE(claim.company_id) OVER (
                       PARTITION BY %(claim_key)s
                       ORDER BY claim.company_id = %(lead)s DESC,
                                claim.amount_company DESC, claim.company_id
                   ) AS sender_id
              FROM (SELECT claim.*,
                           SUM(claim.amount_principal_group) OVER (
                               PARTITION BY %(claim_key)s, claim.company_id
                           ) AS amount_company
                      FROM claim) claim
            """,
            key=notice_key.columns_of("item"),
            claim_key=notice_key.columns_of("claim"),
            claim_id=claim_id,
            rank=RANK,
            lead=run.group_id.lead_company_id.id or 0,
        )
    )
    run.env.cr.execute("ANALYZE dunning_candidate_claim")


def _sum_notices(run, notice_id):
    """Sum the claims of each notice; over several currencies at the rate of the day."""
    run.env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE dunning_candidate_notice ON COMMIT DROP AS
            SELECT %(notice_id)s AS id,
                   notice.*,
                   -notice.rank[3] AS level_number,
                   notice.rank[4] AS level_id
              FROM (SELECT %(key)s,
                           MIN(claim.partner_id) AS partner_id,
                           MIN(claim.grouping_rule) AS grouping_rule,
                           MIN(claim.sender_id) AS company_id,
                           CASE WHEN MIN(claim.currency_id) = MAX(claim.currency_id)
                                THEN MIN(claim.currency_id)
                                ELSE %(currency)s END AS currency_id,
                           CASE WHEN MIN(claim.currency_id) = MAX(claim.currency_id)
                                THEN SUM(claim.amount_total)
                                ELSE ROUND(SUM(claim.amount_total_group), %(digits)s)
                                END AS amount_total,
                           SUM(claim.amount_total_group) AS amount_total_group,
                           %(date)s - MIN(claim.date_due) AS days_overdue,
                           MIN(ARRAY[
                               (workflow.level_rule = 'lead_company'
                                AND claim.company_id != claim.sender_id)::integer
                           ] || claim.rank) AS rank
                      FROM dunning_candidate_claim claim
                      JOIN dunning_workflow workflow ON workflow.id = claim.workflow_id
                     GROUP BY %(key)s) notice
            """,
            key=notice_key.columns_of("claim"),
            notice_id=notice_id,
            currency=run.group_id.currency_id.id,
            digits=run.group_id.currency_id.decimal_places,
            date=run.date,
        )
    )
    run.env.cr.execute("ANALYZE dunning_candidate_notice")


def _insert_notices(run):
    decided = addresses.columns(run)
    is_letter = SQL("decision.channel = 'letter' OR %s", decided["also_letter"])
    decided = {**decided, "is_letter": is_letter}
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_notice (
                   id, run_id, group_id, state, %(columns)s, %(decided_columns)s,
                   grouping_rule, partner_id, company_id, currency_id, level_id,
                   amount_total, days_overdue, date_deadline,
                   create_uid, write_uid, create_date, write_date)
            SELECT notice.id, %(run)s, %(group)s, 'proposed', %(key)s, %(decided)s,
                   notice.grouping_rule, notice.partner_id, notice.company_id,
                   notice.currency_id, notice.level_id,
                   notice.amount_total, notice.days_overdue,
                   %(date)s + level.payment_days,
                   %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                   now() AT TIME ZONE 'UTC'
              FROM dunning_candidate_notice notice
              JOIN dunning_level level ON level.id = notice.level_id
              JOIN dunning_candidate_address address
                ON address.debtor_id = notice.debtor_id AND %(of_level)s
                   %(decision)s
            """,
            columns=notice_key.columns_of(),
            key=notice_key.columns_of("notice"),
            decided_columns=SQL(", ").join(map(SQL.identifier, decided)),
            decided=SQL(", ").join(decided.values()),
            of_level=addresses.OF_LEVEL,
            decision=addresses.DECISION,
            run=run.id,
            group=run.group_id.id,
            date=run.date,
            user=run.env.uid,
        )
    )


def _insert_copies(run):
    """Let those get a copy whom the debtor names."""
    run.env.cr.execute(
        """
        INSERT INTO dunning_notice_copy_rel (notice_id, partner_id)
        SELECT notice.id, copy.partner_id
          FROM dunning_candidate_notice notice
          JOIN dunning_debtor_copy_rel copy ON copy.debtor_id = notice.debtor_id
        """
    )


def _insert_claims(run):
    run.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_claim (
                   id, notice_id, company_id, currency_id, amount_principal,
                   amount_credit, amount_interest, amount_cost, amount_total)
            SELECT claim.id, notice.id, claim.company_id, claim.currency_id,
                   claim.amount_principal, claim.amount_principal - claim.amount_total,
                   0, 0, claim.amount_total
              FROM dunning_candidate_claim claim
              JOIN dunning_candidate_notice notice ON %(same_key)s
            """,
            same_key=notice_key.same("claim", "notice"),
        )
    )
