"""What becomes of the credit stops that notices have set: judged from the ledger."""

from odoo.tools import SQL

MODELS = (
    "account.move.line",
    "dunning.arrangement",
    "dunning.dispute",
    "dunning.notice",
    "dunning.notice.line",
)

# An item that is paid in instalments, or whose invoice is disputed as a whole.
IS_AGREED = SQL(
    """
    (EXISTS (
        SELECT FROM dunning_arrangement_item_rel link
          JOIN dunning_arrangement arrangement ON arrangement.id = link.arrangement_id
         WHERE link.move_line_id = item.id AND arrangement.state = 'active'
     )
     OR (SELECT SUM(CASE WHEN dispute.state = 'open' THEN dispute.amount
                         ELSE dispute.amount_accepted END)
           FROM dunning_dispute dispute
          WHERE dispute.move_id = item.move_id AND dispute.is_resting)
        >= (SELECT SUM(other.amount_residual_currency)
              FROM account_move_line other
             WHERE other.move_id = item.move_id
               AND other.account_id = item.account_id
               AND other.reconciled IS NOT TRUE))
    """
)


def judge(notices):
    """Judge the credit stops of notices, in one statement.

    :param notices: SQL condition on `notice`, a row of dunning_notice
    :return: SQL of a SELECT of id and state of those whose state changes: `set` while
        something that the notice dunned is unpaid, `agreed` while all of it is agreed,
        `paid` while nothing is unpaid, as a payment may be returned, and `ended` once
        the notice was cancelled
    """
    return SQL(
        """
        SELECT id, state
          FROM (SELECT notice.id, notice.credit_stop_state AS state_before,
                       CASE WHEN notice.state NOT IN ('sent', 'closed') THEN 'ended'
                            WHEN unpaid.is_agreed IS NULL THEN 'paid'
                            WHEN unpaid.is_agreed THEN 'agreed'
                            ELSE 'set' END AS state
                  FROM dunning_notice notice
                  LEFT JOIN LATERAL (
                       SELECT BOOL_AND(COALESCE(%(is_agreed)s, FALSE)) AS is_agreed
                         FROM dunning_notice_line line
                         JOIN account_move_line item ON item.id = line.move_line_id
                        WHERE line.notice_id = notice.id
                          AND line.kind = 'overdue'
                          AND item.parent_state = 'posted'
                          AND item.reconciled IS NOT TRUE
                       ) unpaid ON TRUE
                 WHERE notice.credit_stop_state IN ('set', 'agreed', 'paid')
                   AND %(notices)s
               ) judged
         WHERE state != state_before
         ORDER BY id
        """,
        is_agreed=IS_AGREED,
        notices=notices,
    )
