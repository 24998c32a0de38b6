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
        WITH item AS MATERIALIZED (%(items)s),
        own AS MATERIALIZED (%(with_own)s),
        mine AS MATERIALIZED (
        SELECT debtor.id
          FROM own
          JOIN dunning_debtor debtor ON debtor.id = own.id
         WHERE debtor.has_items_without_location IS NOT TRUE
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
               SELECT FROM item
                 JOIN res_company company ON company.id = item.company_id
                 JOIN res_partner contact ON contact.id = item.partner_id
                WHERE item.is_foreign
                  AND contact.commercial_partner_id = debtor.partner_id
                  AND company.dunning_group_id = debtor.group_id
               )
        )
        SELECT id FROM mine
        )
        """,
        items=_items(locations),
        with_own=_with_own(locations),
        relation=SQL.identifier(relation.relation),
        debtor=SQL.identifier(relation.column1),
        location=SQL.identifier(relation.column2),
        own=locations.ids,
    )


def _items(locations):
    """SELECT customers and companies with open items, and whether these are of the
    locations or not.

    From two indexes of account.move.line alone, without a look at any item. What is
    open has a residual amount; other journal items, of which nothing is ever open,
    have none.
    """
    return SQL(
        """
        SELECT partner_id, company_id,
               BOOL_OR(is_own) AS is_own, BOOL_OR(NOT is_own) AS is_foreign
          FROM (
               SELECT partner_id, company_id,
                      dunning_location_id = ANY(%s) AS is_own
                 FROM account_move_line
                WHERE dunning_location_id IS NOT NULL
                  AND reconciled IS NOT TRUE
                  AND parent_state = 'posted'
                UNION ALL
               SELECT item.partner_id, item.company_id, FALSE
                 FROM account_account account
                 JOIN account_move_line item ON item.account_id = account.id
                WHERE account.account_type = 'asset_receivable'
                  AND item.dunning_location_id IS NULL
                  AND item.reconciled IS NOT TRUE
                  AND item.parent_state = 'posted'
                  AND (item.amount_residual != 0 OR item.amount_residual_currency != 0)
               ) item
         GROUP BY partner_id, company_id
        """,
        locations.ids,
    )


def _with_own(locations):
    """SELECT the debtors with an open item or a notice line of the locations."""
    return SQL(
        """
        SELECT notice.debtor_id AS id
          FROM dunning_notice_line line
          JOIN dunning_notice notice ON notice.id = line.notice_id
         WHERE line.location_id = ANY(%(own)s)
         UNION
        SELECT known.id
          FROM item
          JOIN res_company company ON company.id = item.company_id
          JOIN res_partner contact ON contact.id = item.partner_id
          JOIN dunning_debtor known
            ON known.partner_id = contact.commercial_partner_id
           AND known.group_id = company.dunning_group_id
         WHERE item.is_own
        """,
        own=locations.ids,
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
