"""The limit: one statement that reads the open items and writes the rows of a run.

It decides nothing beyond grouping: a debtor who owes something that is overdue for
DAYS gets one notice with one claim and all its open items, the items of the others are
left out. That is what our proposal comes to on this ledger, within a few rows. The
tables are like ours, with the same indexes and foreign keys.
"""

from .today import TODAY

TABLES = ("dunning_notice", "dunning_claim", "dunning_notice_line")
EXCLUSIONS = "dunning_run_exclusion"
DAYS = 10  # the first level of the default workflow, with its days of grace

STATEMENT = """
WITH item AS MATERIALIZED (
    SELECT item.id, item.company_id, item.currency_id, item.amount_residual,
           contact.commercial_partner_id AS partner_id, debtor.id AS debtor_id,
           COALESCE(item.date_maturity, item.date) AS date_due,
           contact.email_normalized AS email
      FROM account_move_line item
      JOIN account_account account
        ON account.id = item.account_id AND account.account_type = 'asset_receivable'
      JOIN res_partner contact ON contact.id = item.partner_id
      JOIN dunning_debtor debtor ON debtor.partner_id = contact.commercial_partner_id
     WHERE item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
), notice AS (
    INSERT INTO bare_notice (
           run_id, group_id, state, debtor_id, workflow_id, "grouping", grouping_key,
           grouping_rule, currency_id, partner_id, contact_id, email, level_id,
           channel, company_id, days_overdue, date_deadline, amount_total,
           create_uid, write_uid, create_date, write_date)
    SELECT %(run)s, %(group)s, 'proposed', debtor_id, %(workflow)s, 'collective', '',
           'workflow', MIN(currency_id), MIN(partner_id), MIN(partner_id), MIN(email),
           %(level)s, 'email', MIN(company_id), %(today)s - MIN(date_due),
           %(today)s + 7, SUM(amount_residual), %(user)s, %(user)s, now(), now()
      FROM item
     GROUP BY debtor_id
    HAVING BOOL_OR(date_due <= %(today)s - %(days)s AND amount_residual > 0)
       AND SUM(amount_residual) > 0
    RETURNING id, debtor_id, company_id, currency_id, amount_total
), claim AS (
    INSERT INTO bare_claim (
           notice_id, company_id, currency_id, amount_principal, amount_credit,
           amount_interest, amount_cost, amount_total,
           create_uid, write_uid, create_date, write_date)
    SELECT id, company_id, currency_id, amount_total, 0, 0, 0, amount_total,
           %(user)s, %(user)s, now(), now()
      FROM notice
    RETURNING id, notice_id
), written AS (
    SELECT notice.debtor_id, notice.id AS notice_id, claim.id AS claim_id
      FROM notice JOIN claim ON claim.notice_id = notice.id
), line AS (
    INSERT INTO bare_notice_line (
           notice_id, notice_state, claim_id, company_id, currency_id, move_line_id,
           kind, date_due, amount_residual, level_id, is_lowered, workflow_rule,
           create_uid, write_uid, create_date, write_date)
    SELECT notice_id, 'proposed', claim_id, item.company_id, item.currency_id, item.id,
           'overdue', date_due, amount_residual, %(level)s, FALSE, 'group',
           %(user)s, %(user)s, now(), now()
      FROM item JOIN written USING (debtor_id)
    RETURNING 1
), exclusion AS (
    INSERT INTO bare_run_exclusion (
           run_id, move_line_id, reason, company_id, partner_id, debtor_id, currency_id,
           amount_residual, date_due, create_uid, write_uid, create_date, write_date)
    SELECT %(run)s, item.id, 'not_due', item.company_id, partner_id, debtor_id,
           item.currency_id, amount_residual, date_due, %(user)s, %(user)s, now(), now()
      FROM item LEFT JOIN written USING (debtor_id)
     WHERE written.debtor_id IS NULL
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM notice), (SELECT COUNT(*) FROM claim),
       (SELECT COUNT(*) FROM line), (SELECT COUNT(*) FROM exclusion)
"""


def propose(env):
    cr = env.cr
    for table in (*TABLES, EXCLUSIONS):
        _copy_table(cr, table)
    run = env["dunning.run"].search([], limit=1)
    level = env.ref("s4_dunning.dunning_level_friendly")
    values = {
        "run": run.id,
        "group": run.group_id.id,
        "workflow": level.workflow_id.id,
        "level": level.id,
        "today": TODAY,
        "days": DAYS,
        "user": env.uid,
    }
    ours = {table: _rows(cr, table) for table in (*TABLES, EXCLUSIONS)}
    cr.execute("SET LOCAL jit = off")

    def work():
        cr.execute(STATEMENT, values)
        _check(ours, cr.fetchone())

    return ours["dunning_notice_line"] + ours[EXCLUSIONS], work


def _bare(name):
    return name.replace("dunning_", "bare_", 1)


def _copy_table(cr, table):
    """Make an empty table with the columns, indexes and foreign keys of ours."""
    cr.execute(f"CREATE TABLE {_bare(table)} (LIKE {table} INCLUDING ALL)")
    cr.execute(
        """
        SELECT pg_get_constraintdef(oid), confrelid::regclass::text
          FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
        """,
        [table],
    )
    for definition, target in cr.fetchall():
        if target in TABLES:
            definition = definition.replace(f"{target}(", f"{_bare(target)}(")
        cr.execute(f"ALTER TABLE {_bare(table)} ADD {definition}")


def _rows(cr, table):
    cr.execute(f"SELECT COUNT(*) FROM {table}")
    return cr.fetchone()[0]


def _check(ours, counts):
    """:raise ValueError: what was written is not ours, within 2 % of the items"""
    items = ours["dunning_notice_line"] + ours[EXCLUSIONS]
    for (table, rows), count in zip(ours.items(), counts, strict=True):
        if abs(count - rows) > 0.02 * items:
            raise ValueError(f"{table} has {rows} rows, and bare SQL wrote {count}.")


STEPS = {"propose": propose}
