"""What has to be true whatever happened: one function for each sentence.

Each takes a world and gives a list of sentences, one for everything that is wrong.
"""

import hashlib
from collections import Counter

from ledger_invariants import (
    control_totals_tie_to_the_ledger,
    every_open_item_is_in_one_place,
    levels_equal_the_sent_notices,
    no_item_is_in_two_open_notices,
    nobody_who_had_paid_got_a_letter,
)
from mail_invariants import (
    no_debtor_got_a_notice_twice,
    no_message_was_taken_twice,
    only_sent_notices_left,
    what_counts_as_delivered_was_taken_by_the_mail_server,
    what_the_mail_server_took_is_not_sent_again,
)


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
