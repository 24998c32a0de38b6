"""What the key figures are made of: one row for every amount that counts in them.

A figure is a sum over these rows, so that the rows shown always add up to it. Whatever
the as-of date, the ledger is read as it stands booked at that date: what was matched
later is open, what was posted later with an earlier date is there.
"""

from datetime import timedelta

from odoo.tools import SQL

from . import figure_dunning, figure_ledger, open_items

MODELS = {
    "account.account": ["account_type"],
    "account.journal": ["type"],
    "account.move": [
        *("dunning_notice_id", "journal_id", "move_type", "origin_payment_id"),
        "statement_line_id",
    ],
    "account.move.line": [
        *("account_id", "amount_currency", "amount_residual", "balance", "company_id"),
        *("date", "date_maturity", "move_id", "parent_state", "partner_id"),
        "reconciled",
    ],
    "account.partial.reconcile": [
        *("amount", "credit_move_id", "debit_move_id", "max_date"),
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


def rows(env, period, columns):
    """SELECT the rows of all kinds.

    :param env: environment
    :param period: Period
    :param columns: dict of name to SQL on the open item `item`, its contact `contact`,
        its company `company` and its debtor `debtor`: by what figures are told apart
    :return: SQL
    """
    is_posted = SQL(
        "%s AND item.parent_state = 'posted'", open_items.is_receivable(env)
    )
    before = period.start - timedelta(days=1)
    kinds = (
        figure_ledger.open_at(is_posted, 0, "opening", before),
        figure_ledger.open_at(is_posted, 1, "closing", period.end),
        figure_ledger.sales(is_posted, period),
        figure_ledger.collected(is_posted, period),
        figure_ledger.due(is_posted, period),
        figure_ledger.written_off(is_posted, period),
        figure_dunning.issued(is_posted, period),
        figure_dunning.promises(period),
        figure_dunning.notices(period),
    )
    return SQL(
        """
        SELECT fact.id, fact.fact, fact.move_line_id, fact.company_id, fact.date,
               fact.amount, fact.amount_met, fact.number, fact.number_met,
               fact.level_id, fact.channel, fact.promise_id, fact.entry_id, fact.age,
               item.move_id, COALESCE(item.date_maturity, item.date) AS date_due,
               contact.commercial_partner_id AS partner_id, debtor.id AS debtor_id,
               company.currency_id, %(columns)s
          FROM (%(kinds)s) fact
          JOIN account_move_line item ON item.id = fact.move_line_id
          JOIN res_company company ON company.id = fact.company_id
     LEFT JOIN res_partner contact ON contact.id = item.partner_id
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
            for name, value in columns.items()
        ),
        kinds=SQL(" UNION ALL ").join(kinds),
    )
