"""To whom a notice goes, by which channel, and why: decided here and nowhere else.

The contacts of a customer are asked in this order: the escalation contact where the
level writes to it, the dunning addresses, the invoice addresses, the customer itself.

By which channel: see channels.
"""

from odoo.tools import SQL

from .channels import DECISION

MODELS = (
    "dunning.debtor",
    "dunning.level",
    "dunning.segment",
    "mail.blacklist",
    "phone.blacklist",
    "res.partner",
)

# The row of a debtor that a level takes.
OF_LEVEL = SQL(
    """
    address.is_escalation
    = (level.is_escalation IS TRUE AND address.has_escalation_contact)
    """
)

# The columns of a notice that the decision fills, for a row `decision`.
COLUMNS = {
    "channel": SQL("decision.channel"),
    "channel_rule": SQL("decision.channel_rule"),
    "contact_id": SQL("decision.choice[2]"),
    "address_source": SQL(
        """
        (ARRAY['escalation', 'dunning', 'invoice', 'customer'])[decision.choice[1]]
        """
    ),
    "email": SQL("address.email"),
    "passed_over": SQL("decision.passed_over"),
}


def columns(run):
    """What is decided about a notice, for the tables of DECISION.

    :return: dict of column of dunning_notice to SQL
    """
    return {**COLUMNS, **run._additional_channels()}


def collect(run):
    """Find the addresses of the debtors to dun."""
    cr = run.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_candidate_address")
    debtors = SQL("SELECT debtor_id FROM dunning_candidate WHERE reason IS NULL")
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE dunning_candidate_address ON COMMIT DROP AS %s",
            _addresses(run.env, debtors),
        )
    )
    cr.execute("ANALYZE dunning_candidate_address")


def leave_out_without(run):
    """Leave out items of debtors whom no channel of their level reaches.

    :return: whether there were any
    """
    run.env.cr.execute(
        SQL(
            """
            UPDATE dunning_candidate item
               SET reason = 'no_address'
              FROM dunning_level level
              JOIN dunning_candidate_address address ON %(of_level)s
                   %(decision)s
             WHERE address.debtor_id = item.debtor_id
               AND level.id = item.level_id
               AND item.reason IS NULL
               AND decision.channel IS NULL
            """,
            of_level=OF_LEVEL,
            decision=DECISION,
        )
    )
    return run.env.cr.rowcount > 0


def decide(notices):
    """Decide about notices as they are now, as a proposal would.

    :param notices: dunning.notice of one group
    :return: dict of dunning.notice to dict of field name to value; the channel is None
        where the debtor cannot be reached
    """
    notices.flush_recordset(["debtor_id", "level_id"])
    decided = columns(notices.run_id[:1])
    rows = notices.env.execute_query(
        SQL(
            """
            SELECT notice.id, %(columns)s
              FROM dunning_notice notice
              JOIN dunning_level level ON level.id = notice.level_id
              JOIN (%(addresses)s) address
                ON address.debtor_id = notice.debtor_id AND %(of_level)s
                   %(decision)s
             WHERE notice.id = ANY(%(ids)s)
            """,
            columns=SQL(", ").join(decided.values()),
            addresses=_addresses(
                notices.env,
                SQL("SELECT UNNEST(%s::integer[]) AS debtor_id", notices.debtor_id.ids),
            ),
            of_level=OF_LEVEL,
            decision=DECISION,
            ids=notices.ids,
        )
    )
    return {
        notices.browse(notice_id): dict(zip(decided, values, strict=True))
        for notice_id, *values in rows
    }


def _addresses(env, debtors):
    """SELECT where debtors can be reached; those with an escalation contact two times.

    A choice is an array: the place of the kind of contact in the order, and its id.

    :param debtors: SQL of a SELECT of debtor_id
    """
    for model in MODELS:
        env[model].flush_model()
    return SQL(
        """
        SELECT choice.*, contact.email_normalized AS email
          FROM (SELECT debtor_id, is_escalation, has_escalation_contact,
                       preference, preference_source, second_channel,
                       MIN(choice) AS first,
                       MIN(choice) FILTER (WHERE problem IS NULL) AS by_email,
                       MIN(choice) FILTER (WHERE has_postal_address) AS by_letter,
                       MIN(choice) FILTER (WHERE has_phone) AS by_phone,
                       MIN(choice) FILTER (WHERE has_number) AS by_number,
                       JSONB_AGG(
                           JSONB_BUILD_OBJECT(
                               'source', source, 'problem', problem, 'email', email)
                           ORDER BY choice
                       ) FILTER (WHERE NOT is_reached) AS unusable
                  FROM (%(contacts)s) contact
                 GROUP BY debtor_id, is_escalation, has_escalation_contact,
                          preference, preference_source, second_channel
               ) choice
          LEFT JOIN res_partner contact ON contact.id = choice.by_email[2]
        """,
        contacts=_contacts(debtors),
    )


def _contacts(debtors):
    """SELECT the contacts of debtors, with what is wrong with their e-mail addresses.

    `is_reached` says that this contact or one before it has a usable one.
    """
    return SQL(
        """
        SELECT contact.*,
               BOOL_OR(problem IS NULL) OVER (
                   PARTITION BY debtor_id, is_escalation ORDER BY choice) AS is_reached,
               (ARRAY['escalation', 'dunning', 'invoice', 'customer'])[choice[1]]
                   AS source
          FROM (SELECT debtor.id AS debtor_id,
                       variant.is_escalation,
                       debtor.escalation_contact_id IS NOT NULL
                           AS has_escalation_contact,
                       COALESCE(debtor.channel, segment.channel) AS preference,
                       CASE WHEN debtor.channel IS NULL THEN 'segment' ELSE 'debtor'
                            END AS preference_source,
                       segment.second_channel,
                       ARRAY[
                           CASE WHEN variant.is_escalation
                                 AND contact.id = debtor.escalation_contact_id THEN 1
                                WHEN contact.id = partner.id THEN 4
                                WHEN contact.type = 'dunning' THEN 2 ELSE 3 END,
                           contact.id
                       ] AS choice,
                       contact.email,
                       CASE WHEN COALESCE(contact.email, '') = '' THEN 'missing'
                            WHEN COALESCE(contact.email_normalized, '') = ''
                            THEN 'invalid'
                            WHEN contact.dunning_bounced_email
                                 = contact.email_normalized THEN 'bounced'
                            WHEN blacklist.id IS NOT NULL THEN 'blacklisted'
                            END AS problem,
                       %(contact_is_complete)s OR %(partner_is_complete)s
                           AS has_postal_address,
                       contact.phone != ''
                       AND contact.dunning_wrong_phone IS DISTINCT FROM
                           COALESCE(contact.phone_sanitized, contact.phone)
                           AS has_phone,
                       contact.phone_sanitized != ''
                       AND contact.dunning_wrong_phone IS DISTINCT FROM
                           contact.phone_sanitized
                       AND number_blacklist.id IS NULL AS has_number
                  FROM dunning_debtor debtor
                  JOIN (VALUES (FALSE), (TRUE)) variant (is_escalation)
                    ON debtor.escalation_contact_id IS NOT NULL
                       OR NOT variant.is_escalation
                  JOIN res_partner partner ON partner.id = debtor.partner_id
                  LEFT JOIN dunning_segment segment ON segment.id = debtor.segment_id
                  JOIN res_partner contact
                    ON contact.commercial_partner_id = partner.id
                   AND (contact.id = partner.id
                        OR contact.active
                       AND (contact.type IN ('dunning', 'invoice')
                            OR variant.is_escalation
                           AND contact.id = debtor.escalation_contact_id))
                  LEFT JOIN mail_blacklist blacklist
                    ON blacklist.email = contact.email_normalized AND blacklist.active
                  LEFT JOIN phone_blacklist number_blacklist
                    ON number_blacklist.number = contact.phone_sanitized
                   AND number_blacklist.active
                 WHERE debtor.id IN (%(debtors)s)
               ) contact
        """,
        contact_is_complete=_is_complete(SQL("contact")),
        partner_is_complete=_is_complete(SQL("partner")),
        debtors=debtors,
    )


def _is_complete(partner):
    """Condition that a postal address can be posted to, see res.partner."""
    return SQL(
        "(%(partner)s.city != '' AND CONCAT(%(partner)s.street, %(partner)s.street2,"
        " %(partner)s.zip) != '')",
        partner=partner,
    )
