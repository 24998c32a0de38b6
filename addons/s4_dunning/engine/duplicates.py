"""Which debtors of a group seem to be one customer, and what is overdue on each card.

The query compares digits only, which is quick and finds too much; rules/duplicates.py
decides on what is left.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..rules import duplicates

MODELS = (
    "dunning.debtor",
    "dunning.notice",
    "res.company",
    "res.country",
    "res.partner",
    "res.partner.bank",
)

# An address or account on more cards than this is not that of one customer, even if
# every company keeps a card: it is a platform, an agent, or what a clerk types when
# there is none.
CARDS_MAXIMUM = 50

# What stands on the cards, and its digits only where people type the rest differently.
# Addresses and accounts of the companies themselves are what clerks type for lack of
# better.
VALUES = SQL(
    """
    SELECT debtor_id, 'vat' AS kind, vat AS text,
           LTRIM(REGEXP_REPLACE(vat, '[^0-9]', '', 'g'), '0') AS key
      FROM card
     UNION ALL
    SELECT debtor_id, 'registry', company_registry,
           LTRIM(REGEXP_REPLACE(company_registry, '[^0-9]', '', 'g'), '0')
      FROM card
     UNION ALL
    SELECT card.debtor_id, 'iban', bank.acc_number, UPPER(bank.sanitized_acc_number)
      FROM card
      JOIN res_partner holder ON holder.commercial_partner_id = card.partner_id
      JOIN res_partner_bank bank ON bank.partner_id = holder.id AND bank.active
     WHERE UPPER(bank.sanitized_acc_number) NOT IN (
           SELECT UPPER(sanitized_acc_number)
             FROM res_partner_bank
            WHERE partner_id IN (SELECT partner_id FROM res_company)
              AND sanitized_acc_number IS NOT NULL
           )
     UNION ALL
    SELECT debtor_id, 'email', email_normalized, email_normalized
      FROM card
     WHERE email_normalized NOT IN (
           SELECT email_normalized
             FROM res_partner
            WHERE id IN (SELECT partner_id FROM res_company)
              AND email_normalized IS NOT NULL
           )
    """
)


def find(group):
    """Find the sets of debtors whose cards share a number or an address.

    Looked at are the debtors with open items or notices. Cards of one family (holding
    and subsidiaries, customer and payer) are not suspect by themselves, nor is an
    address or account of a company of the database.

    :param group: one dunning.group
    :return: dict of frozenset of debtor ids to list of [kind, value as typed], the
        strongest first
    """
    families = defaultdict(dict)
    typed = {}
    for kind, text, country, debtor_id, family_id in _collisions(group):
        number = duplicates.number(kind, text, country)
        if number:
            families[kind, number][debtor_id] = family_id
            typed.setdefault((kind, number), text)
    shared = defaultdict(list)
    for (kind, number), family in families.items():
        if len(set(family.values())) > 1 and _is_one_customer(kind, family):
            shared[frozenset(family)].append([kind, typed[kind, number]])
    for values in shared.values():
        values.sort(key=lambda value: duplicates.KINDS.index(value[0]))
    return shared


def _is_one_customer(kind, cards):
    return kind in ("vat", "registry") or len(cards) <= CARDS_MAXIMUM


def _collisions(group):
    """SELECT what stands on more than one card of the group, compared coarsely.

    :return: list of (kind, text, country code, id of the debtor, id of its family)
    """
    for model in MODELS:
        group.env[model].flush_model()
    company = group.lead_company_id or group.company_ids[:1]
    return group.env.execute_query(
        SQL(
            """
            WITH RECURSIVE card AS (%(cards)s),
            value AS (%(values)s),
            counted AS (
                SELECT *, COUNT(*) OVER (PARTITION BY kind, key) AS count
                  FROM value
                 WHERE key != ''
            ),
            collision AS (
                SELECT * FROM counted WHERE count > 1
            ),
            ancestor AS (
                SELECT debtor_id, partner_id AS id, parent_id
                  FROM card
                 WHERE debtor_id IN (SELECT debtor_id FROM collision)
                 UNION ALL
                SELECT ancestor.debtor_id, parent.id, parent.parent_id
                  FROM ancestor
                  JOIN res_partner parent ON parent.id = ancestor.parent_id
            )
            SELECT collision.kind, collision.text, COALESCE(card.country, %(country)s),
                   card.debtor_id, ancestor.id
              FROM collision
              JOIN card USING (debtor_id)
              JOIN ancestor USING (debtor_id)
             WHERE ancestor.parent_id IS NULL
             ORDER BY card.partner_id
            """,
            cards=_cards(group),
            values=VALUES,
            country=company.country_id.code or "",
        )
    )


def _cards(group):
    """SELECT the cards of the group's debtors that have open items or notices."""
    return SQL(
        """
        SELECT debtor.id AS debtor_id,
               partner.id AS partner_id,
               COALESCE(debtor.payer_id, partner.parent_id) AS parent_id,
               partner.vat,
               partner.company_registry,
               partner.email_normalized,
               country.code AS country
          FROM dunning_debtor debtor
          JOIN res_partner partner ON partner.id = debtor.partner_id
          LEFT JOIN res_country country ON country.id = partner.country_id
         WHERE debtor.group_id = %s
           AND partner.active
           AND partner.id = partner.commercial_partner_id
           AND partner.id NOT IN (SELECT partner_id FROM res_company)
           AND (debtor.amount_open != 0
                OR debtor.amount_credit != 0
                OR debtor.id IN (SELECT debtor_id FROM dunning_notice))
        """,
        group.id,
    )


def update_figures(group):
    """Sum what the debtors of each suspected customer owe, in the group's currency.

    Hidden is what is overdue on all cards but the one with most overdue.
    """
    rows = group.env["dunning.duplicate"]
    rows.flush_model()
    group.env["dunning.debtor"].flush_model()
    # A subquery for each row: a join goes wrong where the planner still believes that
    # rows which were just inserted are not there.
    group.env.cr.execute(
        SQL(
            """
            UPDATE dunning_duplicate duplicate
               SET (debtor_count, amount_overdue, amount_hidden, main_debtor_id) = (
                   SELECT COUNT(*),
                          COALESCE(SUM(debtor.amount_overdue), 0),
                          COALESCE(
                              SUM(debtor.amount_overdue) - MAX(debtor.amount_overdue),
                              0
                          ),
                          (ARRAY_AGG(debtor.id
                                     ORDER BY debtor.amount_overdue DESC NULLS LAST,
                                              debtor.id))[1]
                     FROM dunning_duplicate_debtor_rel card
                     JOIN dunning_debtor debtor ON debtor.id = card.debtor_id
                    WHERE card.duplicate_id = duplicate.id
                   )
             WHERE duplicate.group_id = %s
            """,
            group.id,
        )
    )
    rows.invalidate_model()
