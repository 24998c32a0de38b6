"""Figures of months are written once and again: a figure without value stays empty."""

from odoo.tools import SQL


def write(months, rows):
    """Insert the figures of companies and months, or replace what is there.

    :param months: dunning.figure.month without records
    :param rows: list of dict of field name to value, all with the same fields
    """
    if not rows:
        return
    months.flush_model()
    names = list(rows[0])
    columns = [SQL.identifier(name) for name in names]
    months.env.cr.execute(
        SQL(
            """
            INSERT INTO dunning_figure_month
                   (%(columns)s, create_uid, write_uid, create_date, write_date)
            SELECT %(columns)s, %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (VALUES %(values)s) AS row (%(columns)s)
                ON CONFLICT (company_id, month) DO UPDATE
               SET %(updates)s, write_date = EXCLUDED.write_date
            """,
            columns=SQL(", ").join(columns),
            values=SQL(", ").join(
                SQL(
                    "(%s)",
                    SQL(", ").join(
                        _typed(months._fields[name], row[name]) for name in names
                    ),
                )
                for row in rows
            ),
            updates=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", column, column) for column in columns
            ),
            user=months.env.uid,
        )
    )
    months.invalidate_model()


def _typed(field, value):
    """A column without any value would have no type."""
    return SQL("%s::%s", value, SQL(field.column_type[0]))
