"""Payments of customers that came back, as the ledger tells."""

from odoo.tools import SQL

from . import money, open_items

MODELS = (*money.MODELS, "account.partial.reconcile", "account.payment")


def query(group, start):
    """SELECT of partner_id, company_id of each payment that was returned since a day.

    Either a person marked the payment as rejected; or the bank took all of the money
    back, which is matched with what had come, and something that was due to be paid by
    it still was to pay. What a company pays back itself as a payment, or reverses as a
    mistake of its own, is no returned payment.

    :param group: one dunning.group
    :param start: date
    :return: SQL; the partner may be a contact of the customer
    """
    for model in MODELS:
        group.env[model].flush_model()
    return SQL(
        """
        SELECT payment.partner_id, payment.company_id
          FROM account_payment payment
         WHERE payment.state = 'rejected'
           AND payment.payment_type = 'inbound'
           AND payment.partner_type = 'customer'
           AND payment.date >= %(start)s
         UNION ALL
        SELECT item.partner_id, item.company_id
          FROM account_move_line item
          JOIN account_move entry ON entry.id = item.move_id
          JOIN account_journal journal ON journal.id = entry.journal_id
          LEFT JOIN account_payment payment ON payment.id = entry.origin_payment_id
          JOIN (SELECT partial.credit_move_id AS id, SUM(partial.amount) AS amount,
                       MAX(back.date) AS date
                  FROM account_move_line back
                  JOIN account_move returned ON returned.id = back.move_id
                  JOIN account_journal bank ON bank.id = returned.journal_id
                  JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = back.id
                 WHERE back.date >= %(start)s
                   AND bank.type IN ('bank', 'cash', 'credit')
                   AND returned.origin_payment_id IS NULL
                   AND returned.reversed_entry_id IS NULL
                 GROUP BY partial.credit_move_id) gone ON gone.id = item.id
         WHERE %(is_receivable)s
           AND %(is_money)s
           AND gone.amount >= -item.balance
           AND payment.state IS DISTINCT FROM 'rejected'
           AND %(was_unpaid)s
        """,
        start=start,
        is_receivable=open_items.is_receivable(group.env),
        is_money=money.IS_MONEY,
        was_unpaid=_was_unpaid(),
    )


def _was_unpaid():
    """The customer had an invoice to pay when the money was gone again.

    Who has paid twice and gets one payment back has not.
    """
    return SQL(
        """
        EXISTS (SELECT FROM account_move_line owed
                  JOIN account_move claim ON claim.id = owed.move_id
                 WHERE owed.account_id = item.account_id
                   AND owed.partner_id = item.partner_id
                   AND owed.company_id = item.company_id
                   AND owed.parent_state = 'posted'
                   AND owed.balance > 0
                   AND owed.date <= gone.date
                   AND %s
                   AND (owed.reconciled IS NOT TRUE
                        OR EXISTS (SELECT FROM account_partial_reconcile later
                                    WHERE later.debit_move_id = owed.id
                                      AND later.max_date >= gone.date)))
        """,
        money.IS_INVOICE,
    )
