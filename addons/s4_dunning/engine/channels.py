"""By which channel a notice goes, and why.

The channel is the one that the customer prefers, else that of the segment of the
customer, else that of the level. An e-mail goes to the first contact with a usable
address: a valid one that is not on the blacklist and to which mail did not bounce for
good. Another person of the customer reads an e-mail at once, and a letter costs money
and days; so only where no contact has a usable address, the first contact with a
complete postal address, its own or the customer's, gets a letter; and where there is
none, somebody calls. It never goes the other way round: who chose the letter wants
paper.

A segment may name a second channel: it comes after the first choice, whoever made it,
and before that order.

A channel that an add-on brings takes a valid phone number; where there is none, an
e-mail takes its place.

What claims costs or announces a hand-over is in writing: no call takes its place.
"""

from odoo.tools import SQL

IS_WRITTEN = SQL("(level.action = 'hand_over' OR level.claims_costs IS TRUE)")

# What a level makes of the address of a debtor. The channel is NULL where the debtor
# cannot be reached.
DECISION = SQL(
    """
    CROSS JOIN LATERAL (
        SELECT CASE WHEN CASE address.second_channel
                              WHEN 'email' THEN address.by_email IS NOT NULL
                              WHEN 'letter' THEN address.by_letter IS NOT NULL
                              WHEN 'phone' THEN address.by_phone IS NOT NULL
                                                AND NOT %(is_written)s
                              ELSE address.by_number IS NOT NULL
                                   AND NOT %(is_written)s END
                    THEN address.second_channel END AS channel
        ) second
    CROSS JOIN LATERAL (
        SELECT CASE WHEN level.action = 'call' THEN 'phone'
                    WHEN address.preference NOT IN ('email', 'letter')
                         AND (%(is_written)s OR address.by_phone IS NULL)
                    THEN COALESCE(second.channel, level.channel)
                    ELSE COALESCE(address.preference, level.channel) END AS channel
        ) wanted
    CROSS JOIN LATERAL (
        SELECT CASE WHEN wanted.channel = 'phone'
                         AND (level.action = 'call'
                              OR address.by_phone IS NOT NULL
                              OR second.channel IS NULL)
                    THEN 'phone'
                    WHEN wanted.channel NOT IN ('email', 'letter')
                         AND address.by_number IS NOT NULL
                    THEN wanted.channel
                    WHEN wanted.channel = 'email' AND address.by_email IS NOT NULL
                    THEN 'email'
                    WHEN wanted.channel = 'letter' AND address.by_letter IS NOT NULL
                    THEN 'letter'
                    WHEN second.channel IS NOT NULL THEN second.channel
                    WHEN wanted.channel != 'letter' AND address.by_email IS NOT NULL
                    THEN 'email'
                    WHEN address.by_letter IS NOT NULL THEN 'letter'
                    WHEN address.by_phone IS NOT NULL AND NOT %(is_written)s
                    THEN 'phone' END AS channel
        ) reached
    CROSS JOIN LATERAL (
        SELECT reached.channel,
               CASE WHEN reached.channel != wanted.channel
                    THEN CASE reached.channel WHEN second.channel THEN 'second'
                              ELSE 'fallback' END
                    WHEN level.action = 'call' OR address.preference IS NULL
                    THEN 'level'
                    WHEN address.preference = wanted.channel
                    THEN address.preference_source
                    WHEN second.channel IS NOT NULL THEN 'second'
                    WHEN %(is_written)s THEN 'written'
                    ELSE 'no_phone' END AS channel_rule,
               CASE reached.channel
                    WHEN 'email' THEN address.by_email
                    WHEN 'letter' THEN address.by_letter
                    WHEN 'phone' THEN COALESCE(address.by_phone, address.first)
                    ELSE address.by_number END AS choice,
               CASE WHEN wanted.channel = 'email'
                         OR (reached.channel = 'email' AND second.channel = 'email')
                    THEN address.unusable END AS passed_over
        ) decision
    """,
    is_written=IS_WRITTEN,
)
