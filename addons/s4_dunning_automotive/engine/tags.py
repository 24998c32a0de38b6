"""The tags of notices and debtors: those of their items, set-based."""

from odoo.tools import SQL

from odoo.addons.s4_dunning.engine import open_items

TAGS = {
    "brand_ids": "brand_id",
    "location_ids": "location_id",
    "department_ids": "department_id",
}


def fill_notices(run):
    """Give the notices that a run has just proposed the tags of their lines."""
    notices = run.env["dunning.notice"]
    for name, column in TAGS.items():
        relation = notices._fields[name]
        run.env.cr.execute(
            SQL(
                """
                INSERT INTO %(relation)s (%(notice)s, %(tag)s)
                SELECT DISTINCT line.notice_id, line.%(column)s
                  FROM dunning_notice_line line
                  JOIN dunning_notice notice ON notice.id = line.notice_id
                 WHERE notice.run_id = %(run)s AND notice.state = 'proposed'
                   AND line.%(column)s IS NOT NULL
                    ON CONFLICT DO NOTHING
                """,
                relation=SQL.identifier(relation.relation),
                notice=SQL.identifier(relation.column1),
                tag=SQL.identifier(relation.column2),
                column=SQL.identifier(column),
                run=run.id,
            )
        )
    notices.invalidate_model(list(TAGS))


def update_debtors(group):
    """Bring the tags of the debtors of a group in line with their open items."""
    debtors = group.env["dunning.debtor"]
    for name, column in TAGS.items():
        relation = debtors._fields[name]
        group.env.cr.execute(
            SQL(
                """
                WITH current AS (
                    SELECT DISTINCT debtor.id AS debtor_id, item.%(column)s AS tag_id
                      FROM %(tables)s
                      JOIN dunning_debtor debtor
                        ON debtor.partner_id = contact.commercial_partner_id
                       AND debtor.group_id = company.dunning_group_id
                     WHERE %(condition)s AND item.%(column)s IS NOT NULL
                ),
                gone AS (
                    DELETE FROM %(relation)s link
                     USING dunning_debtor debtor
                     WHERE debtor.id = link.%(debtor)s
                       AND debtor.group_id = %(group)s
                       AND NOT EXISTS (
                           SELECT FROM current
                            WHERE current.debtor_id = link.%(debtor)s
                              AND current.tag_id = link.%(tag)s
                       )
                )
                INSERT INTO %(relation)s (%(debtor)s, %(tag)s)
                SELECT debtor_id, tag_id FROM current
                    ON CONFLICT DO NOTHING
                """,
                relation=SQL.identifier(relation.relation),
                debtor=SQL.identifier(relation.column1),
                tag=SQL.identifier(relation.column2),
                column=SQL.identifier(f"dunning_{column}"),
                tables=open_items.TABLES,
                condition=open_items.condition(group),
                group=group.id,
            )
        )
    debtors.invalidate_model(list(TAGS))
