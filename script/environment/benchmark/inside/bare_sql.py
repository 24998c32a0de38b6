"""The limit: one statement that reads the open items and writes the rows of a run.

It decides nothing beyond grouping: a debtor who owes something that is overdue for
DAYS gets one notice with one claim and all its open items, the items of the others are
left out. That is what our proposal comes to on this ledger, within a few rows. The
tables are like ours: the same columns and indexes, with the same foreign keys or with
none, of which Odoo leaves no choice.
"""

from functools import partial

from .today import TODAY

DAYS = 10  # the first level of the default workflow, with its days of grace
# As the engine sets them: its rows are sorted and joined in memory too.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"

LOG = {
    "create_uid": "%(user)s",
    "write_uid": "%(user)s",
    "create_date": "now()",
    "write_date": "now()",
}
# What is written, of the columns that our tables have.
COLUMNS = {
    "dunning_notice": {
        "run_id": "%(run)s",
        "group_id": "%(group)s",
        "state": "'proposed'",
        "debtor_id": "debtor_id",
        "workflow_id": "%(workflow)s",
        "grouping": "'collective'",
        "grouping_key": "''",
        "grouping_rule": "'workflow'",
        "currency_id": "MIN(currency_id)",
        "partner_id": "MIN(partner_id)",
        "contact_id": "MIN(partner_id)",
        "address_source": "'customer'",
        "email": "MIN(email)",
        "level_id": "%(level)s",
        "channel": "'email'",
        "channel_rule": "'level'",
        "also_letter": "FALSE",
        "also_call": "FALSE",
        "is_letter": "FALSE",
        "company_id": "MIN(company_id)",
        "days_overdue": "%(today)s - MIN(date_due)",
        "date_deadline": "%(today)s + 7",
        "amount_total": "SUM(amount_residual)",
        **LOG,
    },
    "dunning_claim": {
        "notice_id": "id",
        "company_id": "company_id",
        "currency_id": "currency_id",
        "amount_principal": "amount_total",
        "amount_credit": "0",
        "amount_interest": "0",
        "amount_cost": "0",
        "amount_total": "amount_total",
        **LOG,
    },
    "dunning_notice_line": {
        "notice_id": "notice_id",
        "notice_state": "'proposed'",
        "claim_id": "claim_id",
        "company_id": "company_id",
        "currency_id": "currency_id",
        "move_line_id": "item.id",
        "kind": "'overdue'",
        "date_due": "date_due",
        "date_next": "date_due + %(days)s",
        "amount_residual": "amount_residual",
        "level_id": "%(level)s",
        "is_lowered": "FALSE",
        "workflow_rule": "'group'",
        **LOG,
    },
    "dunning_run_exclusion": {
        "run_id": "%(run)s",
        "move_line_id": "item.id",
        "reason": "'not_due'",
        "company_id": "company_id",
        "partner_id": "partner_id",
        "debtor_id": "debtor_id",
        "currency_id": "currency_id",
        "amount_residual": "amount_residual",
        "date_due": "date_due",
        "date_next": "date_due + %(days)s",
        "level_id": "%(level)s",
        **LOG,
    },
}
STATEMENT = """
WITH item AS MATERIALIZED (
    SELECT item.id, item.company_id, item.currency_id, item.amount_residual,
           contact.commercial_partner_id AS partner_id, debtor.id AS debtor_id,
           COALESCE(item.date_maturity, item.date) AS date_due,
           contact.email_normalized AS email
      FROM account_move_line item
      JOIN res_partner contact ON contact.id = item.partner_id
      JOIN dunning_debtor debtor ON debtor.partner_id = contact.commercial_partner_id
     WHERE item.account_id = ANY(%(accounts)s)
       AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
     ORDER BY item.id
), notice AS (
    {insert[dunning_notice]}
      FROM item
     GROUP BY debtor_id
    HAVING BOOL_OR(date_due <= %(today)s - %(days)s AND amount_residual > 0)
       AND SUM(amount_residual) > 0
    RETURNING id, debtor_id, company_id, currency_id, amount_total
), claim AS (
    {insert[dunning_claim]}
      FROM notice
    RETURNING id, notice_id
), written AS (
    SELECT notice.debtor_id, notice.id AS notice_id, claim.id AS claim_id
      FROM notice JOIN claim ON claim.notice_id = notice.id
), line AS (
    {insert[dunning_notice_line]}
      FROM item JOIN written USING (debtor_id)
    RETURNING 1
), exclusion AS (
    {insert[dunning_run_exclusion]}
      FROM item
     WHERE debtor_id NOT IN (SELECT debtor_id FROM written)
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM notice), (SELECT COUNT(*) FROM claim),
       (SELECT COUNT(*) FROM line), (SELECT COUNT(*) FROM exclusion)
"""


def propose(env, with_keys=True):
    cr = env.cr
    inserts = {table: _copy_table(cr, table, with_keys) for table in COLUMNS}
    statement = STATEMENT.format(insert=inserts)
    run = env["dunning.run"].search([], limit=1)
    level = env.ref("s4_dunning.dunning_level_friendly")
    values = {
        "accounts": env["account.account"]
        .search([("account_type", "=", "asset_receivable")])
        .ids,
        "run": run.id,
        "group": run.group_id.id,
        "workflow": level.workflow_id.id,
        "level": level.id,
        "today": TODAY,
        "days": DAYS,
        "user": env.uid,
    }
    ours = [_count(cr, table) for table in COLUMNS]
    items = ours[-1] + ours[-2]
    cr.execute(SETTINGS)

    def work():
        cr.execute(statement, values)
        for table, own, count in zip(COLUMNS, ours, cr.fetchone(), strict=True):
            if abs(count - own) > 0.02 * items:
                raise ValueError(f"{table} has {own} rows, and bare SQL wrote {count}.")

    return items, work


def _copy_table(cr, table, with_keys):
    """Make an empty table with the columns, indexes and foreign keys of ours.

    :return: INSERT ... SELECT into it, up to FROM
    """
    copy = _bare(table)
    cr.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
    if with_keys:
        _copy_keys(cr, table)
    cr.execute(
        "SELECT attname FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    existing = {name for (name,) in cr.fetchall()}
    written = [(name, sql) for name, sql in COLUMNS[table].items() if name in existing]
    names = ", ".join(f'"{name}"' for name, _sql in written)
    return f"INSERT INTO {copy} ({names}) SELECT {', '.join(sql for _, sql in written)}"


def _copy_keys(cr, table):
    cr.execute(
        """
        SELECT pg_get_constraintdef(oid), confrelid::regclass::text
          FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
        """,
        [table],
    )
    for definition, target in cr.fetchall():
        if target in COLUMNS:
            definition = definition.replace(f"{target}(", f"{_bare(target)}(")
        cr.execute(f"ALTER TABLE {_bare(table)} ADD {definition}")


def _bare(table):
    return table.replace("dunning_", "bare_", 1)


def _count(cr, table):
    cr.execute(f"SELECT COUNT(*) FROM {table}")
    return cr.fetchone()[0]


STEPS = {
    "propose": propose,
    "propose_without_keys": partial(propose, with_keys=False),
}
