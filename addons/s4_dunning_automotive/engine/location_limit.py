"""Whose open items and notices are all of some locations."""

from odoo.tools import SQL

from odoo.addons.s4_dunning.engine import open_items


def debtors(env, locations):
    """Find the debtors whose figures tell of nothing but these locations.

    One open item or notice line at least is of the locations, and none is of another
    location or of none: neither now, nor when the figures were last brought up to date.

    :param env: environment of a superuser
    :param locations: dunning.location
    :return: SQL of the ids
    """
    for model in (
        *open_items.MODELS,
        "dunning.debtor",
        "dunning.notice",
        "dunning.notice.line",
    ):
        env[model].flush_model()
    relation = env["dunning.debtor"]._fields["location_ids"]
    return SQL(
        """
        (
        -- found first, whatever the list is sorted by and cut at
        WITH mine AS MATERIALIZED (
        SELECT debtor.id
          FROM dunning_debtor debtor
         WHERE debtor.id IN (%(with_own)s)
           AND debtor.has_items_without_location IS NOT TRUE
           AND NOT EXISTS (
               SELECT FROM %(relation)s link
                WHERE link.%(debtor)s = debtor.id
                  AND link.%(location)s <> ALL(%(own)s)
               )
           AND NOT EXISTS (
               SELECT FROM dunning_notice_line line
                 JOIN dunning_notice notice ON notice.id = line.notice_id
                WHERE notice.debtor_id = debtor.id
                  AND (line.location_id = ANY(%(own)s)) IS NOT TRUE
               )
           AND NOT EXISTS (
               SELECT FROM %(tables)s
                WHERE contact.commercial_partner_id = debtor.partner_id
                  AND company.dunning_group_id = debtor.group_id
                  AND item.parent_state = 'posted'
                  AND item.reconciled IS NOT TRUE
                  AND (item.dunning_location_id = ANY(%(own)s)) IS NOT TRUE
               )
        )
        SELECT id FROM mine
        )
        """,
        with_own=_with_own(locations),
        relation=SQL.identifier(relation.relation),
        debtor=SQL.identifier(relation.column1),
        location=SQL.identifier(relation.column2),
        own=locations.ids,
        tables=open_items.TABLES,
    )


def _with_own(locations):
    """SELECT the debtors with an open item or a notice line of the locations."""
    return SQL(
        """
        SELECT notice.debtor_id
          FROM dunning_notice_line line
          JOIN dunning_notice notice ON notice.id = line.notice_id
         WHERE line.location_id = ANY(%(own)s)
         UNION
        SELECT known.id
          FROM %(tables)s
          JOIN dunning_debtor known
            ON known.partner_id = contact.commercial_partner_id
           AND known.group_id = company.dunning_group_id
         WHERE item.dunning_location_id = ANY(%(own)s)
           AND item.parent_state = 'posted'
           AND item.reconciled IS NOT TRUE
        """,
        own=locations.ids,
        tables=open_items.TABLES,
    )


def note_missing_locations(group):
    """Remember of which debtors the figures contain items without a location.

    :param group: dunning.group whose figures have just been brought up to date
    """
    group.env.cr.execute(
        SQL(
            """
            WITH missing AS (
                SELECT DISTINCT contact.commercial_partner_id AS partner_id
                  FROM %(tables)s
                 WHERE %(condition)s AND item.dunning_location_id IS NULL
            )
            UPDATE dunning_debtor debtor
               SET has_items_without_location = missing.partner_id IS NOT NULL
              FROM dunning_debtor known
              LEFT JOIN missing ON missing.partner_id = known.partner_id
             WHERE debtor.id = known.id
               AND known.group_id = %(group)s
               AND known.has_items_without_location
                   IS DISTINCT FROM (missing.partner_id IS NOT NULL)
            """,
            tables=open_items.TABLES,
            condition=open_items.condition(group),
            group=group.id,
        )
    )
    group.env["dunning.debtor"].invalidate_model(["has_items_without_location"])
