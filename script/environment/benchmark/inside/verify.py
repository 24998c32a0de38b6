"""Proof that a generated ledger is one that Odoo could have written."""

from .today import stop_the_calendar

# Each of these selects what must not exist.
FAULTS = {
    "moves that do not balance": """
        SELECT move_id FROM account_move_line GROUP BY move_id HAVING SUM(balance) <> 0
    """,
    "invoices that are open by another amount than their receivable": """
        SELECT line.id
          FROM account_move_line line JOIN account_move move ON move.id = line.move_id
         WHERE line.display_type = 'payment_term'
           AND move.amount_residual_signed <> line.amount_residual
    """,
    "receivables that are open by another amount than their payments leave": """
        SELECT line.id
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
          LEFT JOIN (SELECT debit_move_id AS id, SUM(amount) AS amount
                       FROM account_partial_reconcile GROUP BY 1) debit
            ON debit.id = line.id
          LEFT JOIN (SELECT credit_move_id AS id, SUM(amount) AS amount
                       FROM account_partial_reconcile GROUP BY 1) credit
            ON credit.id = line.id
         WHERE line.amount_residual <> line.balance
               - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0)
            OR line.reconciled <> (line.amount_residual = 0)
    """,
    "lines without their move, partner or reconciliation": """
        SELECT line.id
          FROM account_move_line line
          LEFT JOIN account_move move ON move.id = line.move_id
          LEFT JOIN res_partner partner ON partner.id = line.partner_id
          LEFT JOIN account_full_reconcile full_reconcile
            ON full_reconcile.id = line.full_reconcile_id
         WHERE move.id IS NULL OR partner.id IS NULL
            OR line.full_reconcile_id IS NOT NULL AND full_reconcile.id IS NULL
    """,
}


def verify(env):
    """:raise ValueError: the ledger has a fault, or Odoo computes other amounts."""
    stop_the_calendar()
    for fault, query in FAULTS.items():
        env.cr.execute(f"SELECT COUNT(*) FROM ({query}) fault")
        if count := env.cr.fetchone()[0]:
            raise ValueError(f"The ledger has {count} {fault}.")
    _recompute_open_invoices(env)
    _take_payment_back(env)
    partly_paid = env["account.move"].search(
        [("payment_state", "=", "partial")], limit=1
    )
    partly_paid.button_draft()
    partly_paid.action_post()
    env.cr.rollback()


def _recompute_open_invoices(env):
    invoices = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("payment_state", "=", "not_paid")],
        limit=20,
    )

    def figures():
        return [(move.amount_residual, move.payment_state) for move in invoices]

    before = figures()
    for name in ("amount_residual", "payment_state"):
        env.add_to_compute(invoices._fields[name], invoices)
    invoices.flush_recordset()
    if figures() != before:
        raise ValueError("Odoo computes other open amounts than those generated.")


def _take_payment_back(env):
    paid = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("payment_state", "=", "paid")], limit=1
    )
    receivable = paid.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )
    payment = receivable.matched_credit_ids.credit_move_id
    receivable.remove_move_reconcile()
    states = [paid.payment_state]
    (receivable | payment).reconcile()
    states.append(paid.payment_state)
    if states != ["not_paid", "paid"]:
        raise ValueError(f"A payment taken back and given again gave {states}.")
