"""What the key figures are made of: one row for every amount that counts in them.

A figure is a sum over these rows, so that the rows shown always add up to it. Whatever
the as-of date, the ledger is read as it stands booked at that date: what was matched
later is open, what was posted later with an earlier date is there.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import figure_dunning, figure_ledger, open_items, write_offs
from .figure_kind import Scope

MODELS = {
    "account.account": ["account_type"],
    "account.journal": ["type"],
    "account.move": [
        *("dunning_notice_id", "journal_id", "move_type", "origin_payment_id"),
        *("reversed_entry_id", "statement_line_id"),
    ],
    "account.move.line": [
        *("account_id", "amount_currency", "amount_residual", "balance", "company_id"),
        *("date", "date_maturity", "move_id", "parent_state", "partner_id"),
        *("reconciled", "tax_line_id"),
    ],
    "account.partial.reconcile": [
        *("amount", "credit_move_id", "debit_amount_currency", "debit_move_id"),
        "max_date",
    ],
    "dunning.debtor": ["collector_id", "group_id", "partner_id", "segment_id"],
    "dunning.notice": ["channel", "date_sent"],
    "dunning.notice.line": [
        *("kind", "level_id", "move_line_id", "notice_id", "notice_state"),
    ],
    "dunning.promise": ["amount", "date_ended", "item_ids", "state"],
    "res.company": [
        *("account_journal_early_pay_discount_loss_account_id", "currency_id"),
        *("dunning_group_id", "expense_currency_exchange_account_id", "partner_id"),
    ],
    "res.partner": ["commercial_partner_id"],
}
# What every row takes from its open item.
COLUMNS = {
    "move_id": SQL("item.move_id"),
    "contact_id": SQL("item.partner_id"),
    "date_due": SQL("COALESCE(item.date_maturity, item.date)"),
}


def tune(cr):
    """Let PostgreSQL sort in memory, and not compile what runs once.

    Until the transaction ends.
    """
    cr.execute(
        "SELECT SET_CONFIG('jit', 'off', TRUE), SET_CONFIG('work_mem', %s, TRUE)",
        ["64MB"],
    )


def rows(env, period, item_columns, debtor_columns):
    """SELECT the rows of all kinds.

    :param env: environment
    :param period: Period
    :param item_columns: dict of name to SQL on the open item `item`
    :param debtor_columns: dict of name to SQL on its debtor `debtor`
    :return: SQL
    """
    is_posted = SQL(
        "%s AND item.parent_state = 'posted'", open_items.is_receivable(env)
    )
    yesterday = fields.Date.context_today(env.user) - timedelta(days=1)
    shares = write_offs.of_entry(env)
    scope = Scope(period, yesterday, is_posted, shares, {**COLUMNS, **item_columns})
    before = period.start - timedelta(days=1)
    kinds = (
        figure_ledger.open_at(scope, 0, "opening", before),
        figure_ledger.open_at(scope, 1, "closing", period.end),
        figure_ledger.sales(scope),
        figure_ledger.collected(scope),
        figure_ledger.due(scope),
        figure_ledger.written_off(scope),
        figure_dunning.issued(scope),
        figure_dunning.promises(scope),
        figure_dunning.notices(scope),
    )
    # LEFT JOIN: PostgreSQL takes a JOIN with the few companies for one that leaves few
    # rows, and plans the rest for few.
    return SQL(
        """
        SELECT fact.*, contact.commercial_partner_id AS partner_id,
               company.currency_id, debtor.id AS debtor_id, %(columns)s
          FROM (%(kinds)s) fact
     LEFT JOIN res_company company ON company.id = fact.company_id
     LEFT JOIN res_partner contact ON contact.id = fact.contact_id
     LEFT JOIN dunning_debtor debtor
            ON debtor.partner_id = contact.commercial_partner_id
           AND debtor.group_id = company.dunning_group_id
         WHERE NOT EXISTS (
               SELECT FROM res_company own
                WHERE own.partner_id = contact.commercial_partner_id
               )
        """,
        columns=SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in debtor_columns.items()
        ),
        kinds=SQL(" UNION ALL ").join(kinds),
    )
