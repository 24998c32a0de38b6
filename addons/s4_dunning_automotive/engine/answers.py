"""Which open invoices go by a number: their own, that of the car, order or approval."""

from odoo.tools import SQL


def find(items, domain, keys):
    """Look the numbers up among invoices with open items, in any spelling.

    :param items: account.move.line of the user who asks; only items that this user may
        read are found
    :param domain: which open items
    :param keys: list of str, letters and digits in capitals
    :return: list of (key, kind, account.move id); kind is one of invoice, vin, order,
        approval, plate
    """
    for model in ("account.move", "account.move.line"):
        items.env[model].flush_model()
    query = items._search(domain)
    return items.env.execute_query(
        SQL(
            """
            SELECT number.key, number.kind, move.id
              FROM account_move move
             CROSS JOIN LATERAL (VALUES
                       ('invoice', %(name)s),
                       ('invoice', %(payment_reference)s),
                       ('vin', move.vehicle_vin),
                       ('order', %(order)s),
                       ('order', %(ref)s),
                       ('approval', %(approval)s),
                       ('plate', move.vehicle_licence_plate_key)
                   ) AS number (kind, key)
             WHERE move.id IN %(open)s
               AND number.key = ANY(%(keys)s)
             GROUP BY number.key, number.kind, move.id
             ORDER BY move.id
            """,
            name=_key(SQL("move.name")),
            payment_reference=_key(SQL("move.payment_reference")),
            order=_key(SQL("move.vehicle_order_number")),
            ref=_key(SQL("move.ref")),
            approval=_key(SQL("move.vehicle_approval_number")),
            open=query.subselect(SQL.identifier(query.table, "move_id")),
            keys=keys,
        )
    )


def _key(column):
    return SQL("REGEXP_REPLACE(UPPER(%s), '[^[:alnum:]]', '', 'g')", column)
