"""What the items of one notice share."""

from odoo.tools import SQL


def columns_of(run, alias):
    """The columns that the items of one notice share, of a table alias."""
    return SQL(", ").join(
        SQL("%s.%s", SQL.identifier(alias), SQL.identifier(column))
        for column in run._notice_key()
    )


def same(run, left, right):
    """Condition that two table aliases belong to the same notice."""
    return SQL(" AND ").join(
        SQL(
            "%s.%s IS NOT DISTINCT FROM %s.%s",
            SQL.identifier(left),
            SQL.identifier(column),
            SQL.identifier(right),
            SQL.identifier(column),
        )
        for column in run._notice_key()
    )
