"""Points by criterion: columns that are summed up, and told as reasons.

A criterion has a column of its name with what was found, and one with its points.
"""

from odoo.tools import SQL


def name(criterion):
    """:return: SQL, the column of the points of a criterion"""
    return SQL.identifier(f"{criterion}_points")


def total(table, criteria):
    """:return: SQL, the sum of the points

    :param table: str, the alias of what has the columns
    :param criteria: iterable of str
    """
    return SQL(" + ").join(
        SQL.identifier(table, f"{criterion}_points") for criterion in criteria
    )


def reasons(table, criteria, *others):
    """SQL of a JSON object: criterion to [found, points], of those that have points.

    :param table: str, the alias of what has the columns
    :param criteria: iterable of str
    :param others: SQL, further pairs of a key and a value, which may be NULL
    """
    pairs = (
        SQL(
            "%(key)s::text, CASE WHEN %(points)s > 0 THEN"
            " jsonb_build_array(%(found)s, %(points)s) END",
            key=criterion,
            found=SQL.identifier(table, criterion),
            points=SQL.identifier(table, f"{criterion}_points"),
        )
        for criterion in criteria
    )
    return SQL(
        "NULLIF(jsonb_strip_nulls(jsonb_build_object(%s)), '{}'::jsonb)",
        SQL(", ").join((*pairs, *others)),
    )
