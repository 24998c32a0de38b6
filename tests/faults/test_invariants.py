"""The checker is able to fail: it reports each thing that can be wrong."""

import events
import invariants
from scenario import Database

SENT = "(SELECT MIN(id) FROM dunning_notice WHERE state = 'sent')"
EMAIL = (
    "(SELECT MIN(id) FROM dunning_notice WHERE state = 'sent' AND channel = 'email')"
)
LAST_RUN = "(SELECT MAX(id) FROM dunning_run)"

# Of each invariant at least one statement that breaks it.
BREACHES = [
    (
        invariants.every_approved_notice_has_a_clear_end_or_waits,
        f"DELETE FROM dunning_notice WHERE id = {SENT}",
    ),
    (
        invariants.every_approved_notice_has_a_clear_end_or_waits,
        f"UPDATE dunning_notice SET state = 'skipped' WHERE id = {SENT}",
    ),
    (
        invariants.what_counts_as_delivered_was_taken_by_the_mail_server,
        "UPDATE mail_message SET message_id = '<another>'",
    ),
    (
        invariants.what_counts_as_delivered_was_taken_by_the_mail_server,
        "DELETE FROM mail_notification",
    ),
    (
        invariants.what_the_mail_server_took_is_not_sent_again,
        "UPDATE mail_notification SET notification_status = 'exception'",
    ),
    (
        invariants.only_sent_notices_left,
        f"UPDATE dunning_notice SET state = 'proposed' WHERE id = {EMAIL}",
    ),
    (
        invariants.nobody_who_had_paid_got_a_letter,
        "UPDATE mail_message SET create_date = create_date + interval '1 hour'",
    ),
    (
        invariants.levels_equal_the_sent_notices,
        "UPDATE account_move_line SET dunning_level_id = NULL",
    ),
    (
        invariants.levels_equal_the_sent_notices,
        f"UPDATE dunning_notice SET state = 'approved' WHERE id = {SENT}",
    ),
    (
        invariants.levels_equal_the_sent_notices,
        "UPDATE account_move_line SET dunning_count = 2 WHERE dunning_count = 1",
    ),
    (
        invariants.control_totals_tie_to_the_ledger,
        "UPDATE dunning_run_company SET amount_included = amount_included + 0.01",
    ),
    (
        invariants.control_totals_tie_to_the_ledger,
        "UPDATE account_move_line SET balance = balance + 0.01",
    ),
    (
        invariants.every_open_item_is_in_one_place,
        f"DELETE FROM dunning_run_exclusion WHERE run_id = {LAST_RUN}",
    ),
    (
        invariants.every_open_item_is_in_one_place,
        "INSERT INTO dunning_run_exclusion SELECT"
        " (jsonb_populate_record(exclusion, jsonb_build_object('id', -1))).*"
        f" FROM dunning_run_exclusion exclusion WHERE run_id = {LAST_RUN} LIMIT 1",
    ),
    (
        invariants.no_item_is_in_two_open_notices,
        "DROP INDEX dunning_notice_line_open_item_unique;"
        "UPDATE dunning_notice SET state = 'proposed';"
        "UPDATE dunning_notice_line SET move_line_id ="
        " (SELECT MIN(move_line_id) FROM dunning_notice_line)",
    ),
    (
        invariants.nothing_is_an_orphan,
        f"DELETE FROM dunning_notice_line WHERE notice_id = {SENT}",
    ),
    (
        invariants.nothing_is_an_orphan,
        f"DELETE FROM dunning_claim WHERE notice_id = {SENT}",
    ),
    (
        invariants.nothing_is_an_orphan,
        f"DELETE FROM dunning_notice WHERE id = {SENT}",
    ),
    (
        invariants.nothing_is_an_orphan,
        "UPDATE dunning_notice SET pdf_id = NULL",
    ),
    (
        invariants.every_attachment_is_whole,
        "UPDATE ir_attachment SET store_fname = 'aa/away'"
        " WHERE res_model = 'dunning.notice'",
    ),
    (
        invariants.every_attachment_is_whole,
        "UPDATE ir_attachment SET checksum = 'of something longer'"
        " WHERE res_model = 'dunning.notice'",
    ),
    (
        invariants.every_sent_notice_has_its_letter,
        f"UPDATE dunning_notice SET pdf_id = NULL WHERE id = {SENT}",
    ),
    (
        invariants.every_letter_was_queued_for_print_once,
        "DELETE FROM message_attachment_rel",
    ),
    (
        invariants.every_letter_was_queued_for_print_once,
        "INSERT INTO message_attachment_rel (message_id, attachment_id)"
        " SELECT -message_id, attachment_id FROM message_attachment_rel",
    ),
    (
        invariants.numbers_are_unique,
        "UPDATE dunning_notice SET name = 'DUN/1' WHERE state = 'sent'",
    ),
    (
        invariants.numbers_are_unique,
        f"UPDATE dunning_notice SET name = NULL WHERE id = {SENT}",
    ),
]


class BrokenDatabase(Database):
    """A database in which something was changed, for as long as a question takes."""

    def __init__(self, database, statement):
        super().__init__(database.postgres, database.name)
        # what foreign keys forbid can be asked about too
        self.change = f"SET LOCAL session_replication_role = replica; {statement}"

    def execute(self, query):
        return super().execute(f"BEGIN; {self.change}; {query}; ROLLBACK")


def test_every_breach_is_reported(world):
    notices = world.approve_some()
    world.send()
    events.pay(world, notices[0])
    world.propose()
    assert invariants.problems(world) == []
    sound = world.database

    for invariant, statement in BREACHES:
        world.database = BrokenDatabase(sound, statement)
        assert invariant(world), f"{invariant.__name__} overlooks: {statement}"
    world.database = sound

    message = world.mail_server.messages[0]
    world.mail_server.messages.append(message)
    in_mail = {
        invariants.no_message_was_taken_twice,
        invariants.no_debtor_got_a_notice_twice,
    }
    for invariant in in_mail:
        assert invariant(world), invariant.__name__
    assert invariants.count_doubled(world) == 1
    world.mail_server.messages.pop()

    tested = {invariant for invariant, _statement in BREACHES} | in_mail
    assert tested == set(invariants.INVARIANTS)
