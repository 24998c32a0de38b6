"""The proof that a proposal is complete: per company it ties to the ledger."""

from odoo import fields
from odoo.tools import SQL

from . import open_items


def insert(run, placed):
    """Write one control total per company of the run's group.

    The ledger is the balance of the receivable accounts over all posted entries, read
    without regard to what is reconciled: an open item that the proposal missed, or a
    residual that is wrong, shows as a difference.

    :param placed: list of dict, what of each company went into notices and was left out
    """
    ledger = _ledger(run)
    candidates = {row.pop("company_id"): row for row in placed}
    bank = _bank(run)
    limit = run.group_id.bank_days_maximum
    today = fields.Date.context_today(run)
    run.env[
        "dunning.run.company"
    ].sudo().create(  # the engine writes what nobody may edit
        [
            {
                "run_id": run.id,
                "company_id": company.id,
                "amount_ledger": ledger.get(company.id, 0),
                **candidates.get(company.id, {}),
                **bank.get(company.id, {}),
                "is_bank_stale": _is_stale(bank.get(company.id), limit, today),
                "has_bank_account": bool(
                    company.bank_ids or company.partner_id.bank_ids
                ),
            }
            for company in run.group_id.company_ids
        ]
    )


def _ledger(run):
    run.env.cr.execute(
        SQL(
            """
            SELECT item.company_id, SUM(item.balance)
              FROM account_move_line item
             WHERE %s
               AND item.parent_state = 'posted'
               AND item.company_id = ANY(%s)
             GROUP BY item.company_id
            """,
            open_items.is_receivable(run.env),
            run.group_id.company_ids.ids,
        )
    )
    return dict(run.env.cr.fetchall())


def _bank(run):
    """How far the bank of each company goes, and what is not matched.

    Of several bank accounts in use the one that lags behind counts.
    """
    run.env["account.bank.statement.line"].flush_model()
    run.env.cr.execute(
        SQL(
            """
            SELECT move.company_id,
                   MIN(journal.date_bank) AS date_bank,
                   COUNT(*) FILTER (WHERE line.is_reconciled IS NOT TRUE)
                       AS unmatched_count,
                   COALESCE(SUM(suspense.amount) FILTER (
                       WHERE line.is_reconciled IS NOT TRUE
                   ), 0) AS amount_unmatched
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN (
                   SELECT journal.id, journal.suspense_account_id,
                          MAX(last.date) AS date_bank
                     FROM account_journal journal
                     JOIN account_move last ON last.journal_id = journal.id
                      AND last.statement_line_id IS NOT NULL
                      AND last.state = 'posted'
                    WHERE journal.type = 'bank' AND journal.active
                    GROUP BY journal.id
                   ) journal ON journal.id = move.journal_id
              LEFT JOIN LATERAL (
                   SELECT -SUM(item.balance) AS amount
                     FROM account_move_line item
                    WHERE item.move_id = move.id
                      AND item.account_id = journal.suspense_account_id
                   ) suspense ON TRUE
             WHERE move.company_id = ANY(%s)
               AND move.state = 'posted'
             GROUP BY move.company_id
            """,
            run.group_id.company_ids.ids,
        )
    )
    return {row.pop("company_id"): row for row in run.env.cr.dictfetchall()}


def _is_stale(bank, limit, today):
    """Tell whether automatic approval has to wait for the bank. 0 days: never."""
    if not limit:
        return False
    return not bank or bank["date_bank"] < fields.Date.subtract(today, days=limit)
