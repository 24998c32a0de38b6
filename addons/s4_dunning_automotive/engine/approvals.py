"""Overdue items that the customer cannot pay: the approval number is missing."""

from odoo.tools import SQL


def is_missing(run):
    """Condition on a candidate row `item`: it cannot be paid without its number.

    The debtor says whether invoices need an approval number, else the workflow does.

    :param run: a dunning.run, saved or not
    :return: SQL
    """
    for model in ("account.move", "dunning.debtor", "dunning.workflow"):
        run.env[model].flush_model()
    return SQL(
        """
        item.date_due < %(date)s
        AND (item.debtor_id IN (
                 SELECT id FROM dunning_debtor WHERE approval_rule = 'required'
             )
             OR item.workflow_id IN (
                 SELECT id FROM dunning_workflow WHERE is_approval_required
             )
             AND (item.debtor_id IN (
                 SELECT id FROM dunning_debtor WHERE approval_rule = 'not_required'
             )) IS NOT TRUE)
        AND EXISTS (
            SELECT FROM account_move move
             WHERE move.id = item.move_id
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.vehicle_approval_number IS NULL
        )
        """,
        date=run.date,
    )
