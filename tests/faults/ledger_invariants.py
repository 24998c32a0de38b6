"""What has to be true of the open items: paid, dunned, left out."""


def nobody_who_had_paid_got_a_letter(world):
    """No item was dunned whose payment was there before the sending began."""
    rows = world.database.rows(
        """
        SELECT notice.name, line.move_line_id, paid.moment AS paid, sending.began
          FROM dunning_notice notice
          JOIN dunning_notice_line line
            ON line.notice_id = notice.id AND line.kind = 'overdue'
          JOIN account_move_line item ON item.id = line.move_line_id
          JOIN LATERAL (
               SELECT MAX(pg_xact_commit_timestamp(part.xmin)) AS moment
                 FROM account_partial_reconcile part
                WHERE part.debit_move_id = item.id) paid ON TRUE
          JOIN LATERAL (
               SELECT MIN(message.create_date) AT TIME ZONE 'UTC' AS began
                 FROM mail_message message
                 JOIN message_attachment_rel letter ON letter.message_id = message.id
                WHERE letter.attachment_id = notice.pdf_id) sending ON TRUE
         WHERE notice.state IN ('sent', 'closed') AND item.reconciled
           AND paid.moment < sending.began
        """
    )
    return [
        f"{row['name']} asks for item {row['move_line_id']}, paid at {row['paid']}, "
        f"and was sent at {row['began']}."
        for row in rows
    ]


def levels_equal_the_sent_notices(world):
    """The level, date and count of every item are those of its sent notices."""
    rows = world.database.rows(
        """
        SELECT item.id, item.dunning_level_id, said.level_id
          FROM account_move_line item
          JOIN LATERAL (
               SELECT COUNT(*) AS count, MAX(notice.date_sent) AS date,
                      (ARRAY_AGG(level.id ORDER BY level.sequence DESC, level.id DESC)
                      )[1] AS level_id
                 FROM dunning_notice_line line
                 JOIN dunning_notice notice ON notice.id = line.notice_id
                 JOIN dunning_level level ON level.id = line.level_id
                WHERE line.move_line_id = item.id AND line.kind = 'overdue'
                  AND notice.state IN ('sent', 'closed')) said ON TRUE
         WHERE item.dunning_level_id IS DISTINCT FROM said.level_id
            OR item.dunning_date IS DISTINCT FROM said.date
            OR COALESCE(item.dunning_count, 0) != said.count
        """
    )
    stale = world.database.rows(
        """
        SELECT line.id FROM dunning_notice_line line
          JOIN dunning_notice notice ON notice.id = line.notice_id
         WHERE line.notice_state IS DISTINCT FROM
               -- lines do not tell whether their notice is approved
               CASE notice.state WHEN 'approved' THEN 'proposed' ELSE notice.state END
        """
    )
    return [
        f"Item {row['id']} is at level {row['dunning_level_id']}, its sent notices "
        f"say {row['level_id']}."
        for row in rows
    ] + [f"Line {row['id']} has another state than its notice." for row in stale]


def control_totals_tie_to_the_ledger(world):
    """Every run ties out, and the last one to the ledger as it is now."""
    apart = world.database.rows(
        """
        SELECT run_id, company_id, amount_ledger, amount_included, amount_excluded
          FROM dunning_run_company
         WHERE amount_ledger != amount_included + amount_excluded
            OR amount_difference != 0
        """
    )
    ledger = world.database.rows(
        """
        SELECT total.run_id, total.amount_ledger, ledger.amount
          FROM dunning_run_company total
          JOIN LATERAL (
               SELECT COALESCE(SUM(item.balance), 0) AS amount
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                WHERE account.account_type = 'asset_receivable'
                  AND item.parent_state = 'posted'
                  AND item.company_id = total.company_id) ledger ON TRUE
         WHERE total.run_id = (SELECT MAX(id) FROM dunning_run
                                WHERE state IN ('proposed', 'done'))
           AND total.amount_ledger != ledger.amount
        """
    )
    return [
        f"Run {row['run_id']}: {row['amount_included']} and {row['amount_excluded']} "
        f"are not {row['amount_ledger']}."
        for row in apart
    ] + [
        f"Run {row['run_id']}: the ledger says {row['amount']}, not "
        f"{row['amount_ledger']}."
        for row in ledger
    ]


def every_open_item_is_in_one_place(world):
    """The last run has every open item once: in a notice or among those left out."""
    rows = world.database.rows(
        """
        WITH run AS (SELECT MAX(id) AS id FROM dunning_run
                      WHERE state IN ('proposed', 'done')),
             place AS (SELECT move_line_id FROM dunning_run_exclusion
                        WHERE run_id = (SELECT id FROM run)
                        UNION ALL
                       SELECT line.move_line_id FROM dunning_notice_line line
                         JOIN dunning_notice notice ON notice.id = line.notice_id
                        WHERE notice.run_id = (SELECT id FROM run))
        SELECT item.id, COUNT(place.move_line_id) AS count
          FROM account_move_line item
          JOIN account_account account ON account.id = item.account_id
          LEFT JOIN place ON place.move_line_id = item.id
         WHERE account.account_type = 'asset_receivable'
           AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
           AND (SELECT id FROM run) IS NOT NULL
         GROUP BY item.id HAVING COUNT(place.move_line_id) != 1
        """
    )
    return [f"Open item {row['id']} is in {row['count']} places." for row in rows]


def no_item_is_in_two_open_notices(world):
    """An open item stands in one proposed or approved notice at most."""
    rows = world.database.rows(
        """
        SELECT line.move_line_id, COUNT(*) AS count
          FROM dunning_notice_line line
          JOIN dunning_notice notice ON notice.id = line.notice_id
         WHERE notice.state IN ('proposed', 'approved') AND line.kind = 'overdue'
         GROUP BY line.move_line_id HAVING COUNT(*) > 1
        """
    )
    return [f"Item {row['move_line_id']} is in {row['count']} notices." for row in rows]
