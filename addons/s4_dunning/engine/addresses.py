"""Where a notice goes: the contact, its e-mail address or its postal address."""

from odoo.tools import SQL

# How a notice of a level reaches an address, NULL where it cannot: an e-mail level
# falls back to a letter where there is no e-mail address.
CHANNEL = SQL(
    """
    CASE WHEN level.action = 'call' THEN 'phone'
         WHEN level.channel = 'email' AND address.email IS NOT NULL THEN 'email'
         WHEN address.has_postal_address THEN 'letter' END
    """
)


def collect(run):
    """Find the address of each debtor to dun.

    The dunning address of the customer comes before its invoice address, and that
    before the customer itself.
    """
    cr = run.env.cr
    cr.execute("DROP TABLE IF EXISTS dunning_candidate_address")
    cr.execute(
        """
        CREATE TEMPORARY TABLE dunning_candidate_address ON COMMIT DROP AS
        SELECT debtor.partner_id,
               contact.id AS contact_id,
               COALESCE(NULLIF(contact.email_normalized, ''),
                        NULLIF(partner.email_normalized, '')) AS email,
               COALESCE(contact.city, partner.city, '') != ''
                   AND CONCAT(
                       contact.street, contact.street2, contact.zip,
                       partner.street, partner.street2, partner.zip
                   ) != '' AS has_postal_address
          FROM (SELECT DISTINCT partner_id
                  FROM dunning_candidate
                 WHERE reason IS NULL) debtor
          JOIN res_partner partner ON partner.id = debtor.partner_id
          JOIN LATERAL (
               SELECT * FROM res_partner contact
                WHERE contact.commercial_partner_id = partner.id
                  AND (contact.id = partner.id
                       OR contact.type IN ('dunning', 'invoice') AND contact.active)
                ORDER BY contact.id = partner.id, contact.type != 'dunning', contact.id
                LIMIT 1
               ) contact ON TRUE
        """
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
              FROM dunning_candidate_address address, dunning_level level
             WHERE address.partner_id = item.partner_id
               AND level.id = item.level_id
               AND item.reason IS NULL
               AND %(channel)s IS NULL
            """,
            channel=CHANNEL,
        )
    )
    return run.env.cr.rowcount > 0
