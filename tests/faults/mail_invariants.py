"""What has to be true of the e-mails that left, and of what is recorded about them."""

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
