"""What has to be true whatever happened: one function for each sentence.

Each takes a world and gives a list of sentences, one for everything that is wrong.
"""

import hashlib
from collections import Counter

DELIVERIES = """
SELECT notice.id, notice.name, message.message_id, partner.email,
       notification.notification_status AS status, mail.state AS mail_state
  FROM dunning_notice notice
  LEFT JOIN mail_message message
    ON message.model = 'dunning.notice' AND message.res_id = notice.id
   AND EXISTS (SELECT FROM message_attachment_rel letter
                WHERE letter.message_id = message.id
                  AND letter.attachment_id = notice.pdf_id)
  LEFT JOIN mail_notification notification
    ON notification.mail_message_id = message.id
   AND notification.notification_type = 'email'
  LEFT JOIN res_partner partner ON partner.id = notification.res_partner_id
  LEFT JOIN mail_mail mail ON mail.id = notification.mail_mail_id
 WHERE notice.state IN ('sent', 'closed', 'cancelled') AND notice.channel = 'email'
"""


def every_approved_notice_has_a_clear_end_or_waits(world):
    """Every notice that was approved was sent, waits, or says why it does neither."""
    rows = world.database.rows(
        "SELECT id, state, closing_reason, send_error FROM dunning_notice"
    )
    known = {row["id"]: row for row in rows}
    return [
        f"The approved notice {notice} is {known.get(notice, 'gone')}."
        for notice in sorted(world.ever_approved)
        if notice not in known or not _is_clear(known[notice])
    ]


def _is_clear(notice):
    if notice["state"] in ("skipped", "cancelled"):
        return notice["closing_reason"]
    return notice["state"] in ("sent", "closed", "approved", "proposed")


def no_message_was_taken_twice(world):
    """The mail server took every Message-ID at most once for each recipient."""
    return _repeated(world.mail_server.counts())


def no_debtor_got_a_notice_twice(world):
    """The mail server took the letter of every notice once for each recipient."""
    return _repeated(world.mail_server.counts_of_notices())


def _repeated(counts):
    return [
        f"{recipient} got {what} {count} times."
        for (what, recipient), count in counts.items()
        if count > 1
    ]


def what_counts_as_delivered_was_taken_by_the_mail_server(world):
    """No e-mail is lost: every one that is not recorded as waiting or failed left."""
    taken = world.mail_server.counts()
    return [
        f"{row['name']} to {row['email']} counts as delivered, and never left."
        for row in world.database.rows(DELIVERIES)
        if row["status"] in (None, "sent")
        and not taken[row["message_id"], row["email"]]
    ]


def what_the_mail_server_took_is_not_sent_again(world):
    """What left is recorded as sent, or shows as what may have been sent."""
    doubtful = [row for row in arrivals(world) if row["status"] != "sent"]
    if not doubtful:
        return []
    ids = [row["id"] for row in doubtful]
    shown = world.person.read("dunning.notice", ids, "delivery_state")
    states = {row["id"]: row["delivery_state"] for row in shown}
    return [
        f"{row['name']} left; its e-mail is {row['mail_state']}, its notice says "
        f"{states[row['id']]}."
        for row in doubtful
        if row["mail_state"] == "outgoing" or states[row["id"]] != "unclear"
    ]


def arrivals(world):
    """Return what is recorded about the e-mails that the mail server took."""
    taken = world.mail_server.counts()
    return [
        row
        for row in world.database.rows(DELIVERIES)
        if taken[row["message_id"], row["email"]]
    ]


def only_sent_notices_left(world):
    """No message left whose notice was taken back, skipped or still waits."""
    rows = world.database.rows(
        """
        SELECT message.message_id
          FROM mail_message message
          JOIN dunning_notice notice ON notice.id = message.res_id
         WHERE message.model = 'dunning.notice'
           AND notice.state IN ('sent', 'closed', 'cancelled')
        """
    )
    known = {row["message_id"] for row in rows}
    return [
        f"{recipient} got {message}, which no sent notice knows of."
        for message, recipient in world.mail_server.counts()
        if message not in known
    ]


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


def nothing_is_an_orphan(world):
    """No line, claim, letter or message is without what it belongs to."""
    rows = world.database.rows(
        """
        SELECT 'line' AS kind, line.id FROM dunning_notice_line line
          JOIN dunning_claim claim ON claim.id = line.claim_id
         WHERE claim.notice_id != line.notice_id
         UNION ALL
        SELECT 'claim', claim.id FROM dunning_claim claim
         WHERE NOT EXISTS (SELECT FROM dunning_notice_line line
                            WHERE line.claim_id = claim.id)
         UNION ALL
        SELECT 'notice', notice.id FROM dunning_notice notice
         WHERE notice.state != 'skipped'
           AND NOT EXISTS (SELECT FROM dunning_claim claim
                            WHERE claim.notice_id = notice.id)
         UNION ALL
        SELECT 'attachment', attachment.id FROM ir_attachment attachment
         WHERE attachment.res_model = 'dunning.notice'
           AND NOT EXISTS (SELECT FROM dunning_notice notice
                            WHERE notice.id = attachment.res_id)
         UNION ALL
        SELECT 'letter', attachment.id FROM ir_attachment attachment
          JOIN dunning_notice notice ON notice.id = attachment.res_id
         WHERE attachment.res_model = 'dunning.notice'
           AND attachment.id IS DISTINCT FROM notice.pdf_id
         UNION ALL
        SELECT 'message', message.id FROM mail_message message
         WHERE message.model = 'dunning.notice'
           AND NOT EXISTS (SELECT FROM dunning_notice notice
                            WHERE notice.id = message.res_id)
         UNION ALL
        SELECT 'exclusion', exclusion.id FROM dunning_run_exclusion exclusion
          JOIN dunning_run run ON run.id = exclusion.run_id
         WHERE run.state = 'draft'
        """
    )
    return [f"The {row['kind']} {row['id']} belongs to nothing." for row in rows]


def every_attachment_is_whole(world):
    """Every attachment has its file, and the file is what was written."""
    rows = world.database.rows(
        "SELECT id, name, store_fname, checksum FROM ir_attachment"
        " WHERE store_fname IS NOT NULL"
    )
    return [
        f"The file of attachment {row['id']} ({row['name']}) is missing or cut off."
        for row in rows
        if _checksum(world.filestore / row["store_fname"]) != row["checksum"]
    ]


def _checksum(path):
    return path.exists() and hashlib.sha1(path.read_bytes()).hexdigest()


def every_sent_notice_has_its_letter(world):
    """Every sent e-mail and letter keeps one whole PDF, and printed letters say so."""
    rows = world.database.rows(
        """
        SELECT notice.id, letter.store_fname
          FROM dunning_notice notice
          LEFT JOIN ir_attachment letter
            ON letter.id = notice.pdf_id AND letter.res_model = 'dunning.notice'
           AND letter.res_id = notice.id
         WHERE notice.state IN ('sent', 'closed', 'cancelled')
           AND notice.channel != 'phone'
        """
    )
    return [
        f"The sent notice {row['id']} has no whole letter."
        for row in rows
        if not _is_pdf(world.filestore, row["store_fname"])
    ]


def _is_pdf(filestore, name):
    path = name and filestore / name
    content = path.read_bytes() if path and path.exists() else b""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]


def every_letter_was_queued_for_print_once(world):
    """The thread of a sent notice carries its letter exactly once."""
    rows = world.database.rows(
        """
        SELECT notice.id, COUNT(letter.message_id) AS count
          FROM dunning_notice notice
          LEFT JOIN message_attachment_rel letter
            ON letter.attachment_id = notice.pdf_id
         WHERE notice.state IN ('sent', 'closed') AND notice.channel != 'phone'
         GROUP BY notice.id HAVING COUNT(letter.message_id) != 1
        """
    )
    return [
        f"The letter of the sent notice {row['id']} was handed over {row['count']} "
        "times."
        for row in rows
    ]


def numbers_are_unique(world):
    """Every sent notice has a number, and no two have the same."""
    rows = world.database.rows("SELECT state, name FROM dunning_notice")
    counts = Counter(row["name"] for row in rows if row["name"])
    nameless = [row for row in rows if row["state"] == "sent" and not row["name"]]
    return [f"{len(nameless)} sent notices have no number."] * bool(nameless) + [
        f"{count} notices are called {name}."
        for name, count in counts.items()
        if count > 1
    ]


INVARIANTS = (
    every_approved_notice_has_a_clear_end_or_waits,
    no_message_was_taken_twice,
    no_debtor_got_a_notice_twice,
    what_counts_as_delivered_was_taken_by_the_mail_server,
    what_the_mail_server_took_is_not_sent_again,
    only_sent_notices_left,
    nobody_who_had_paid_got_a_letter,
    levels_equal_the_sent_notices,
    control_totals_tie_to_the_ledger,
    every_open_item_is_in_one_place,
    no_item_is_in_two_open_notices,
    nothing_is_an_orphan,
    every_attachment_is_whole,
    every_sent_notice_has_its_letter,
    every_letter_was_queued_for_print_once,
    numbers_are_unique,
)
LOST = (
    every_approved_notice_has_a_clear_end_or_waits,
    what_counts_as_delivered_was_taken_by_the_mail_server,
    every_sent_notice_has_its_letter,
)


def problems(world):
    """Return everything that is wrong, a sentence for each."""
    return [problem for invariant in INVARIANTS for problem in invariant(world)]


def count_lost(world):
    """Return how many notices, e-mails and letters are lost."""
    return sum(len(invariant(world)) for invariant in LOST)


def count_doubled(world):
    """Return how many more e-mails left than should."""
    return sum(count - 1 for count in world.mail_server.counts_of_notices().values())
